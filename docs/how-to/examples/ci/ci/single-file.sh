#!/bin/sh
# Links the app as one file, ./shop, that runs on any Linux of its architecture, with nothing installed.
# `-static-pie` and not `-static`, with which the first exception of a run costs milliseconds.
set -eu
export PKG_CONFIG_PATH="$PWD/static/lib/pkgconfig:$PWD/tenon/lib/pkgconfig"
# shellcheck disable=SC2046 # one word is one flag
"${CXX:-g++}" -std=c++20 -O1 -static-pie -s src/*.cpp $(pkg-config --static --cflags --libs tenon-constructs) -o shop
