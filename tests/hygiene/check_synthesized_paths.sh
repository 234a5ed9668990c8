#!/usr/bin/env bash
# What the apps synthesize names no folder of the machine that built them.
#   check_synthesized_paths.sh OUTPUT_FOLDER
set -euo pipefail
out=$1
rm -rf "$out"
while read -r app; do
  "$TENON_BUILD_DIR/bin/$app" synth -o "$out/$app"
done < "$TENON_BUILD_DIR/apps.txt"
exec "$TENON_PYTHON" "$TENON_SOURCE_DIR/tests/hygiene/check_paths.py" --forbid "$TENON_SOURCE_DIR" \
  --forbid "$TENON_BUILD_DIR" "$out"
