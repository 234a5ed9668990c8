#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void template_files(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{
                                      .stack_name = "tap-orders-prod",
                                      .template_file = "TapStack.json",
                                      .yaml_template_file = "TapStack.yml",
                                  });
  stack.add("Queue", aws::sqs::Queue::Props{});
}
