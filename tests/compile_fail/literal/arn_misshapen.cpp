// expect-error(gcc): this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders
// expect-error(clang): this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders
// An ARN has six parts.

#include "tenon/value/arn.hpp"

struct Props {
  tenon::Arn value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "arn:aws:sqs:eu-west-1:orders"};
#else
[[maybe_unused]] const Props props{.value = "arn:aws:sqs:eu-west-1:123456789012:orders"};
#endif

int main() {}
