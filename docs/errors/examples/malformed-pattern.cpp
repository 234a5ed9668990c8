#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/testing/template.hpp"

namespace aws = tenon::aws;

void malformed_pattern(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", aws::sqs::Queue::Props{});
  tenon::testing::Template::of(stack).has_resource_properties("AWS::SQS::Queue", "{DelaySeconds: 5}");
}
