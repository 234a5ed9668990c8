#pragma once

/// \file
/// The alarms.

#include "functions.hpp"
#include "settings.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/stepfunctions/StateMachine.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

void add_alarms(tenon::Stack& stack, const Settings& settings, const aws::lambda::Function& processing,
                const aws::dynamodb::Table& table, const aws::stepfunctions::StateMachine& workflow);

}  // namespace serverless_app
