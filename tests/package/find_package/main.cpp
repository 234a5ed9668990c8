#include <tenon/app/run.hpp>
#include <tenon/aws/sqs/Queue.hpp>
#include <tenon/constructs/integration/topic.hpp>

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    auto& stack = app.add("Consumer", tenon::Stack::Props{});
    stack.add("Queue", tenon::aws::sqs::Queue::Props{.QueueName = "orders"});
    stack.add("Alerts", tenon::Topic::Props{});
  });
}
