#!/usr/bin/env bash
# Makes the expected templates anew: runs every program of cdk/ with aws-cdk-lib, in the version of the committed lock
# file, as in a project that `cdk init` has just made, and writes expected/<case>.template.json.
#   tests/agreement/refresh.sh [DIR]    the node packages go into DIR/agreement (default: build)
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD/tests/agreement
mkdir -p "${1:-build}/agreement"
dir=$(cd "${1:-build}/agreement" && pwd)

note() { printf 'refresh: %s\n' "$*" >&2; }

install_library() {
  cmp -s "$here/package-lock.json" "$dir/package-lock.json" && [ -d "$dir/node_modules/aws-cdk-lib" ] && return 0
  note "installing aws-cdk-lib into $dir/node_modules"
  cp "$here/package.json" "$here/.npmrc" "$here/package-lock.json" "$dir/"
  if (cd "$dir" && npm ci --ignore-scripts --no-progress --loglevel=error >&2); then return 0; fi
  rm -f "$dir/package-lock.json"
  return 1
}

# What the CDK command line hands to an app: the flags that `cdk init` writes into cdk.json, and cdk.context.json.
context() {
  node -e 'console.log(JSON.stringify({
    ...require("aws-cdk-lib/recommended-feature-flags.json"),
    ...require(process.argv[1]),
    "aws:cdk:version-reporting": false,
  }))' "$here/cdk/cdk.context.json"
}

install_library
export NODE_PATH=$dir/node_modules
CDK_CONTEXT_JSON=$(context)
# The linter that is built into aws-cdk-lib changes no template and takes two seconds for each program.
export CDK_CONTEXT_JSON CDK_VALIDATION=false

# The folder of the templates changes only when every program has run.
fresh=$(mktemp -d "$dir/fresh.XXXXXX")
trap 'rm -rf "$fresh"' EXIT
mkdir "$fresh/expected"
for program in "$here"/cdk/*.js; do
  case=$(basename "$program" .js)
  CDK_OUTDIR=$fresh/$case node "$program"
  cp "$fresh/$case/Agreement.template.json" "$fresh/expected/$case.template.json"
done
rm -rf "$here/expected"
mv "$fresh/expected" "$here/expected"
note "$(find "$here/expected" -name '*.template.json' | wc -l) templates in tests/agreement/expected"
