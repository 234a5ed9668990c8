#include "tenon/constructs/integration/topic.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/queue.hpp"

void topic(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& orders = stack.add("Topic", tenon::Topic::Props{.display_name = "Orders"});

  auto& failed = stack.add("Failed", tenon::Queue::Props{});
  auto& shipping = stack.add("Shipping", tenon::Queue::Props{});
  orders.subscribe(shipping, {.filter_policy = {{"kind", tenon::FilterConditions::any_of({"placed", "paid"})},
                                                {"total", tenon::FilterConditions::greater_than(100)}},
                              .dead_letter_queue = &failed,
                              .raw_message_delivery = true});
  orders.subscribe_email("orders@example.com");

  auto& shop = stack.add(
      "Shop", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  orders.grant_publish(shop);
}
