#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void cross_region_reference(tenon::App& app) {
  auto& producer = app.add("Producer", tenon::Stack::Props{.env = {.region = "eu-west-1"}});
  auto& queue = producer.add("Queue", aws::sqs::Queue::Props{});

  auto& consumer = app.add("Consumer", tenon::Stack::Props{});
  consumer.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
}
