#include "tenon/constructs/compute/lambda_fn.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"

using tenon::Alias;
using tenon::Architecture;
using tenon::Bucket;
using tenon::Code;
using tenon::Duration;
using tenon::DynamoTable;
using tenon::LambdaFn;
using tenon::LayerVersion;
using tenon::LoggingFormat;
using tenon::Queue;
using tenon::RetentionDays;
using tenon::Runtime;
using tenon::Tracing;

void lambda_fn(tenon::App& app) {
  auto& stack = app.add("Functions", tenon::Stack::Props{});
  auto& orders = stack.add("Orders", DynamoTable::Props{.partition_key = "id"});
  auto& failures = stack.add("Failures", Queue::Props{});
  auto& builds = Bucket::from_name(stack, "Builds", "shop-builds");
  auto& tools = stack.add("Tools", LayerVersion::Props{.code = Code::from_bucket(builds, "tools.zip"),
                                                       .compatible_runtimes = {Runtime::python_3_13}});

  auto& handler =
      stack.add("Handler", LambdaFn::Props{
                               .code = Code::from_bucket(builds, "orders.zip", "3sL4kqtJlcpXroDTDmJ"),
                               .handler = "orders.handle",
                               .runtime = Runtime::python_3_13,
                               .memory_size = 512,
                               .timeout = Duration::seconds(30),
                               .architecture = Architecture::arm_64,
                               .environment = {{"TABLE", orders.table_name()}, {"LEVEL", "INFO"}},
                               .layers = {&tools},
                               .tracing = Tracing::active,
                               .log_retention = RetentionDays::three_months,
                               .logging_format = LoggingFormat::json,
                               .retry_attempts = 1,
                               .on_failure = failures,
                           });
  orders.grant_read_write(handler);

  auto& live = stack.add("Live", Alias::Props{.alias_name = "live", .version = handler.current_version()});
  live.add_auto_scaling({.max_capacity = 20, .min_capacity = 2}).scale_on_utilization(0.7);
  live.add_permission("AllowPartner", {.principal = tenon::Principal::account("111122223333")});
  live.add_function_url();
}
