#include "tenon/constructs/compute/event_source.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

class EventSourceTest : public StackTest {
 protected:
  void expect_mapping(std::string_view properties) { expect("AWS::Lambda::EventSourceMapping", properties); }

  LambdaFn& function =
      stack.add("Handler", LambdaFn::Props{.code = Code::from_inline("def handle(e, c): pass"),
                                           .handler = "index.handle",
                                           .runtime = Runtime::python_3_13});
};

TEST_F(EventSourceTest, AQueueFeedsTheFunctionWhichMayConsumeIt) {
  auto& queue = stack.add("Incoming", Queue::Props{});
  function.add_event_source(
      SqsEventSource(queue, {.batch_size = 5,
                             .max_concurrency = 4,
                             .report_batch_item_failures = true,
                             .filters = {json::object({{"body", json::array({"a"})}})}}));
  expect_mapping(
      R"({"$exactly": {"BatchSize": 5, "EventSourceArn": {"Fn::GetAtt": ["Incoming1ED1B7CF", "Arn"]},
      "FunctionName": {"Ref": "Handler886CB40B"}, "FunctionResponseTypes": ["ReportBatchItemFailures"],
      "FilterCriteria": {"Filters": [{"Pattern": "{\"body\":[\"a\"]}"}]}, "ScalingConfig": {"MaximumConcurrency": 4}}})");
  expect_granted(R"([{"Action": ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
                                 "sqs:GetQueueUrl", "sqs:ReceiveMessage"]}])");
  EXPECT_TRUE(function.children().back()->id().starts_with("SqsEventSource:ShopIncoming")) << "as in CDK";
}

TEST_F(EventSourceTest, ATablesStreamFeedsTheFunction) {
  auto& table =
      stack.add("Orders", DynamoTable::Props{.partition_key = "id", .stream = StreamViewType::new_image});
  auto& failures = stack.add("Failures", Queue::Props{});
  function.add_event_source(DynamoEventSource(table, {.starting_position = StartingPosition::trim_horizon,
                                                      .bisect_batch_on_error = true,
                                                      .max_record_age = Duration::hours(1),
                                                      .retry_attempts = 2,
                                                      .parallelization_factor = 3,
                                                      .tumbling_window = Duration::minutes(1),
                                                      .on_failure = failures}));
  expect_mapping(R"({"BatchSize": 100, "StartingPosition": "TRIM_HORIZON", "BisectBatchOnFunctionError": true,
      "MaximumRecordAgeInSeconds": 3600, "MaximumRetryAttempts": 2, "ParallelizationFactor": 3,
      "TumblingWindowInSeconds": 60, "EventSourceArn": {"Fn::GetAtt": ["OrdersA9B65338", "StreamArn"]},
      "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": [{"$any": true}, "Arn"]}}}})");
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]}]}}})");
}

TEST_F(EventSourceTest, ADataStreamFeedsTheFunction) {
  auto& stream = stack.add("Clicks", KinesisStream::Props{});
  function.add_event_source(KinesisEventSource(stream));
  expect_mapping(R"({"BatchSize": 100, "StartingPosition": "LATEST"})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::IAM::Policy", 1).passed);
}

TEST_F(EventSourceTest, AnAliasIsFedByItsOwnName) {
  auto& queue = stack.add("Incoming", Queue::Props{});
  function.add_alias("live").add_event_source(SqsEventSource(queue));
  expect_mapping(R"({"FunctionName": {"Fn::Join": ["", [{"Fn::Select": [6, {"$any": true}]}, ":live"]]}})");
}

TEST_F(EventSourceTest, AnImportedFunctionWithoutARoleIsWarnedAbout) {
  auto& queue = stack.add("Incoming", Queue::Props{});
  LambdaFn::from_name(stack, "Existing", "orders").add_event_source(SqsEventSource(queue));
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].severity, Severity::warning);
}

TEST_F(EventSourceTest, BatchesHaveTheServicesBounds) {
  auto& queue = stack.add("Incoming", Queue::Props{});
  function.add_event_source(SqsEventSource(queue, {.batch_size = 11}));
  expect_refused("property-not-allowed", "batch_size");
}

TEST_F(EventSourceTest, LargerBatchesNeedAWindow) {
  auto& queue = stack.add("Incoming", Queue::Props{});
  function.add_event_source(
      SqsEventSource(queue, {.batch_size = 500, .max_batching_window = Duration::seconds(30)}));
  expect_mapping(R"({"BatchSize": 500, "MaximumBatchingWindowInSeconds": 30})");
}

TEST_F(EventSourceTest, AFifoQueueHasNoWindow) {
  auto& queue = stack.add("Incoming", Queue::Props{.fifo = true});
  function.add_event_source(SqsEventSource(queue, {.max_batching_window = Duration::seconds(30)}));
  expect_refused("property-not-allowed", "max_batching_window");
}

TEST_F(EventSourceTest, ATableNeedsAStream) {
  auto& table = stack.add("Orders", DynamoTable::Props{.partition_key = "id"});
  function.add_event_source(DynamoEventSource(table));
  ASSERT_FALSE(app.diagnostics().empty());
  EXPECT_EQ(app.diagnostics()[0].id, "property-needed");
}

struct Refusal {
  const char* name;
  void (*change)(StreamEventSourceOptions& options);
  const char* property;
};

class EventSourceRefusal : public EventSourceTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(EventSourceRefusal, IsReportedWhereTheSourceIsAdded) {
  auto& stream = stack.add("Clicks", KinesisStream::Props{});
  StreamEventSourceOptions options;
  GetParam().change(options);
  function.add_event_source(KinesisEventSource(stream, options));
  expect_refused("property-not-allowed", GetParam().property);
}

const Refusal refusals[] = {
    {"LongWindow", [](auto& o) { o.max_batching_window = Duration::minutes(6); }, "max_batching_window"},
    {"YoungRecords", [](auto& o) { o.max_record_age = Duration::seconds(30); }, "max_record_age"},
    {"ManyRetries", [](auto& o) { o.retry_attempts = 10001; }, "retry_attempts"},
    {"ManyAtOnce", [](auto& o) { o.parallelization_factor = 11; }, "parallelization_factor"},
    {"LongTumble", [](auto& o) { o.tumbling_window = Duration::minutes(16); }, "tumbling_window"},
    {"EmptyBatch", [](auto& o) { o.batch_size = 0; }, "batch_size"},
};

INSTANTIATE_TEST_SUITE_P(All, EventSourceRefusal, ::testing::ValuesIn(refusals),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace tenon
