#pragma once

/// \file
/// The Lambda functions, their logs, and the version of the one behind the API.

#include "network.hpp"
#include "settings.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

struct Functions {
  aws::lambda::Function& processing;
  aws::lambda::Function& validation;
  aws::lambda::Function& notification;
};

Functions add_functions(tenon::Stack& stack, const Settings& settings, const Network& network,
                        const aws::iam::Role& role, const aws::dynamodb::Table& table);

}  // namespace serverless_app
