#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/event_source.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"

void architecture_pictures(tenon::App& app) {
  auto& data = app.add("Data", tenon::Stack::Props{});
  auto& orders = data.add("Orders", tenon::DynamoTable::Props{.partition_key = "id"});

  auto& shop = app.add("Shop", tenon::Stack::Props{});
  auto& incoming =
      shop.add("Incoming", tenon::Queue::Props{.visibility_timeout = tenon::Duration::minutes(3)});
  auto& handler = shop.add(
      "Handler",
      tenon::LambdaFn::Props{.code = tenon::Code::from_inline("def handle(event, context):\n    return {}\n"),
                             .handler = "index.handle",
                             .runtime = tenon::Runtime::python_3_13,
                             .timeout = tenon::Duration::seconds(30)});
  handler.add_event_source(tenon::SqsEventSource(incoming));
  orders.grant_write(handler);
}
