#include "orders.hpp"

#include <tenon/constructs/integration/queue.hpp>

tenon::Stack& add_orders(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{.description = "Orders, and those that failed"});
  auto& queue = stack.add("Queue", tenon::Queue::Props{.visibility_timeout = tenon::Duration::seconds(30)});
  stack.add("QueueUrl", tenon::Output::Props{.Value = queue.queue_url()});
  return stack;
}
