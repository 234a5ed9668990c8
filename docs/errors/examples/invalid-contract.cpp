#include <boost/hana/define_struct.hpp>

#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/config/contract.hpp"
#include "tenon/value/arn.hpp"

namespace aws = tenon::aws;

struct OrdersContract {
  BOOST_HANA_DEFINE_STRUCT(OrdersContract, (tenon::Value<tenon::Arn>, queue_arn),
                           (tenon::Value<std::string>, queue_url));
};

void invalid_contract(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  tenon::publish(stack, "orders", OrdersContract{.queue_arn = queue.Arn(), .queue_url = {}});
}
