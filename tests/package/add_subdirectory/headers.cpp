#include <tenon/aws/sqs/Queue.hpp>
#include <tenon/constructs/integration/topic.hpp>
#include <tenon/iam/sqs.hpp>

void add_resources(tenon::Construct& stack) {
  stack.add("Queue", tenon::aws::sqs::Queue::Props{.QueueName = "orders"});
  stack.add("Alerts", tenon::Topic::Props{});
}
