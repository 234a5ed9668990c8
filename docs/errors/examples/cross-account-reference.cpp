#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void cross_account_reference(tenon::App& app) {
  auto& producer =
      app.add("Producer", tenon::Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& queue = producer.add("Queue", aws::sqs::Queue::Props{});

  auto& consumer =
      app.add("Consumer", tenon::Stack::Props{.env = {.account = "222222222222", .region = "eu-west-1"}});
  consumer.add("QueueUrl", tenon::Output::Props{.Value = queue.QueueUrl()});
}
