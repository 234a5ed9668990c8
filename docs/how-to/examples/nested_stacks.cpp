#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

void nested_stacks(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& failed = stack.add("Failed", aws::sqs::Queue::Props{});

  auto& messaging = stack.add("Messaging", tenon::NestedStack::Props{.timeout_in_minutes = 15});
  auto& orders = messaging.add(
      "Orders",
      aws::sqs::Queue::Props{
          .RedrivePolicy = json::object({{"deadLetterTargetArn", failed.Arn()}, {"maxReceiveCount", 3}}),
      });

  stack.add("OrdersUrl", tenon::Output::Props{.Value = orders.QueueUrl()});
}
