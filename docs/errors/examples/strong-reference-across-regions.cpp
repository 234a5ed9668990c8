#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void strong_reference_across_regions(tenon::App& app) {
  auto& producer = app.add("Producer", tenon::Stack::Props{.env = {.region = "eu-west-1"}});
  auto& queue = producer.add("Queue", aws::sqs::Queue::Props{});
  producer.set_reference_strength(queue, tenon::ReferenceStrength::strong);

  auto& consumer = app.add("Consumer", tenon::Stack::Props{.env = {.region = "us-east-1"}});
  consumer.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
}
