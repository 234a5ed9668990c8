#pragma once

/// \file
/// The tutor: one function with thirteen actions.

#include <string>

#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"

namespace conversation_mvp {

/// `code`: the folder with lambda_function.py.
tenon::LambdaFn& add_function(tenon::Stack& stack, const std::string& code, tenon::DynamoTable& conversations,
                              tenon::Bucket& audio);

}  // namespace conversation_mvp
