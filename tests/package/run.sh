#!/usr/bin/env bash
# One step of the package tests.
#   run.sh install FOLDER            installs the build into FOLDER/prefix
#   run.sh find_package FOLDER       builds and runs a project that finds Tenon there
#   run.sh add_subdirectory FOLDER   builds and runs a project that has Tenon's sources as a folder
set -euo pipefail
step=$1
work=$2
sources=$TENON_SOURCE_DIR/tests/package
mkdir -p "$work"

fail() {
  printf 'package.%s: %s\n' "$step" "$*"
  exit 1
}

# configure PROJECT ARGUMENT...: from scratch, for what CMake remembers of an earlier run proves nothing.
configure() {
  rm -rf "${work:?}/$1"
  "$TENON_CMAKE" -S "$sources/$1" -B "$work/$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug "${@:2}"
}

case $step in
  install)
    # Installed in one place and moved to another: a package must not remember where it was put.
    rm -rf "$work/prefix" "$work/staging"
    "$TENON_CMAKE" --install "$TENON_BUILD_DIR" --prefix "$work/staging" >/dev/null
    mv "$work/staging" "$work/prefix"
    ;;
  find_package)
    configure find_package "-DCMAKE_PREFIX_PATH=$work/prefix"
    "$TENON_CMAKE" --build "$work/find_package"
    "$work/find_package/consumer" synth -o "$work/find_package/cdk.out"
    grep -q '"AWS::SQS::Queue"' "$work/find_package/cdk.out/Consumer.template.json" || fail "no queue in the template"
    grep -q '"AWS::SNS::Topic"' "$work/find_package/cdk.out/Consumer.template.json" || fail "no topic in the template"
    ;;
  add_subdirectory)
    configure add_subdirectory "-DTENON_SOURCE_DIR=$TENON_SOURCE_DIR"
    "$TENON_CMAKE" --build "$work/add_subdirectory" --target consumer
    "$work/add_subdirectory/consumer" --version
    ;;
  *)
    fail "unknown step"
    ;;
esac
