#!/bin/sh
# Builds the app, runs its tests and synthesizes into ./cdk.out. Neither credentials nor a network nor an interpreter.
set -eu
cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$PWD/tenon"
cmake --build build
ctest --test-dir build --output-on-failure --no-tests=error --output-junit tests.xml
build/shop synth --format yaml -o cdk.out

# What is handed on is what anybody gets: another run writes the same bytes.
build/shop synth --format yaml -o cdk.again --threads 1
diff -r cdk.out cdk.again
