#include "stacks.hpp"

namespace shop {

namespace {

constexpr const char* handler = R"(def handle(event, context):
    return {"batchItemFailures": []}
)";

}  // namespace

Intake::Intake(const tenon::Scope& scope, const Props& props)
    : Construct(scope),
      on_call_(add("OnCall", tenon::Topic::Props{})),
      orders_(add("Orders",
                  team_a::SecureQueue::Props{.owner = props.settings.owner,
                                             .on_call = on_call_,
                                             .visibility_timeout = props.settings.visibility_timeout})) {
  auto& worker = add("Worker", tenon::LambdaFn::Props{.code = tenon::Code::from_inline(handler),
                                                      .handler = "index.handle",
                                                      .runtime = tenon::Runtime::python_3_13});
  worker.add_event_source(tenon::SqsEventSource(orders_.queue()));

  // Two weeks of failed orders are what team A has chosen, and it takes no other figure.
  constexpr int week = 7 * 24 * 3600;
  orders_.failed().resource().add_property_override("MessageRetentionPeriod", week);
}

tenon::Stack& add_intake(tenon::App& app, const Settings& settings) {
  auto& stack = app.add("Intake", tenon::Stack::Props{});
  auto& intake = stack.add("Intake", Intake::Props{.settings = settings});
  tenon::publish(stack, "intake", IntakeContract{.failed_orders = intake.orders().failed().arn()});
  return stack;
}

}  // namespace shop
