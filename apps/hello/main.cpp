// A queue, and a second one that keeps what could not be processed.
#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    auto& stack = app.add("Hello", tenon::Stack::Props{.description = "Orders, and those that failed"});

    auto& failed =
        stack.add("FailedOrders", aws::sqs::Queue::Props{.MessageRetentionPeriod = 14 * 24 * 3600});
    auto& orders = stack.add(
        "Orders",
        aws::sqs::Queue::Props{
            .RedrivePolicy = json::object({{"deadLetterTargetArn", failed.Arn()}, {"maxReceiveCount", 3}}),
            .VisibilityTimeout = 30,
        });

    stack.add("OrdersUrl", tenon::Output::Props{.Value = orders.QueueUrl()});
  });
}
