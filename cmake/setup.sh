#!/usr/bin/env bash
# Installs what a build or a test run needs and does not find: packages of Debian, the CDK command lines, other judges.
#   cmake/setup.sh build         compiler, CMake, Ninja and the libraries
#   cmake/setup.sh test [DIR]    that, and what the tests use; what Debian has not goes into DIR (default: build)
#   cmake/setup.sh format        clang-format
# Nothing is touched that is there already, so that a second run costs a fraction of a second.
set -euo pipefail
cd "$(dirname "$0")/.."

# Command on the left, the package that brings it on the right: a tool that came some other way is good too.
build_tools=(g++:g++ cmake:cmake ninja:ninja-build)
build_libraries=(libfmt-dev nlohmann-json3-dev libboost-dev libyaml-cpp-dev libzip-dev libcli11-dev libssl-dev
                 libpcre2-dev libgtest-dev libgmock-dev)
test_tools=(clang++-19:clang-19 python3:python3 node:nodejs npm:npm git:git
            pkg-config:pkg-config dot:graphviz strace:strace)
# The sanitizers and libFuzzer of clang++-19, and what a static executable is linked with.
test_libraries=(python3-yaml python3-venv locales libclang-rt-19-dev zlib1g-dev)
format_tools=(clang-format:clang-format)
# Not in Debian, or not in these versions. The AWS CLI is the one that goes with moto's boto3.
python_tools=('cfn-lint==1.51.0' 'moto[all,server]==5.2.1' 'boto3==1.43.11' 'awscli==1.45.11')

note() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    note "not root, and no sudo: please run as root: $*"
    return 1
  fi
}

missing_tools() {
  local row
  for row in "$@"; do
    command -v "${row%%:*}" >/dev/null || echo "${row#*:}"
  done
}

missing_libraries() {
  command -v dpkg-query >/dev/null || return 0 # not a Debian: CMake will say what it does not find
  local installed name
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true)
  for name in "$@"; do
    grep -qx "installed $name" <<<"$installed" || echo "$name"
  done
}

install_packages() {
  [ "$#" -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    note "please install the equivalents of these Debian packages: $*"
    return 1
  fi
  note "installing $*"
  # Optional: a foreign package source that does not answer must not stop the ones that do.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
    note "apt-get update failed; going on with the lists at hand"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
}

# Says what a test will be skipped for. On CI a missing judge is a failure.
without() {
  note "$1 could not be installed: the tests that use them will be skipped"
  [ -z "${CI:-}" ]
}

# The CDK's own command lines and the judges that run in node, in exactly the versions of the committed lock file.
install_node_tools() {
  local dir=$1 lock=tests/e2e/package-lock.json
  cmp -s "$lock" "$dir/package-lock.json" && [ -x "$dir/node_modules/aws-cdk/bin/cdk" ] && return 0
  note "installing the CDK command lines and judges into $dir/node_modules"
  cp tests/e2e/package.json tests/e2e/.npmrc "$dir/"
  cp "$lock" "$dir/package-lock.json"
  if (cd "$dir" && npm ci --ignore-scripts --no-progress --loglevel=error >&2); then return 0; fi
  rm -f "$dir/package-lock.json"
  without "the CDK command lines and judges (npm ci)"
}

# Whether a Python has the tools in these versions, and what the extras of moto bring.
has_python_tools() {
  "$1" - "${python_tools[@]}" >/dev/null 2>&1 <<'CHECK'
import importlib.metadata
import re
import sys

import flask, moto.server, yaml

for tool in sys.argv[1:]:
    name, version = re.fullmatch(r"([\w-]+)(?:\[.*\])?==(.+)", tool).groups()
    if importlib.metadata.version(name) != version:
        sys.exit(1)
CHECK
}

install_python_tools() {
  local dir=$1 python=python3
  # A venv that is there is what CMake takes.
  [ ! -e "$dir/venv/bin/moto_server" ] || python=$dir/venv/bin/python3
  ! has_python_tools "$python" || return 0
  note "installing ${python_tools[*]} into $dir/venv"
  if python3 -m venv --system-site-packages "$dir/venv" >&2 &&
     timeout 600 "$dir/venv/bin/python3" -m pip install --quiet --disable-pip-version-check --retries 1 \
       --timeout 10 "${python_tools[@]}" >&2; then
    return 0
  fi
  rm -rf "$dir/venv"
  without "cfn-lint, moto and the AWS CLI (pip)"
}

# For the test of single files: libfmt.a and libzip.a, which Debian has not, from its sources as any app gets them.
install_static_libraries() {
  local dir=$1 script=$PWD/docs/how-to/examples/ci/ci/static-libraries.sh
  [ -f "$dir/static/lib/libfmt.a" ] && [ -f "$dir/static/lib/libzip.a" ] && return 0
  note "building libfmt.a and libzip.a into $dir/static"
  if command -v apt-get >/dev/null && (cd "$dir" && timeout 600 "$script" >&2); then return 0; fi
  without "libfmt.a and libzip.a"
}

what=${1:-build}
dir=${2:-build}
case $what in
  build)
    mapfile -t packages < <(missing_tools "${build_tools[@]}"; missing_libraries "${build_libraries[@]}")
    install_packages "${packages[@]}"
    ;;
  test)
    mapfile -t packages < <(missing_tools "${build_tools[@]}" "${test_tools[@]}"
                            missing_libraries "${build_libraries[@]}" "${test_libraries[@]}")
    install_packages "${packages[@]}"
    mkdir -p "$dir"
    install_node_tools "$dir"
    install_python_tools "$dir"
    install_static_libraries "$dir"
    ;;
  format)
    mapfile -t packages < <(missing_tools "${format_tools[@]}")
    install_packages "${packages[@]}"
    ;;
  *)
    note "unknown argument '$what': build, test or format"
    exit 2
    ;;
esac
