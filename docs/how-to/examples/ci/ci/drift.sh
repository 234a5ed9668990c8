#!/bin/sh
# Fails where a deployed resource is not what its template says. For a run every night, with the assembly of the release.
set -eu
cdk diff --app cdk.out --fail
cdk drift --app cdk.out --fail
