#include "tenon/constructs/integration/state_machine.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

void state_machine(tenon::App& app) {
  namespace states = tenon::states;
  using namespace tenon::literals;
  using states::DynamoValue;
  using states::JsonPath;
  using states::State;
  using states::Variable;
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& checker = stack.add(
      "Checker", tenon::LambdaFn::Props{.code = tenon::Code::from_inline("def handle(event, context): ..."),
                                        .handler = "index.handle",
                                        .runtime = tenon::Runtime::python_3_13});
  auto& shipping = stack.add("Shipping", tenon::Queue::Props{});
  auto& table = stack.add("Table", tenon::DynamoTable::Props{.partition_key = tenon::KeyAttribute("id")});
  auto& logs = stack.add("Logs", tenon::LogGroup::Props{});

  // From the end to the beginning: whatever a state leads to is there already.
  const State refused = states::Fail{.name = "Refused", .error = "OrderRefused"};
  const State done = states::Succeed{.name = "Done"};
  const State save = states::Task{
      .name = "Save",
      .action =
          states::DynamoPutItem{
              .table = table, .item = states::DynamoAttributes{{"id", DynamoValue::text(JsonPath("$.id"))}}},
      .next = done,
      .result_path = states::discard};
  const State ship = states::Task{
      .name = "Ship",
      .action = states::SqsSendMessage{.queue = shipping,
                                       .message_body = tenon::json::object({{"id", JsonPath("$")}})},
      .next = states::end};
  const State ship_items =
      states::Map{.name = "ShipItems", .item_processor = ship, .next = save, .items_path = "$.items"};

  // The way back of the loop needs a name before there is a state.
  states::StateAhead check;
  const State later = states::Wait{.name = "Later", .time = 5_min, .next = check};
  const State decide =
      states::Choice{.name = "Decide",
                     .when = {{Variable("$.valid") == true && Variable("$.total") > 0, ship_items},
                              {Variable("$.state") == "PENDING", later}},
                     .otherwise = refused};
  check.is(states::Task{.name = "Check",
                        .action = states::LambdaInvoke{.function = checker},
                        .next = decide,
                        .output_path = "$.Payload",
                        .retry = {{.errors = {states::errors::timeout}, .interval = 2_s, .max_attempts = 3}},
                        .catches = {{.next = refused, .result_path = "$.error"}}});

  stack.add("Workflow", tenon::StateMachine::Props{
                            .start_at = check,
                            .timeout = 1_h,
                            .logs = tenon::StateMachine::Logs{logs},
                            .tracing_enabled = true,
                        });
}
