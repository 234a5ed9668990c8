#pragma once

/// \file
/// The roles of the functions, the workflow and the API.

#include "functions.hpp"
#include "settings.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/iam/Role.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

/// May read and write the table, write logs, and send traces.
aws::iam::Role& add_lambda_role(tenon::Stack& stack, const Settings& settings,
                                const aws::dynamodb::Table& table);

/// May invoke the functions, write logs, and send traces.
aws::iam::Role& add_workflow_role(tenon::Stack& stack, const Settings& settings, const Functions& functions);

/// With this API Gateway writes its logs.
aws::iam::Role& add_api_role(tenon::Stack& stack, const Settings& settings);

}  // namespace serverless_app
