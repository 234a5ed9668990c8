#include "tenon/constructs/integration/queue.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/observability/alarm.hpp"

void queue(tenon::App& app) {
  using namespace tenon::literals;
  auto& stack = app.add("Orders", tenon::Stack::Props{});

  auto& failed = stack.add("Failed", tenon::Queue::Props{.retention_period = 14_days});
  auto& orders = stack.add("Queue", tenon::Queue::Props{
                                        .encryption = tenon::QueueEncryption::kms,
                                        .visibility_timeout = 90_s,
                                        .dead_letter_queue = tenon::Queue::DeadLetterQueue{failed, 3},
                                    });
  auto& shop = stack.add(
      "Shop", tenon::LambdaFn::Props{.code = tenon::Code::from_inline("def handle(event, context): ..."),
                                     .handler = "index.handle",
                                     .runtime = tenon::Runtime::python_3_13});
  orders.grant_send_messages(shop);
  shop.add_environment("QUEUE_URL", orders.queue_url());

  stack.add("OrdersFailed", tenon::Alarm::Props{
                                .metric = failed.metric_approximate_number_of_messages_visible(),
                                .evaluation_periods = 1,
                                .threshold = 1,
                            });
}
