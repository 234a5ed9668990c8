#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

namespace {

struct Size {
  int retention_days;
};

void add_orders(tenon::Stage& stage, Size size) {
  auto& stack = stage.add("Orders", tenon::Stack::Props{.description = "Orders"});
  stack.add("Queue", aws::sqs::Queue::Props{.MessageRetentionPeriod = size.retention_days * 24 * 3600});
}

}  // namespace

void stages(tenon::App& app) {
  auto& dev = app.add("Dev", tenon::Stage::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& prod =
      app.add("Prod", tenon::Stage::Props{.env = {.account = "222222222222", .region = "eu-west-1"}});
  add_orders(dev, {.retention_days = 1});
  add_orders(prod, {.retention_days = 14});
}
