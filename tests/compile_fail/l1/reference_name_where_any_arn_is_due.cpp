// expect-error(gcc): from 'tenon::Attribute<void>' to 'tenon::Required<
// expect-error(gcc): tenon::Value<tenon::Arn>
// expect-error(clang): no viable conversion from '::tenon::Attribute<void>' to '::tenon::Required<"Arn", ::tenon::Value< ::tenon::Arn>>'
// What is no ARN does not fit where any ARN does.

#include "tenon/aws/events/Rule.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/arn.hpp"

using Target = tenon::aws::events::Rule::Target;

#ifdef TENON_MUST_NOT_COMPILE
Target target(tenon::aws::sqs::Queue& queue) { return Target{.Arn = queue.QueueName(), .Id = "queue"}; }
#else
Target target(tenon::aws::sqs::Queue& queue) { return Target{.Arn = queue.Arn(), .Id = "queue"}; }
#endif

int main() {}
