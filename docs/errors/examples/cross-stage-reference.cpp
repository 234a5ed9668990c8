#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void cross_stage_reference(tenon::App& app) {
  auto& dev = app.add("Dev", tenon::Stage::Props{});
  auto& queue = dev.add("Shop", tenon::Stack::Props{}).add("Queue", aws::sqs::Queue::Props{});

  auto& prod = app.add("Prod", tenon::Stage::Props{});
  auto& shop = prod.add("Shop", tenon::Stack::Props{});
  shop.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
}
