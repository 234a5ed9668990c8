#!/usr/bin/env bash
# One step of the package tests.
#   run.sh install FOLDER            installs the build into FOLDER/prefix
#   run.sh find_package FOLDER       builds and runs a project that finds Tenon there
#   run.sh components FOLDER         asks for components and versions that are there, and for others
#   run.sh pkg_config FOLDER         compiles and links by the flags of pkg-config alone
#   run.sh two_sources FOLDER        links two sources that include every header
#   run.sh other_facts FOLDER        headers and a library of different facts do not link
#   run.sh team_a FOLDER             installs Tenon into FOLDER/shared, and a team's own library beside it
#   run.sh team_b FOLDER             builds, tests and synthesizes another team's app with both
#   run.sh other_version FOLDER      a library that was compiled with another Tenon is refused
#   run.sh add_subdirectory FOLDER   builds and runs a project that has Tenon's sources as a folder
#   run.sh fetch_content FOLDER      the same by FetchContent, with what add_subdirectory has compiled
set -euo pipefail
step=$1
work=$2
sources=$TENON_SOURCE_DIR/tests/package
prefix=$work/prefix
shared=$work/shared
compiler=${CXX:-c++}
read -ra compiler_flags <<<"-std=c++20 ${CXXFLAGS:-}"
libraries=("-L$prefix/lib" "-L$prefix/lib64" -ltenon_constructs -ltenon_testing -ltenon_aws -ltenon_core
           -lfmt -lyaml-cpp -lzip -lcrypto -lpcre2-8)
mkdir -p "$work"

fail() {
  printf 'package.%s: %s\n' "$step" "$*"
  exit 1
}

# expect_line TEXT FILE
expect_line() {
  grep -qF -- "$1" "$2" || fail "\"$1\" is not in $2: $(cat "$2")"
}

# configure PROJECT ARGUMENT...: from scratch, for what CMake remembers of an earlier run proves nothing.
configure() {
  rm -rf "${work:?}/$1"
  "$TENON_CMAKE" -S "$sources/$1" -B "$work/$1" -G Ninja -DCMAKE_BUILD_TYPE=Debug "${@:2}"
}

build() {
  "$TENON_CMAKE" --build "$work/$1" "${@:2}"
}

run_tests_of() {
  "$TENON_CTEST" --test-dir "$work/$1" --output-on-failure --no-tests=error
}

install_tenon() {
  rm -rf "${work:?}/$1"
  "$TENON_CMAKE" --install "$TENON_BUILD_DIR" --prefix "$work/$1" >/dev/null
}

flags_of() {
  local path=$prefix/lib/pkgconfig:$prefix/lib64/pkgconfig
  PKG_CONFIG_PATH="$path${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}" pkg-config --cflags --libs "$@"
}

# refused PROJECT LINE... -- ARGUMENT...: the project cannot be configured, and CMake says this.
refused() {
  local project=$1 log=$work/$step.log lines=() line
  for line in "${@:2}"; do
    [ "$line" != -- ] || break
    lines+=("$line")
  done
  rm -rf "$work/$step.refused"
  if "$TENON_CMAKE" -S "$sources/$project" -B "$work/$step.refused" -G Ninja "${@:3+${#lines[@]}}" >"$log" 2>&1; then
    fail "$project is not refused: ${lines[*]}"
  fi
  # CMake breaks lines as it likes.
  tr -s ' \n' ' ' <"$log" >"$log.line"
  for line in "${lines[@]}"; do expect_line "$line" "$log.line"; done
}

case $step in
  install)
    # Installed in one place and moved to another: a package must not remember where it was put.
    install_tenon staging
    rm -rf "$prefix"
    mv "$work/staging" "$prefix"
    ;;
  find_package)
    configure find_package "-DCMAKE_PREFIX_PATH=$prefix"
    build find_package
    "$work/find_package/consumer" synth -o "$work/find_package/cdk.out"
    expect_line '"AWS::SQS::Queue"' "$work/find_package/cdk.out/Consumer.template.json"
    expect_line '"AWS::SNS::Topic"' "$work/find_package/cdk.out/Consumer.template.json"
    ;;
  components)
    configure components "-DCMAKE_PREFIX_PATH=$prefix"
    refused components 'compatible with requested version "0.2"' "TenonConfig.cmake, version: 0.1." -- \
      "-DCMAKE_PREFIX_PATH=$prefix" "-DREQUEST=0.2"
    refused components 'Tenon has no component "konstructs": there are core, constructs and testing.' -- \
      "-DCMAKE_PREFIX_PATH=$prefix" "-DREQUEST=0.1 COMPONENTS konstructs"
    ;;
  pkg_config)
    command -v pkg-config >/dev/null || { echo "SKIPPED: pkg-config is not installed"; exit 77; }
    mkdir -p "$work/pkg_config"
    cd "$work/pkg_config"
    # shellcheck disable=SC2046 # one word is one flag
    "$compiler" "${compiler_flags[@]}" "$sources/pkg_config/main.cpp" $(flags_of tenon-constructs) -o consumer
    ./consumer synth -o cdk.out
    expect_line '"AWS::S3::Bucket"' cdk.out/Consumer.template.json
    expect_line '"AWS::SQS::Queue"' cdk.out/Consumer.template.json
    # shellcheck disable=SC2046
    "$compiler" "${compiler_flags[@]}" "$sources/pkg_config/consumer.test.cpp" \
      $(flags_of tenon-testing tenon gmock_main) -o consumer_test
    ./consumer_test --gtest_brief=1
    for module in tenon tenon-constructs tenon-testing; do
      if flags_of "$module" | grep -qF "$TENON_BUILD_DIR/src"; then fail "$module names the build"; fi
    done
    ;;
  two_sources)
    # Every header of the package.
    folder=$work/two_sources
    rm -rf "$folder"
    mkdir -p "$folder"
    (cd "$prefix/include" && find tenon -name '*.hpp' | sort | sed 's/.*/#include <&>/') >"$folder/all.hpp"
    printf '#include "all.hpp"\nextern "C" int one() { return 1; }\n' >"$folder/one.cpp"
    printf 'extern "C" int one();\nextern "C" int two();\nint main() { return one() - two(); }\n' >"$folder/main.cpp"
    [ "$(wc -l <"$folder/all.hpp")" -gt 1800 ] || fail "there are only $(wc -l <"$folder/all.hpp") headers"
    "$compiler" "${compiler_flags[@]}" -O0 -I"$prefix/include" -c "$folder/one.cpp" -o "$folder/one.o"
    # The same headers define the same in a second source: to compile it would take as long again.
    objcopy --redefine-sym one=two "$folder/one.o" "$folder/two.o"
    "$compiler" "${compiler_flags[@]}" "$folder"/{main.cpp,one.o,two.o} "${libraries[@]}" -o "$folder/both"
    "$folder/both"
    ;;
  other_facts)
    folder=$work/other_facts
    rm -rf "$folder"
    mkdir -p "$folder/tenon/aws/sqs"
    for header in tenon/aws/facts_version.hpp tenon/aws/sqs/Queue.hpp; do
      sed 's/facts_[0-9a-f]\{12\}/facts_000000000000/' "$prefix/include/$header" >"$folder/$header"
    done
    "$compiler" "${compiler_flags[@]}" -I"$folder" -I"$prefix/include" -c "$sources/find_package/main.cpp" \
      -o "$folder/main.o"
    if "$compiler" "${compiler_flags[@]}" "$folder/main.o" "${libraries[@]}" -o "$folder/consumer" \
      2>"$folder/linker.log"; then
      fail "headers of other facts link"
    fi
    expect_line "tenon::detail::facts_000000000000" "$folder/linker.log"
    ;;
  team_a)
    install_tenon shared
    configure team_a "-DCMAKE_PREFIX_PATH=$shared"
    build team_a
    run_tests_of team_a
    "$TENON_CMAKE" --install "$work/team_a" --prefix "$shared" >/dev/null
    ;;
  team_b)
    configure team_b "-DCMAKE_PREFIX_PATH=$shared"
    build team_b
    run_tests_of team_b
    (cd "$sources/team_b" && "$work/team_b/shop" synth -o "$work/team_b/cdk.out")
    "$TENON_PYTHON" "$sources/check_team_b.py" "$work/team_b/cdk.out"
    ;;
  other_version)
    # As if team A's library had been compiled with an earlier Tenon than the one that is installed.
    rm -rf "${work:?}/$step"
    cp -r "$(dirname "$(find "$shared" -name team_aConfig.cmake)")" "$work/$step"
    sed -i -E 's/Tenon [0-9.]+ EXACT/Tenon 0.0.9 EXACT/' "$work/$step/team_aConfig.cmake"
    refused team_b 'exactly matches requested version "0.0.9"' "TenonConfig.cmake, version: 0.1." -- \
      "-DCMAKE_PREFIX_PATH=$shared" "-Dteam_a_DIR=$work/$step"
    ;;
  add_subdirectory)
    configure add_subdirectory "-DTENON_SOURCE_DIR=$TENON_SOURCE_DIR"
    build add_subdirectory --target consumer headers
    "$work/add_subdirectory/consumer" --version
    ;;
  fetch_content)
    # In the folder of add_subdirectory, where the same commands have been run: after it only the consumer is compiled.
    mkdir -p "$work/add_subdirectory"
    cd "$work/add_subdirectory"
    rm -rf CMakeCache.txt CMakeFiles consumer
    "$TENON_CMAKE" -S "$sources/fetch_content" -B . -G Ninja -DCMAKE_BUILD_TYPE=Debug \
      "-DFETCHCONTENT_SOURCE_DIR_TENON=$TENON_SOURCE_DIR" "-DFETCHCONTENT_SOURCE_DIR_TEAM_A=$sources/team_a"
    "$TENON_CMAKE" --build . --target consumer headers
    [ "$(./consumer list)" = Fetched ] || fail "the app has other stacks: $(./consumer list)"
    rm -rf installed
    "$TENON_CMAKE" --install . --prefix installed
    [ -z "$(find installed -type f 2>/dev/null)" ] || fail "Tenon is installed with the project: $(find installed -type f)"
    ;;
  *)
    fail "unknown step"
    ;;
esac
