#!/bin/sh
# Deploys the folder that was tested, as it is: the app is not run again. Needs credentials of the account.
set -eu
cdk diff --app cdk.out
cdk deploy --app cdk.out --all --require-approval never --outputs-file outputs.json
# Nothing may differ now; what does was changed by somebody else meanwhile.
cdk diff --app cdk.out --fail
