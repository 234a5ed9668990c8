// expect-error(gcc): from 'tenon::Attribute<void>' to 'tenon::List<std::__cxx11::basic_string<char> >'
// expect-error(clang): no viable conversion from '::tenon::Attribute<void>' to '::tenon::List<std::string>'
// A text is not a list.

#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/lambda/EventSourceMapping.hpp"
#include "tenon/aws/sqs/Queue.hpp"

using Props = tenon::aws::lambda::EventSourceMapping::Props;

#ifdef TENON_MUST_NOT_COMPILE
Props mapping(tenon::aws::sqs::Queue& queue) {
  return Props{.FunctionName = "f", .Queues = queue.QueueName()};
}
#else
Props mapping(tenon::aws::sqs::Queue& queue) {
  return Props{.FunctionName = "f", .Queues = {queue.QueueName()}};
}
#endif

int main() {}
