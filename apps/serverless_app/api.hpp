#pragma once

/// \file
/// The REST API: POST /process.

#include "settings.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

aws::apigateway::RestApi& add_api(tenon::Stack& stack, const Settings& settings,
                                  const aws::lambda::Function& processing,
                                  const aws::iam::Role& logging_role);

}  // namespace serverless_app
