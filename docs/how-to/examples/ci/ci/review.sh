#!/bin/sh
# Fails where a template differs from the approved one in ./approved. A change is approved by committing what
# `ci/review.sh approve` copies.
set -eu
for template in cdk.out/*.template.json; do
  approved=approved/${template##*/}
  if [ "${1:-}" = approve ]; then
    mkdir -p approved
    cp "$template" "$approved"
  else
    diff -uN "$approved" "$template"
  fi
done
