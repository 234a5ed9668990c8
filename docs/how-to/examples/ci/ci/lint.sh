#!/bin/sh
# What cfn-lint, which knows nothing of Tenon, says of the templates: a warning fails, too.
set -eu
cfn-lint --regions eu-west-1 -- cdk.out/*.template.json
