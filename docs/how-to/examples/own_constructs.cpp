#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

namespace {

/// A queue, and beside it one for what could not be processed.
class ReliableQueue : public tenon::Construct {
 public:
  struct Props {
    using Of = ReliableQueue;
    /// How often a message is tried. Default: three times.
    int max_receives = 3;
    /// Seconds that a consumer has for a message.
    std::int64_t visibility_timeout = 30;
  };

  ReliableQueue(const tenon::Scope& scope, const Props& props)
      : Construct(scope),
        failed_(add("Failed", aws::sqs::Queue::Props{.MessageRetentionPeriod = 14 * 24 * 3600})),
        queue_(add("Resource", aws::sqs::Queue::Props{
                                   .RedrivePolicy = json::object({
                                       {"deadLetterTargetArn", failed_.Arn()},
                                       {"maxReceiveCount", props.max_receives},
                                   }),
                                   .VisibilityTimeout = props.visibility_timeout,
                               })) {}

  aws::sqs::Queue& queue() const { return queue_; }
  aws::sqs::Queue& failed() const { return failed_; }

 private:
  aws::sqs::Queue& failed_;
  aws::sqs::Queue& queue_;
};

}  // namespace

void own_constructs(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& orders = stack.add("Orders", ReliableQueue::Props{.visibility_timeout = 120});
  stack.add("OrdersUrl", tenon::Output::Props{.Value = orders.queue().QueueUrl()});
}
