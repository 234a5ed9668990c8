// expect-error(gcc): this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders
// expect-error(clang): this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders
// An ARN in a property is checked.

#include "tenon/aws/events/Rule.hpp"
#include "tenon/value/arn.hpp"

using Target = tenon::aws::events::Rule::Target;

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Target target{.Arn = "arn:aws:sqs", .Id = "queue"};
#else
[[maybe_unused]] const Target target{.Arn = "arn:aws:sqs:eu-west-1:111111111111:orders", .Id = "queue"};
#endif

int main() {}
