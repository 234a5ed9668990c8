#include "tenon/constructs/integration/event_rule.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/value/json.hpp"

void event_rule(tenon::App& app) {
  using tenon::EventMatch;
  using tenon::RuleInput;
  using tenon::RuleTarget;
  using namespace tenon::literals;
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& bus = stack.add("Bus", tenon::EventBus::Props{});
  auto& shipping = stack.add("Shipping", tenon::Queue::Props{});
  auto& failed = stack.add("Failed", tenon::Queue::Props{});
  auto& news = stack.add("News", tenon::Topic::Props{});

  const tenon::EventField id("$.detail.id");
  stack.add(
      "Placed",
      tenon::EventRule::Props{
          .event_pattern = {.source = {"orders"},
                            .detail_type = {"Placed"},
                            .detail = {{"total", EventMatch::greater_than(100)}, {"country", {"DE", "FR"}}}},
          .event_bus = &bus,
          .targets = {RuleTarget(shipping, {.input = RuleInput::object(tenon::json::object({{"order", id}})),
                                            .dead_letter_queue = &failed,
                                            .max_event_age = 1_h}),
                      RuleTarget(news, {.input = RuleInput::text("Order {} was placed", id)})}});

  stack.add("Nightly",
            tenon::EventRule::Props{.schedule = "cron(30 2 ? * MON-FRI *)", .targets = {shipping}});
}
