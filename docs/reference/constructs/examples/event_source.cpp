#include "tenon/constructs/compute/event_source.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/value/json.hpp"

void event_source(tenon::App& app) {
  namespace json = tenon::json;
  auto& stack = app.add("Feeds", tenon::Stack::Props{});
  auto& incoming =
      stack.add("Incoming", tenon::Queue::Props{.visibility_timeout = tenon::Duration::minutes(3)});
  auto& orders = stack.add(
      "Orders",
      tenon::DynamoTable::Props{.partition_key = "id", .stream = tenon::StreamViewType::new_and_old_images});
  auto& handler = stack.add(
      "Handler",
      tenon::LambdaFn::Props{.code = tenon::Code::from_inline("def handle(event, context):\n    return {}\n"),
                             .handler = "index.handle",
                             .runtime = tenon::Runtime::python_3_13,
                             .timeout = tenon::Duration::seconds(30)});

  handler.add_event_source(tenon::SqsEventSource(
      incoming, {.batch_size = 5, .max_concurrency = 10, .report_batch_item_failures = true}));
  handler.add_event_source(tenon::DynamoEventSource(
      orders, {.bisect_batch_on_error = true,
               .retry_attempts = 3,
               .filters = {json::object({{"eventName", json::array({"INSERT"})}})}}));
}
