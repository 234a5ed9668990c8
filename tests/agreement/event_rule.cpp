// The twin of cdk/event_rule.js.

#include "tenon/constructs/integration/event_rule.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/value/json.hpp"

void event_rule(tenon::App& app) {
  using namespace tenon;
  using namespace tenon::literals;
  auto& stack = app.add("Agreement", Stack::Props{});
  auto& handler =
      stack.add("Handler",
                LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n    return event\n"),
                                .handler = "index.handler",
                                .runtime = Runtime::python_3_13});
  auto& failed = stack.add("Failed", Queue::Props{.enforce_ssl = false});

  auto& bus = stack.add("Bus", EventBus::Props{.event_bus_name = "orders"});
  bus.archive("Archive", {.event_pattern = {.source = {"orders"}}, .retention = 30_days});

  const EventField order("$.detail.id");
  auto& shipping = stack.add("Shipping", Queue::Props{.enforce_ssl = false});
  auto& topic = stack.add("Topic", Topic::Props{.enforce_ssl = false});
  stack.add(
      "Placed",
      EventRule::Props{
          .event_pattern = {.source = {"orders"},
                            .detail_type = {"Placed"},
                            .detail = {{"total", EventMatch::greater_than(100)},
                                       {"country", EventMatch::prefix("E")}}},
          .event_bus = &bus,
          .description = "An order was placed",
          .targets = {
              RuleTarget(handler, {.dead_letter_queue = &failed, .max_event_age = 1_h, .retry_attempts = 2}),
              RuleTarget(shipping,
                         {.input = RuleInput::object(json::object({{"order", order}, {"from", "bus"}}))}),
              RuleTarget(topic, {.input = RuleInput::text("Order {} was placed", order)})}});
  auto& nightly = stack.add("Nightly", EventRule::Props{.schedule = "cron(30 2 ? * MON-FRI *)"});
  nightly.add_target(RuleTarget(handler, {.input = RuleInput::object(json::object({{"job", "clean"}}))}));
  auto& grouped = stack.add("Grouped", Queue::Props{.fifo = true, .enforce_ssl = false});
  stack.add("Often", EventRule::Props{.schedule = Schedule::every(5_min),
                                      .rule_name = "often",
                                      .enabled = false,
                                      .targets = {RuleTarget(grouped, {.message_group_id = "ticks"})}});
}
