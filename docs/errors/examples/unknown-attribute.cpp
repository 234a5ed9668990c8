#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;

void unknown_attribute(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
  stack.add("Name", tenon::Output::Props{.Value = tenon::sub("${AWS::StackName}/${Queue.Name}")});
}
