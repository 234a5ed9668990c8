// expect-error(gcc): from 'tenon::ArnAttribute<tenon::aws::iam::kind::Role_Arn>' to 'tenon::Reference<
// expect-error(gcc): tenon::aws::sqs::kind::Queue_Arn
// expect-error(clang): no viable conversion from '::tenon::ArnAttribute< ::tenon::aws::iam::kind::Role_Arn>' to '::tenon::Reference<
// expect-error(clang): tenon::aws::sqs::kind::Queue_Arn
// The ARN of a role is not the ARN of a queue.

#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/EventSourceMapping.hpp"
#include "tenon/aws/sqs/Queue.hpp"

using Props = tenon::aws::lambda::EventSourceMapping::Props;

#ifdef TENON_MUST_NOT_COMPILE
Props mapping(tenon::aws::iam::Role& role) {
  return Props{.EventSourceArn = role.Arn(), .FunctionName = "f"};
}
#else
Props mapping(tenon::aws::sqs::Queue& queue) {
  return Props{.EventSourceArn = queue.Arn(), .FunctionName = "f"};
}
#endif

int main() {}
