#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/testing/template.hpp"

namespace aws = tenon::aws;

void synthesis_failed(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Orders", aws::sqs::Queue::Props{.DelaySeconds = 1000});
  tenon::testing::Template::of(stack);
}
