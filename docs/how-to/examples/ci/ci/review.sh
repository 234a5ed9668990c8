#!/bin/sh
# Fails where a template is not the approved one in ./approved, is new or is no longer written, and names each. A change
# is approved by committing what `ci/review.sh approve` leaves there.
set -eu
ls cdk.out/manifest.json >/dev/null

# Those of stages and nested stacks, too.
templates() { (cd "$1" && find . -name '*.template.json' | sed 's,^\./,,'); }

if [ "${1:-}" = approve ]; then
  rm -rf approved
  for template in $(templates cdk.out); do
    mkdir -p "$(dirname "approved/$template")"
    cp "cdk.out/$template" "approved/$template"
  done
  exit
fi

mkdir -p approved
status=0
for template in $( (templates approved && templates cdk.out) | sort -u); do
  what=differs
  [ -f "approved/$template" ] || what='is new'
  [ -f "cdk.out/$template" ] || what='is no longer written'
  diff -uN "approved/$template" "cdk.out/$template" || { echo "$template $what" && status=1; }
done
exit $status
