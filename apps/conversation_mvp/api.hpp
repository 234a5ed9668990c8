#pragma once

/// \file
/// The tutor's one address: POST /chat, open to all origins.

#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"

namespace conversation_mvp {

tenon::RestApi& add_api(tenon::Stack& stack, tenon::LambdaFn& function);

}  // namespace conversation_mvp
