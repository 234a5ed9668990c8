// The twin of cdk/state_machine.js.

#include "tenon/constructs/integration/state_machine.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

void state_machine(tenon::App& app) {
  using namespace tenon;
  using namespace tenon::literals;
  using states::JsonPath;
  using states::State;
  using states::Variable;
  auto& stack = app.add("Agreement", Stack::Props{});
  const auto function = [&](std::string_view id) -> LambdaFn& {
    return stack.add(
        id, LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n    return event\n"),
                            .handler = "index.handler",
                            .runtime = Runtime::python_3_13});
  };
  auto& checker = function("Checker");
  auto& packer = function("Packer");
  auto& shipping = stack.add("Shipping", Queue::Props{.enforce_ssl = false});
  auto& orders = stack.add("Orders", Topic::Props{.enforce_ssl = false});

  const State refused =
      states::Fail{.name = "Refused", .error = "OrderRefused", .cause = "The order is not valid"};
  const State done = states::Succeed{.name = "Done"};
  const State result =
      states::Pass{.name = "Result", .next = done, .parameters = json::object({{"ok", true}})};
  const State ship =
      states::Task{.name = "Ship",
                   .action = states::SqsSendMessage{.queue = shipping, .message_body = JsonPath("$.packed")},
                   .next = states::end};
  const State announce =
      states::Task{.name = "Announce",
                   .action = states::SnsPublish{.topic = orders, .message = "An order is on its way"},
                   .next = states::end};
  const State tell = states::Parallel{
      .name = "Tell", .branches = {ship, announce}, .next = result, .result_path = states::discard};
  const State pack_item = states::Task{
      .name = "PackItem",
      .action = states::LambdaInvoke{.function = packer,
                                     .payload = json::object({{"item", JsonPath("$.item")},
                                                              {"at", states::context::execution_start_time}}),
                                     .retry_on_service_exceptions = false},
      .next = states::end};
  const State pack = states::Map{.name = "Pack",
                                 .item_processor = pack_item,
                                 .next = tell,
                                 .items_path = "$.items",
                                 .item_selector = json::object({{"item", states::context::map_item_value}}),
                                 .max_concurrency = 4,
                                 .result_path = "$.packed"};
  states::StateAhead check;
  const State later = states::Wait{.name = "Later", .time = 5_min, .next = check};
  const State choice = states::Choice{.name = "Valid?",
                                      .when = {{Variable("$.valid") == true && Variable("$.total") > 0, pack},
                                               {Variable("$.state") == "PENDING", later}},
                                      .otherwise = refused,
                                      .comment = "Is it an order?"};
  check.is(states::Task{
      .name = "Check",
      .action = states::LambdaInvoke{.function = checker},
      .next = choice,
      .output_path = "$.Payload",
      .retry =
          {{.errors = {states::errors::timeout}, .interval = 2_s, .max_attempts = 3, .backoff_rate = 1.5}},
      .catches = {{.next = refused, .result_path = "$.error"}}});

  auto& logs = stack.add("Logs", LogGroup::Props{});
  stack.add("Workflow", StateMachine::Props{.start_at = check,
                                            .comment = "Handles an order",
                                            .timeout = 1_h,
                                            .logs = StateMachine::Logs{logs, StateMachineLogLevel::error},
                                            .tracing_enabled = true});
}
