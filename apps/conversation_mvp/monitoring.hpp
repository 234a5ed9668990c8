#pragma once

/// \file
/// The alarms on the description's key metrics.

#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"

namespace conversation_mvp {

void add_alarms(tenon::Stack& stack, const tenon::LambdaFn& function, const tenon::DynamoTable& conversations,
                const tenon::RestApi& api);

}  // namespace conversation_mvp
