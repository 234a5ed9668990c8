// expect-error(gcc): this_value_is_not_one_of_the_allowed_values
// expect-error(clang): this_value_is_not_one_of_the_allowed_values
// The items of a list are checked too.

#include "tenon/aws/lambda/EventSourceMapping.hpp"

using Props = tenon::aws::lambda::EventSourceMapping::Props;

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.FunctionName = "f", .FunctionResponseTypes = {"ReportBatchItemFailure"}};
#else
[[maybe_unused]] const Props props{.FunctionName = "f", .FunctionResponseTypes = {"ReportBatchItemFailures"}};
#endif

int main() {}
