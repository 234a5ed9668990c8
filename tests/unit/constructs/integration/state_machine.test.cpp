#include "tenon/constructs/integration/state_machine.hpp"

#include "integration_test.hpp"
#include "tenon/aws/stepfunctions/StateMachine.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/guardrail.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using namespace literals;
using namespace states;
namespace js = ::tenon::json;

class StateMachineTest : public IntegrationTest {
 protected:
  StateMachine& add_machine(const State& start) {
    return stack.add("Workflow", StateMachine::Props{.start_at = start});
  }
  /// The definition, which is known before the deployment, fits.
  void expect_definition(std::string_view pattern) {
    expect("AWS::StepFunctions::StateMachine",
           R"({"DefinitionString": {"$json": )" + std::string(pattern) + "}}");
  }
  /// The definition, whose references are known only then, has this text between them.
  void expect_text(std::string_view text) {
    EXPECT_NE(synthesized().text().find(text), std::string::npos) << text;
  }
  State done() { return Succeed{.name = "Done"}; }
  DynamoTable& add_table() {
    return stack.add("Table", DynamoTable::Props{.partition_key = KeyAttribute("id")});
  }
};

// --- the machine -------------------------------------------------------------------------------------------

TEST_F(StateMachineTest, HasARoleThatStepFunctionsMayAssumeForMachinesOfTheAccount) {
  add_machine(done());
  expect_definition(R"({"$exactly": {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}})");
  expect_entry(
      "AWS::StepFunctions::StateMachine",
      R"({"DeletionPolicy": "Delete", "Properties": {"StateMachineType": {"$absent": true}, "LoggingConfiguration": {"$absent": true},
                     "TracingConfiguration": {"$absent": true}}})");
  expect("AWS::IAM::Role",
         R"({"AssumeRolePolicyDocument": {"Statement": [{"Principal": {"Service": "states.amazonaws.com"},
      "Condition": {"ArnLike": {"aws:SourceArn": {"$any": true}},
                    "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}})");
}

TEST_F(StateMachineTest, SetsWhatWasGiven) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  auto& key = stack.add("Key", Key::Props{});
  stack.add("Workflow", StateMachine::Props{.start_at = done(),
                                            .state_machine_name = "orders",
                                            .type = StateMachineType::express,
                                            .comment = "Orders",
                                            .timeout = 5_min,
                                            .logs = StateMachine::Logs{logs, StateMachineLogLevel::all, true},
                                            .tracing_enabled = true,
                                            .encryption_key = &key,
                                            .data_key_reuse = 10_min,
                                            .removal_policy = RemovalPolicy::retain});
  expect_definition(R"({"TimeoutSeconds": 300, "Comment": "Orders"})");
  expect_entry("AWS::StepFunctions::StateMachine", R"({"DeletionPolicy": "Retain", "Properties": {
      "StateMachineName": "orders", "StateMachineType": "EXPRESS", "TracingConfiguration": {"Enabled": true},
      "LoggingConfiguration": {"Level": "ALL", "IncludeExecutionData": true,
          "Destinations": [{"CloudWatchLogsLogGroup": {"LogGroupArn": {"Fn::GetAtt": ["Logs6819BB44", "Arn"]}}}]},
      "EncryptionConfiguration": {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsDataKeyReusePeriodSeconds": 600,
          "KmsKeyId": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}}}})");
  expect_granted(R"({"$contains": [{"Action": ["kms:Decrypt", "kms:GenerateDataKey"]},
      {"Action": {"$contains": ["logs:CreateLogDelivery", "xray:PutTraceSegments"]}, "Resource": "*"}]})");
}

TEST_F(StateMachineTest, RunsUnderARoleThatIsGiven) {
  auto& role = add_role();
  auto& machine = stack.add("Workflow", StateMachine::Props{.start_at = done(), .role = &role});
  EXPECT_EQ(&machine.role(), &role);
  expect_count("AWS::IAM::Role", 1);
}

TEST_F(StateMachineTest, GrantsExactly) {
  auto& machine = add_machine(done());
  const auto role = [&](std::string_view id) -> Role& { return add_role(id); };
  machine.grant_start_execution(role("Starter"));
  machine.grant_start_sync_execution(role("Caller"));
  machine.grant_task_response(role("Answerer"));
  machine.grant_read(role("Reader"));
  machine.grant_redrive_execution(role("Redriver"));
  expect_granted(R"([{"Action": "states:StartExecution", "Resource": {"Ref": "Workflow193EF7C1"}}])");
  expect_granted(R"([{"Action": "states:StartSyncExecution"}])");
  expect_granted(
      R"([{"Action": ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"]}])");
  expect_granted(R"([{"Action": ["states:ListExecutions", "states:ListStateMachines"]},
      {"Action": ["states:DescribeExecution", "states:DescribeStateMachineForExecution", "states:GetExecutionHistory"],
       "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":states:", {"Ref": "AWS::Region"}, ":",
           {"Ref": "AWS::AccountId"}, ":execution:",
           {"Fn::Select": [6, {"Fn::Split": [":", {"Ref": "Workflow193EF7C1"}]}]}, ":*"]]}},
      {"Action": ["states:DescribeActivity", "states:DescribeStateMachine", "states:ListActivities"], "Resource": "*"}])");
  expect_granted(R"([{"Action": "states:RedriveExecution"}])");
}

TEST_F(StateMachineTest, HandsOutItsMetrics) {
  auto& machine = add_machine(done());
  EXPECT_EQ(machine.metric_failed().props().metric_name, "ExecutionsFailed");
  EXPECT_EQ(machine.metric_failed().props().metric_namespace, "AWS/States");
  EXPECT_EQ(machine.metric_time().props().statistic, Statistic::average);
}

TEST_F(StateMachineTest, ThatExistsAlreadyIsKnownByItsArn) {
  auto& machine =
      StateMachine::from_arn(stack, "Orders", "arn:aws:states:eu-west-1:111122223333:stateMachine:orders");
  machine.grant_start_execution(add_role());
  expect_granted(R"([{"Resource": "arn:aws:states:eu-west-1:111122223333:stateMachine:orders"}])");
  expect_count("AWS::StepFunctions::StateMachine", 0);
}

// --- states ------------------------------------------------------------------------------------------------

TEST_F(StateMachineTest, GoesFromStateToState) {
  const State refused = Fail{.name = "Refused", .comment = "No", .error = "Refused", .cause_path = "$.cause"};
  const State finish =
      Pass{.name = "Finish",
           .next = end,
           .input_path = "$.in",
           .parameters = js::object({{"id", JsonPath("$.id")}, {"list", js::array({1, "a"})}}),
           .output_path = "$.out",
           .result_path = discard,
           .assign = js::object({{"kept", JsonPath("$.x")}})};
  const State wait = Wait{.name = "Wait", .time = Timestamp{"2026-01-01T00:00:00Z"}, .next = finish};
  add_machine(Choice{.name = "Which", .when = {{Variable("$.a") == 1, wait}}, .otherwise = refused});
  expect_definition(R"({"$exactly": {"StartAt": "Which", "States": {
      "Which": {"Type": "Choice", "Choices": [{"Variable": "$.a", "NumericEquals": 1, "Next": "Wait"}], "Default": "Refused"},
      "Refused": {"Type": "Fail", "Comment": "No", "Error": "Refused", "CausePath": "$.cause"},
      "Wait": {"Type": "Wait", "Timestamp": "2026-01-01T00:00:00Z", "Next": "Finish"},
      "Finish": {"Type": "Pass", "ResultPath": null, "InputPath": "$.in",
                 "Parameters": {"id.$": "$.id", "list": [1, "a"]}, "OutputPath": "$.out", "End": true,
                 "Assign": {"kept.$": "$.x"}}}}})");
}

struct Comparison {
  states::Condition condition;
  std::string json;
};

TEST_F(StateMachineTest, ChoosesByTypedConditions) {
  const Comparison comparisons[] = {
      {Variable("$.a") == "x", R"("StringEquals": "x")"},
      {Variable("$.a") < "x", R"("StringLessThan": "x")"},
      {Variable("$.a") <= 1.5, R"("NumericLessThanEquals": 1.5)"},
      {Variable("$.a") >= 2.0, R"("NumericGreaterThanEquals": 2)"},
      {Variable("$.a") == true, R"("BooleanEquals": true)"},
      {Variable("$.a") > Timestamp{"2026-01-01T00:00:00Z"},
       R"("TimestampGreaterThan": "2026-01-01T00:00:00Z")"},
      {Variable("$.a") == Operand::string_at("$.b"), R"("StringEqualsPath": "$.b")"},
      {Variable("$.a") < Operand::number_at("$.b"), R"("NumericLessThanPath": "$.b")"},
      {Variable("$.a") == EqualityOperand::boolean_at("$.b"), R"("BooleanEqualsPath": "$.b")"},
      {Variable("$.a").matches("x*"), R"("StringMatches": "x*")"},
      {Variable("$.a").is_present(), R"("IsPresent": true)"},
      {Variable("$.a").is_null(false), R"("IsNull": false)"},
      {Variable("$.a").is_numeric(), R"("IsNumeric": true)"},
      {Variable("$.a").is_string(), R"("IsString": true)"},
      {Variable("$.a").is_boolean(), R"("IsBoolean": true)"},
      {Variable("$.a").is_timestamp(), R"("IsTimestamp": true)"},
  };
  std::vector<ChoiceRule> rules;
  std::string expected;
  const State target = done();
  for (const Comparison& each : comparisons) {
    rules.push_back({.condition = each.condition, .next = target});
    expected += (expected.empty() ? R"({"Variable": "$.a", )" : R"(, {"Variable": "$.a", )") + each.json +
                R"(, "Next": "Done"})";
  }
  add_machine(Choice{.name = "Which", .when = ChoiceRules(rules), .otherwise = no_choice_matched});
  expect_definition(R"({"States": {"Which": {"Default": {"$absent": true}, "Choices": [)" + expected +
                    "]}}}");
}

TEST_F(StateMachineTest, JoinsConditions) {
  const states::Condition a = Variable("$.a") == 1, b = Variable("$.b") == 2, c = Variable("$.c") != 3;
  const State target = done();
  add_machine(Choice{.name = "Which",
                     .when = {{a && b && c, target}, {(a || b) && !c, target}, {!a, target, "not a"}},
                     .otherwise = no_choice_matched});
  expect_definition(R"({"States": {"Which": {"Choices": [
      {"And": [{"Variable": "$.a"}, {"Variable": "$.b"}, {"Not": {"Variable": "$.c", "NumericEquals": 3}}], "Next": "Done"},
      {"And": [{"Or": [{"Variable": "$.a"}, {"Variable": "$.b"}]}, {"Not": {"Not": {"Variable": "$.c"}}}]},
      {"Not": {"Variable": "$.a", "NumericEquals": 1}, "Next": "Done", "Comment": "not a"}]}}})");
}

TEST_F(StateMachineTest, GoesBackToAStateAhead) {
  StateAhead check;
  const State later = Wait{.name = "Later", .time = 5_min, .next = check};
  const State which =
      Choice{.name = "Which", .when = {{Variable("$.done") == false, later}}, .otherwise = done()};
  check.is(Pass{.name = "Check", .next = which});
  add_machine(check);
  expect_definition(
      R"({"StartAt": "Check", "States": {"Later": {"Next": "Check", "Seconds": 300}, "Which": {"Default": "Done"},
                       "Check": {"Next": "Which"}}})");
}

TEST_F(StateMachineTest, KeepsAStateAheadAsLongAsTheStateItself) {
  const auto loop = [] {
    StateAhead again;
    const State later = Wait{.name = "Later", .time = 5_min, .next = again};
    return again.is(Pass{.name = "Again", .next = later});
  };
  add_machine(loop());
  expect_definition(R"({"StartAt": "Again", "States": {"Later": {"Next": "Again"}}})");
}

TEST_F(StateMachineTest, RunsBranchesAndItems) {
  const State inner = Pass{.name = "Inner", .next = end};
  const State other = Pass{.name = "Other", .next = end};
  const State item = Pass{.name = "Item", .next = end};
  const State map = states::Map{.name = "Each",
                                .item_processor = item,
                                .next = end,
                                .items_path = "$.items",
                                .item_selector = js::object({{"value", context::map_item_value}}),
                                .max_concurrency = 3,
                                .result_selector = js::object({{"all", JsonPath("$")}})};
  add_machine(Parallel{.name = "Both", .branches = {inner, other}, .next = map, .result_path = "$.both"});
  expect_definition(R"({"States": {
      "Both": {"Type": "Parallel", "ResultPath": "$.both", "Next": "Each",
               "Branches": [{"StartAt": "Inner", "States": {"Inner": {"End": true}}}, {"StartAt": "Other"}]},
      "Each": {"Type": "Map", "End": true, "ItemsPath": "$.items", "ItemSelector": {"value.$": "$$.Map.Item.Value"},
               "ResultSelector": {"all.$": "$"}, "MaxConcurrency": 3,
               "ItemProcessor": {"ProcessorConfig": {"Mode": "INLINE"}, "StartAt": "Item"}}}})");
}

TEST_F(StateMachineTest, RunsItemsInExecutionsOfTheirOwn) {
  auto& bucket = stack.add("Items", Bucket::Props{});
  const State item = Pass{.name = "Item", .next = end};
  add_machine(DistributedMap{.name = "Each",
                             .item_processor = item,
                             .next = end,
                             .express = true,
                             .item_reader = ItemReader::json(bucket, "items.json"),
                             .item_batcher = ItemBatcher{.max_items_per_batch = 10},
                             .result_writer = ResultWriter{bucket, "results"},
                             .label = "orders",
                             .tolerated_failure_percentage = 5,
                             .tolerated_failure_count = 7});
  expect_text(R"(\"ProcessorConfig\":{\"Mode\":\"DISTRIBUTED\",\"ExecutionType\":\"EXPRESS\"})");
  expect_text(
      R"(\"ItemBatcher\":{\"MaxItemsPerBatch\":10},\"ToleratedFailurePercentage\":5,\"ToleratedFailureCount\":7,\"Label\":\"orders\")");
  expect_granted(
      R"([{"Action": ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Ref": "Items5C12978B"}, "/*"]]}}])");
  expect_granted(R"([{"Action": "states:StartExecution", "Resource": {"Ref": "Workflow193EF7C1"}},
      {"Action": ["states:DescribeExecution", "states:StopExecution"]},
      {"Action": "states:RedriveExecution", "Resource": {"Fn::Join": ["", ["arn:", {"$any": true}, ":states:", {"$any": true},
          ":", {"$any": true}, ":execution:", {"$any": true}, "/orders:*"]]}}])");
}

TEST_F(StateMachineTest, TriesAgainAndCatchesWhatIsMeantForAllErrorsLast) {
  const State refused = Fail{.name = "Refused"};
  add_machine(
      Task{.name = "Work",
           .action = CallAwsService{.service = "s3",
                                    .action = "listBuckets",
                                    .iam_action = "s3:ListAllMyBuckets",
                                    .iam_resources = std::vector<Value<std::string>>{"*"}},
           .next = end,
           .timeout = 1_h,
           .heartbeat = 1_min,
           .retry = {{.max_attempts = 1},
                     {.errors = {errors::timeout, "Mine"},
                      .interval = 2_s,
                      .backoff_rate = 1.5,
                      .max_delay = 1_min,
                      .full_jitter = true}},
           .catches = {{.next = refused}, {.next = refused, .errors = {"Mine"}, .result_path = discard}}});
  expect_text(
      R"(\"Retry\":[{\"ErrorEquals\":[\"States.Timeout\",\"Mine\"],\"IntervalSeconds\":2,\"BackoffRate\":1.5,\"MaxDelaySeconds\":60,\"JitterStrategy\":\"FULL\"},{\"ErrorEquals\":[\"States.ALL\"],\"MaxAttempts\":1}])");
  expect_text(
      R"(\"Catch\":[{\"ErrorEquals\":[\"Mine\"],\"ResultPath\":null,\"Next\":\"Refused\"},{\"ErrorEquals\":[\"States.ALL\"],\"Next\":\"Refused\"}])");
  expect_text(R"(\"TimeoutSeconds\":3600,\"HeartbeatSeconds\":60)");
}

// --- tasks -------------------------------------------------------------------------------------------------

TEST_F(StateMachineTest, InvokesFunctions) {
  auto& handler = add_function();
  const State plain = Task{.name = "Plain",
                           .action = LambdaInvoke{.function = handler,
                                                  .payload = js::object({{"a", 1}}),
                                                  .payload_response_only = true,
                                                  .retry_on_service_exceptions = false},
                           .next = end};
  add_machine(
      Task{.name = "Full", .action = LambdaInvoke{.function = handler, .asynchronous = true}, .next = plain});
  expect_text(R"(:states:::lambda:invoke\",\"Parameters\":{\"FunctionName\":\")");
  expect_text(R"(\",\"Payload.$\":\"$\",\"InvocationType\":\"Event\"}})");
  expect_text(R"(\"Parameters\":{\"a\":1}})");
  expect_entry("AWS::StepFunctions::StateMachine",
               R"({"DependsOn": {"$contains": [{"$like": "WorkflowRoleDefaultPolicy*"}]}})");
  expect_text(R"(\"ErrorEquals\":[\"Lambda.ClientExecutionTimeoutException\")");
  expect_granted(
      R"([{"Action": "lambda:InvokeFunction", "Resource": [{"Fn::GetAtt": ["Handler886CB40B", "Arn"]},
      {"Fn::Join": ["", [{"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, ":*"]]}]}])");
}

TEST_F(StateMachineTest, ReadsAndWritesItems) {
  auto& table = add_table();
  const DynamoAttributes key = {{"id", DynamoValue::text(JsonPath("$.id"))}};
  const State del =
      Task{.name = "Delete", .action = DynamoDeleteItem{.table = table, .key = key}, .next = end};
  const State update =
      Task{.name = "Update",
           .action = DynamoUpdateItem{.table = table,
                                      .key = key,
                                      .update_expression = "SET #s = :s",
                                      .expression_attribute_names = {{"#s", "state"}},
                                      .expression_attribute_values = {{":s", DynamoValue::boolean(true)}},
                                      .return_values = DynamoReturnValues::all_new},
           .next = del};
  const State put =
      Task{.name = "Put",
           .action = DynamoPutItem{.table = table,
                                   .item = DynamoAttributes{{"n", DynamoValue::number(1.5)},
                                                            {"l", DynamoValue::list({DynamoValue::null()})},
                                                            {"m", DynamoValue::map(JsonPath("$.m"))}}},
           .next = update};
  add_machine(Task{.name = "Get",
                   .action = DynamoGetItem{.table = table, .key = key, .consistent_read = true},
                   .next = put});
  expect_text(R"(\"Parameters\":{\"Key\":{\"id\":{\"S.$\":\"$.id\"}},\"TableName\":\")");
  expect_text(R"(\",\"ConsistentRead\":true})");
  expect_text(R"(\"Item\":{\"n\":{\"N\":\"1.5\"},\"l\":{\"L\":[{\"NULL\":true}]},\"m\":{\"M.$\":\"$.m\"}})");
  expect_text(
      R"(\"ExpressionAttributeNames\":{\"#s\":\"state\"},\"ExpressionAttributeValues\":{\":s\":{\"BOOL\":true}},\"ReturnValues\":\"ALL_NEW\",\"UpdateExpression\":\"SET #s = :s\")");
  expect_granted(
      R"([{"Action": ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      "Resource": {"Fn::Join": ["", ["arn:", {"$any": true}, ":dynamodb:", {"$any": true}, ":", {"$any": true}, ":table/",
          {"Ref": "TableCD117FA1"}]]}}])");
}

TEST_F(StateMachineTest, SendsAndPublishesWithTheKeysItTakes) {
  auto& key = stack.add("Key", Key::Props{});
  auto& queue = stack.add("Orders", Queue::Props{.encryption_key = &key});
  auto& topic_key = stack.add("TopicKey", Key::Props{});
  auto& topic = stack.add("Topic", Topic::Props{.encryption_key = &topic_key});
  const State publish = Task{.name = "Publish",
                             .action = SnsPublish{.topic = topic,
                                                  .message = "Hi",
                                                  .subject = JsonPath("$.subject"),
                                                  .message_attributes = {{"kind", "greeting"}}},
                             .next = end};
  add_machine(Task{.name = "Send",
                   .action = SqsSendMessage{.queue = queue,
                                            .message_body = js::object({{"token", context::task_token}}),
                                            .integration_pattern = IntegrationPattern::wait_for_task_token,
                                            .delay = 5_s},
                   .next = publish});
  expect_text(R"(:states:::sqs:sendMessage.waitForTaskToken\",\"Parameters\":{\"QueueUrl\":\")");
  expect_text(R"(\"MessageBody\":{\"token.$\":\"$$.Task.Token\"},\"DelaySeconds\":5})");
  expect_text(
      R"(\"MessageAttributes\":{\"kind\":{\"DataType\":\"String\",\"StringValue\":\"greeting\"}},\"Subject.$\":\"$.subject\"})");
  expect_granted(R"([{"Action": "sqs:SendMessage"},
      {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": [{"Fn::GetAtt": ["Key961B73FD", "Arn"]},
                                                                       {"Fn::GetAtt": [{"$like": "TopicKey*"}, "Arn"]}]},
      {"Action": "sns:Publish"}])");
}

TEST_F(StateMachineTest, PutsEvents) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  add_machine(Task{.name = "Tell",
                   .action = EventBridgePutEvents{.entries =
                                                      std::vector<PutEventsEntry>{
                                                          {.detail = js::object({{"id", JsonPath("$.id")}}),
                                                           .detail_type = "Placed",
                                                           .source = "orders",
                                                           .event_bus = &bus}}},
                   .next = end});
  expect_text(
      R"(\"Entries\":[{\"Detail\":{\"id.$\":\"$.id\"},\"DetailType\":\"Placed\",\"EventBusName\":\")");
  expect_granted(R"([{"Action": "events:PutEvents", "Resource": {"Fn::GetAtt": ["BusEA82B648", "Arn"]}}])");
}

TEST_F(StateMachineTest, AsksAModel) {
  add_machine(Task{.name = "Ask",
                   .action = BedrockInvokeModel{.model = "anthropic.claude-3-haiku-20240307-v1:0",
                                                .body = js::object({{"prompt", JsonPath("$.prompt")}})},
                   .next = end});
  expect_text(R"(\"Body\":{\"prompt.$\":\"$.prompt\"})");
  expect_granted(
      R"([{"Action": "bedrock:InvokeModel", "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"},
      ":bedrock:", {"Ref": "AWS::Region"}, "::foundation-model/anthropic.claude-3-haiku-20240307-v1:0"]]}}])");
}

TEST_F(StateMachineTest, RunsContainersUntilTheyHaveEnded) {
  auto& vpc = stack.add("Vpc", Vpc::Props{.max_azs = 2});
  auto& cluster = stack.add("Cluster", EcsCluster::Props{.vpc = vpc});
  auto& task = stack.add("Task", TaskDefinition::Props{});
  auto& container = task.add_container("app", {.image = ContainerImage::from_registry("nginx")});
  auto& group = stack.add("Tasks", SecurityGroup::Props{.vpc = vpc});
  add_machine(
      states::Task{.name = "Run",
                   .action = EcsRunTask{.cluster = cluster,
                                        .task_definition = task,
                                        .security_groups = std::vector<SecurityGroup*>{&group},
                                        .container_overrides = {{.container = container,
                                                                 .environment = {{"ID", JsonPath("$.id")}}}}},
                   .next = end});
  expect_text(R"(:states:::ecs:runTask.sync\",\"Parameters\":{\"Cluster\":\")");
  expect_text(
      R"(\"ContainerOverrides\":[{\"Name\":\"app\",\"Environment\":[{\"Name\":\"ID\",\"Value.$\":\"$.id\"}]}])");
  expect_granted(
      R"([{"Action": "ecs:RunTask"}, {"Action": ["ecs:DescribeTasks", "ecs:StopTask"], "Resource": "*"},
      {"Action": "iam:PassRole"}, {"Action": ["events:DescribeRule", "events:PutRule", "events:PutTargets"]}])");
}

TEST_F(StateMachineTest, StartsOtherMachinesAndCallsAnyService) {
  auto& inner = stack.add("Inner", StateMachine::Props{.start_at = done()});
  const State any =
      Task{.name = "Any",
           .action =
               ServiceIntegration{.service = "glue",
                                  .api = "startJobRun",
                                  .statements = std::vector<PolicyStatement>{{.actions = {"glue:StartJobRun"},
                                                                              .resources = {"*"}}},
                                  .parameters = js::object({{"JobName", "nightly"}}),
                                  .integration_pattern = IntegrationPattern::run_job},
           .next = end};
  add_machine(Task{
      .name = "Start",
      .action = StartExecution{.state_machine = inner, .integration_pattern = IntegrationPattern::run_job},
      .next = any});
  expect_text(
      R"(:states:::states:startExecution.sync:2\",\"Parameters\":{\"Input.$\":\"$\",\"StateMachineArn\":\")");
  expect_text(R"(:states:::glue:startJobRun.sync\",\"Parameters\":{\"JobName\":\"nightly\"})");
  expect_granted(
      R"({"$contains": [{"Action": "states:StartExecution"}, {"Action": ["states:DescribeExecution",
      "states:StopExecution"]}, {"Action": "glue:StartJobRun"}]})");
}

// --- refusals ----------------------------------------------------------------------------------------------

constexpr std::string_view not_allowed = "property-not-allowed";
constexpr std::string_view needed = "property-needed";

TEST_F(StateMachineTest, NeedsToKnowWhatAStateAheadIs) {
  StateAhead never;
  add_machine(Pass{.name = "Start", .next = never});
  expect_refused(needed, "Start.next");
}

TEST_F(StateMachineTest, NeedsAStateToStartAt) {
  StateAhead never;
  add_machine(never);
  expect_refused(needed, "start_at");
}

TEST_F(StateMachineTest, RefusesAStateAheadThatIsTwoStates) {
  StateAhead twice;
  const State later = Wait{.name = "Later", .time = 5_s, .next = twice};
  twice.is(Pass{.name = "One", .next = later});
  twice.is(Pass{.name = "Two", .next = later});
  add_machine(later);
  expect_refused(not_allowed, "Two.is");
}

TEST_F(StateMachineTest, RefusesTwoStatesOfOneName) {
  const State other = Pass{.name = "Same", .next = end};
  add_machine(Pass{.name = "Same", .next = other});
  expect_refused(not_allowed, "Same.name");
}

TEST_F(StateMachineTest, RefusesTwoStatesOfOneNameInBranches) {
  const State a = Pass{.name = "Same", .next = end}, b = Pass{.name = "Same", .next = end};
  add_machine(Parallel{.name = "Both", .branches = {a, b}, .next = end});
  expect_refused(not_allowed, "Same.name");
}

TEST_F(StateMachineTest, RefusesAWayOutOfABranch) {
  const State outside = Succeed{.name = "Outside"};
  const State inside = Pass{.name = "Inside", .next = outside};
  add_machine(Parallel{.name = "Both", .branches = {inside}, .next = outside});
  expect_refused(not_allowed, "Outside.name");
}

TEST_F(StateMachineTest, RefusesAWayBackToWhatRunsTheBranch) {
  StateAhead both;
  const State inside = Pass{.name = "Inside", .next = both};
  both.is(Parallel{.name = "Both", .branches = {inside}, .next = end});
  add_machine(both);
  expect_refused(not_allowed, "Both.name");
}

TEST_F(StateMachineTest, RefusesALongName) {
  add_machine(Succeed{.name = std::string(81, 'x')});
  expect_refused(not_allowed, std::string(81, 'x') + ".name");
}

TEST_F(StateMachineTest, RefusesAllErrorsAmongOthers) {
  auto& handler = add_function();
  add_machine(Task{.name = "Work",
                   .action = LambdaInvoke{.function = handler},
                   .next = end,
                   .retry = {{.errors = {errors::all, errors::timeout}}}});
  expect_refused(not_allowed, "Work.retry");
}

TEST_F(StateMachineTest, RefusesABackoffThatShortens) {
  auto& handler = add_function();
  add_machine(Task{.name = "Work",
                   .action = LambdaInvoke{.function = handler},
                   .next = end,
                   .retry = {{.backoff_rate = 0.5}}});
  expect_refused(not_allowed, "Work.retry.backoff_rate");
}

TEST_F(StateMachineTest, RefusesTwoTimeouts) {
  auto& handler = add_function();
  add_machine(Task{.name = "Work",
                   .action = LambdaInvoke{.function = handler},
                   .next = end,
                   .timeout = 5_s,
                   .timeout_path = "$.timeout"});
  expect_refused(not_allowed, "Work.timeout_path");
}

TEST_F(StateMachineTest, RefusesAHeartbeatThatIsNoShorterThanTheTimeout) {
  auto& handler = add_function();
  add_machine(Task{.name = "Work",
                   .action = LambdaInvoke{.function = handler},
                   .next = end,
                   .timeout = 5_s,
                   .heartbeat = 5_s});
  expect_refused(not_allowed, "Work.heartbeat");
}

TEST_F(StateMachineTest, NeedsTheTokenThatATaskWaitsFor) {
  auto& queue = stack.add("Orders", Queue::Props{});
  add_machine(Task{.name = "Ask",
                   .action = SqsSendMessage{.queue = queue,
                                            .message_body = "no token",
                                            .integration_pattern = IntegrationPattern::wait_for_task_token},
                   .next = end});
  expect_refused(needed, "Ask.action");
}

TEST_F(StateMachineTest, RefusesToWaitForAJobThatThereIsNot) {
  auto& queue = stack.add("Orders", Queue::Props{});
  add_machine(Task{.name = "Send",
                   .action = SqsSendMessage{.queue = queue,
                                            .message_body = "x",
                                            .integration_pattern = IntegrationPattern::run_job},
                   .next = end});
  expect_refused(not_allowed, "Send.action.integration_pattern");
}

TEST_F(StateMachineTest, NeedsAMessageGroupOfAFifoQueue) {
  auto& queue = stack.add("Orders", Queue::Props{.fifo = true});
  add_machine(
      Task{.name = "Send", .action = SqsSendMessage{.queue = queue, .message_body = "x"}, .next = end});
  expect_refused(needed, "Send.action.message_group_id");
}

TEST_F(StateMachineTest, RefusesTheSourceOfAnAwsService) {
  add_machine(
      Task{.name = "Tell",
           .action = EventBridgePutEvents{.entries =
                                              std::vector<PutEventsEntry>{
                                                  {.detail = "{}", .detail_type = "T", .source = "aws.ec2"}}},
           .next = end});
  expect_refused(not_allowed, "Tell.action.entries.source");
}

TEST_F(StateMachineTest, RefusesPathsInsideLists) {
  add_machine(
      Pass{.name = "List", .next = end, .parameters = js::object({{"list", js::array({JsonPath("$.a")})}})});
  expect_refused(not_allowed, "List.Parameters");
}

TEST_F(StateMachineTest, RefusesAResultBesideParameters) {
  add_machine(Pass{.name = "Both", .next = end, .result = 1, .parameters = js::object({{"a", 1}})});
  expect_refused(not_allowed, "Both.parameters");
}

TEST_F(StateMachineTest, NeedsRulesAndBranches) {
  add_machine(Parallel{.name = "None", .branches = Branches(std::vector<State>()), .next = end});
  expect_refused(needed, "None.branches");
}

TEST_F(StateMachineTest, RefusesANameOfABlankLabel) {
  const State item = Pass{.name = "Item", .next = end};
  add_machine(DistributedMap{.name = "Each", .item_processor = item, .next = end, .label = "a label"});
  expect_refused(not_allowed, "Each.label");
}

TEST_F(StateMachineTest, RefusesToGrantToWhatIsNoRole) {
  add_machine(done()).grant_start_execution(Principal::service("events.amazonaws.com"));
  expect_refused(not_allowed, "grantee");
}

TEST_F(StateMachineTest, RefusesADataKeyWithoutAKey) {
  stack.add("Workflow", StateMachine::Props{.start_at = done(), .data_key_reuse = 5_min});
  expect_refused(not_allowed, "data_key_reuse");
}

TEST_F(StateMachineTest, KnowsNoRoleOfAMachineThatExistsAlready) {
  auto& machine =
      StateMachine::from_arn(stack, "Orders", "arn:aws:states:eu-west-1:111122223333:stateMachine:orders");
  static_cast<void>(machine.role());
  expect_refused(needed, "role");
}

TEST(JsonPathTest, IsReadFromTextsThatArePaths) {
  EXPECT_EQ(JsonPath::parse("$.a")->text(), "$.a");
  EXPECT_TRUE(JsonPath::parse("States.UUID()"));
  EXPECT_FALSE(JsonPath::parse("a.b"));
  EXPECT_FALSE(JsonPath().is_set());
}

}  // namespace
}  // namespace tenon
