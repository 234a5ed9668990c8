// Twin of cdk/lambda_fn.js.
#include "tenon/constructs/compute/lambda_fn.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/event_source.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"

void lambda_fn(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});
  auto& table = stack.add("Orders", DynamoTable::Props{.partition_key = "id",
                                                       .billing_mode = BillingMode::provisioned,
                                                       .point_in_time_recovery = {}});
  auto& queue =
      stack.add("Incoming", Queue::Props{.enforce_ssl = false, .visibility_timeout = Duration::minutes(3)});

  auto& logs = stack.add("HandlerLogs", LogGroup::Props{.retention = RetentionDays::two_weeks,
                                                        .removal_policy = RemovalPolicy::destroy});
  auto& handler =
      stack.add("Handler",
                LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n    return event\n"),
                                .handler = "index.handler",
                                .runtime = Runtime::python_3_13,
                                .description = "Takes orders",
                                .memory_size = 512,
                                .timeout = Duration::seconds(30),
                                .architecture = Architecture::arm_64,
                                .environment = {{"TABLE", table.table_name()}, {"LEVEL", "INFO"}},
                                .dead_letter_queue_enabled = true,
                                .tracing = Tracing::active,
                                .log_group = &logs,
                                .logging_format = LoggingFormat::json,
                                .reserved_concurrent_executions = 20,
                                .max_event_age = Duration::hours(2),
                                .retry_attempts = 1});
  table.grant_read_write_data(handler);
  handler.add_event_source(SqsEventSource(queue, {.batch_size = 5, .report_batch_item_failures = true}));
  handler.add_function_url({.auth_type = FunctionUrlAuthType::aws_iam});
  auto& live = stack.add("Live", Alias::Props{.alias_name = "live", .version = handler.current_version()});
  live.add_auto_scaling({.max_capacity = 5, .min_capacity = 1}).scale_on_utilization(0.7);

  auto& layer = LayerVersion::from_arn(stack, "Layer", "arn:aws:lambda:eu-west-1:111122223333:layer:a:3");
  auto& network = stack.add("Vpc", Vpc::Props{.max_azs = 2, .nat_gateways = 1});
  stack.add("Worker", LambdaFn::Props{.code = Code::from_bucket(Bucket::from_name(stack, "Code", "codes"),
                                                                "code.zip", "7"),
                                      .handler = "worker.handle",
                                      .runtime = Runtime::nodejs_22_x,
                                      .layers = {&layer},
                                      .vpc = &network});
}
