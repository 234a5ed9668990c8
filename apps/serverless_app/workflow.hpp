#pragma once

/// \file
/// The state machine that validates, processes and notifies.

#include "functions.hpp"
#include "settings.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/stepfunctions/StateMachine.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

aws::stepfunctions::StateMachine& add_workflow(tenon::Stack& stack, const Settings& settings,
                                               const Functions& functions, const aws::iam::Role& role);

}  // namespace serverless_app
