// An app of ten constructs, for what the compiler takes: see run.py.
#include "tenon/app/run.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/compute/event_source.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/security/key.hpp"

int main(int argc, char** argv) {
  using namespace tenon;
  return run(argc, argv, [](App& app) {
    auto& stack = app.add("Orders", Stack::Props{});
    auto& vpc = stack.add("Network", Vpc::Props{.max_azs = 2, .nat_gateways = 1});
    auto& key = stack.add("Key", Key::Props{.alias = "orders"});
    auto& failed = stack.add("Failed", Queue::Props{.encryption_key = &key});
    auto& queue = stack.add("Queue", Queue::Props{.encryption_key = &key,
                                                  .dead_letter_queue = Queue::DeadLetterQueue{.queue = failed}});
    auto& table = stack.add("Table", DynamoTable::Props{.partition_key = "id", .sort_key = "at"});
    auto& receipts = stack.add("Receipts", Bucket::Props{.versioned = true});
    auto& topic = stack.add("Alerts", Topic::Props{});
    auto& handler = stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handle(event, context): pass"),
                                                         .handler = "index.handle",
                                                         .runtime = Runtime::python_3_13,
                                                         .timeout = Duration::seconds(20),
                                                         .environment = {{"TABLE", table.table_name()}},
                                                         .vpc = &vpc});
    handler.add_event_source(SqsEventSource(queue));
    table.grant_read_write(handler);
    receipts.grant_put(handler);
    auto& api = stack.add("Api", RestApi::Props{});
    api.root().add_resource("orders").add_method(HttpMethod::post, handler);
    stack.add("Errors", Alarm::Props{.metric = handler.metric_errors(),
                                     .evaluation_periods = 2,
                                     .threshold = 1.0,
                                     .alarm_actions = {topic}});
  });
}
