#include "tenon/constructs/compute/lambda_fn.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Url.hpp"
#include "tenon/aws/lambda/Version.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

using testing::HasResourceProperties;
using testing::ResourceCountIs;

LambdaFn::Props python() {
  return {.code = Code::from_inline("def handle(event, context): pass"),
          .handler = "index.handle",
          .runtime = Runtime::python_3_13};
}

class LambdaFnTest : public StackTest {
 protected:
  LambdaFn& add_function(const LambdaFn::Props& props, std::string_view id = "Handler") {
    return stack.add(id, props);
  }
  LambdaFn& add_function() { return add_function(python()); }
  void expect_function(std::string_view properties) { expect("AWS::Lambda::Function", properties); }
};

TEST_F(LambdaFnTest, NeedsCodeHandlerAndRuntimeAlone) {
  add_function();
  const auto result = synthesized();
  EXPECT_THAT(result, HasResourceProperties("AWS::Lambda::Function", R"({"$exactly": {
      "Code": {"ZipFile": "def handle(event, context): pass"},
      "Handler": "index.handle", "Runtime": "python3.13",
      "Role": {"Fn::GetAtt": ["HandlerServiceRoleFCDC14AE", "Arn"]}}})"));
  EXPECT_THAT(result,
              HasResourceProperties("AWS::IAM::Role", R"({"ManagedPolicyArns": [{"Fn::Join": ["", ["arn:",
      {"Ref": "AWS::Partition"}, ":iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]]}]})"));
  // The role is referred to; what is granted to it stands in a policy that has to be there first.
  EXPECT_TRUE(result.has_resource("AWS::Lambda::Function", R"({"DependsOn": {"$absent": true}})"));
  add_function(python(), "Granted")
      .add_to_role_policy({.actions = {"s3:ListAllMyBuckets"}, .resources = {"*"}});
  EXPECT_TRUE(synthesized().has_resource(
      "AWS::Lambda::Function", R"({"DependsOn": [{"$like": "GrantedServiceRoleDefaultPolicy*"}]})"));
}

TEST_F(LambdaFnTest, MakesALogGroupOfItsNameThatIsKeptForTwoYears) {
  add_function();
  expect_entry("AWS::Logs::LogGroup", R"({"Properties": {
      "LogGroupName": {"Fn::Join": ["", ["/aws/lambda/", {"Ref": "Handler886CB40B"}]]}, "RetentionInDays": 731},
      "DeletionPolicy": "Retain"})");
}

TEST_F(LambdaFnTest, LogsAreKeptAsLongAsWasSaid) {
  LambdaFn::Props props = python();
  props.log_retention = RetentionDays::one_week;
  props.log_removal_policy = RemovalPolicy::destroy;
  add_function(props);
  expect_entry("AWS::Logs::LogGroup",
               R"({"Properties": {"RetentionInDays": 7}, "DeletionPolicy": "Delete"})");
}

TEST_F(LambdaFnTest, WritesToTheLogGroupThatIsGiven) {
  LambdaFn::Props props = python();
  auto& logs = stack.add("Logs", LogGroup::Props{});
  props.log_group = &logs;
  props.logging_format = LoggingFormat::json;
  props.application_log_level = ApplicationLogLevel::warn;
  props.system_log_level = SystemLogLevel::debug;
  EXPECT_EQ(add_function(props).log_group(), &logs);
  expect_function(R"({"LoggingConfig": {"LogFormat": "JSON", "LogGroup": {"Ref": "Logs6819BB44"},
                                        "ApplicationLogLevel": "WARN", "SystemLogLevel": "DEBUG"}})");
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::Logs::LogGroup", 1));
}

TEST_F(LambdaFnTest, HasTheSettingsThatAreGiven) {
  LambdaFn::Props props = python();
  props.function_name = "orders";
  props.description = "Takes orders";
  props.memory_size = 512;
  props.timeout = Duration::minutes(2);
  props.ephemeral_storage_size = Size::mebibytes(512);
  props.architecture = Architecture::arm_64;
  props.environment = {{"BB", "2"}, {"AA", "1"}};
  props.environment_encryption = &stack.add("Key", Key::Props{});
  props.reserved_concurrent_executions = 20;
  props.snap_start = true;
  props.tracing = Tracing::pass_through;
  add_function(props);
  expect_function(
      R"({"FunctionName": "orders", "Description": "Takes orders", "MemorySize": 512, "Timeout": 120,
      "EphemeralStorage": {"Size": 512}, "Architectures": ["arm64"], "Environment": {"Variables": {"AA": "1", "BB": "2"}},
      "KmsKeyArn": {"Fn::GetAtt": ["Key961B73FD", "Arn"]}, "ReservedConcurrentExecutions": 20,
      "SnapStart": {"ApplyOn": "PublishedVersions"}, "TracingConfig": {"Mode": "PassThrough"}})");
  expect_granted(R"([{"Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"], "Resource": "*"}])");
}

TEST_F(LambdaFnTest, CodeComesFromABucketOrARepositoryOrAnArchive) {
  LambdaFn::Props props = python();
  props.code = Code::from_bucket("codes", "handler.zip", "7");
  add_function(props);
  auto& repository = stack.add("Images", Repository::Props{});
  stack.add("Image", LambdaFn::Props{.code = Code::from_image(repository, "v1", {.command = {"app.handle"}}),
                                     .handler = Handler::from_image,
                                     .runtime = Runtime::from_image});
  props.code = Code::from_asset("tests/unit/constructs/compute");
  add_function(props, "Asset");
  expect_function(R"({"Code": {"S3Bucket": "codes", "S3Key": "handler.zip", "S3ObjectVersion": "7"}})");
  expect_function(R"({"PackageType": "Image", "Runtime": {"$absent": true}, "Handler": {"$absent": true},
                      "ImageConfig": {"Command": ["app.handle"]}, "Code": {"ImageUri": {"$any": true}}})");
  expect_function(R"({"Code": {"S3Bucket": {"$any": true}, "S3Key": {"$like": "*.zip"}}})");
  expect("AWS::ECR::Repository", R"({"RepositoryPolicyText": {"Statement": [{
      "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      "Principal": {"Service": "lambda.amazonaws.com"}}]}})");
}

TEST_F(LambdaFnTest, StandsInTheNetworksPrivateSubnets) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  auto& other = stack.add("Other", SecurityGroup::Props{.vpc = network});
  LambdaFn::Props props = python();
  props.vpc = &network;
  auto& function = add_function(props);
  EXPECT_TRUE(function.is_bound_to_vpc());
  other.connections().allow_from(function, Traffic::tcp(443));
  expect_function(R"({"VpcConfig": {"SubnetIds": [{"Ref": "NetworkPrivateSubnet1SubnetC4D46731"}],
                                    "SecurityGroupIds": [{"Fn::GetAtt": [{"$like": "HandlerSecurityGroup*"}, "GroupId"]}]}})");
  expect("AWS::EC2::SecurityGroup",
         R"({"GroupDescription": {"$like": "Automatic security group for Lambda Function ShopHandler*"}})");
  expect("AWS::EC2::SecurityGroupIngress", R"({"FromPort": 443})");
}

TEST_F(LambdaFnTest, FailedEventsGoToAQueueOrATopic) {
  LambdaFn::Props props = python();
  props.dead_letter_queue_enabled = true;
  EXPECT_NE(add_function(props).dead_letter_queue(), nullptr);
  expect("AWS::SQS::Queue", R"({"MessageRetentionPeriod": 1209600})");
  expect_granted(R"([{"Action": "sqs:SendMessage"}])");

  LambdaFn::Props other = python();
  auto& topic = stack.add("Failures", Topic::Props{});
  other.dead_letter_topic = &topic;
  add_function(other, "Other");
  expect_function(R"({"DeadLetterConfig": {"TargetArn": {"Ref": {"$like": "Failures*"}}}})");
  expect_granted(R"([{"Action": "sns:Publish"}])");
}

TEST_F(LambdaFnTest, ARoleMayUseTheKeyOfWhereFailedEventsGo) {
  LambdaFn::Props props = python();
  auto& key = stack.add("Key", Key::Props{});
  auto& failures = stack.add("Failures", Queue::Props{.encryption_key = &key});
  props.dead_letter_queue = &failures;
  add_function(props);
  expect_granted(R"([{"Action": "sqs:SendMessage"},
                     {"Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                      "Resource": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}}])");
}

TEST_F(LambdaFnTest, RecordsOfAsynchronousEventsGoToDestinations) {
  LambdaFn::Props props = python();
  auto& failures = stack.add("Failures", Queue::Props{});
  auto& bus = stack.add("Bus", EventBus::Props{.event_bus_name = "shop"});
  props.max_event_age = Duration::hours(1);
  props.retry_attempts = 0;
  props.on_failure = failures;
  props.on_success = bus;
  add_function(props);
  expect("AWS::Lambda::EventInvokeConfig",
         R"({"FunctionName": {"Ref": "Handler886CB40B"}, "Qualifier": "$LATEST",
      "MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 0,
      "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": [{"$any": true}, "Arn"]}},
                            "OnSuccess": {"Destination": {"$any": true}}}})");
}

TEST_F(LambdaFnTest, LayersAreInTheOrderOfTheirPaths) {
  auto& b = LayerVersion::from_arn(stack, "B", "arn:aws:lambda:eu-west-1:111122223333:layer:b:1");
  auto& a = stack.add("A", LayerVersion::Props{.code = Code::from_bucket("codes", "layer.zip"),
                                               .compatible_runtimes = {Runtime::python_3_13},
                                               .compatible_architectures = {Architecture::arm_64}});
  LambdaFn::Props props = python();
  props.layers = {&b};
  add_function(props).add_layer(a);
  expect_function(
      R"({"Layers": [{"Ref": {"$any": true}}, "arn:aws:lambda:eu-west-1:111122223333:layer:b:1"]})");
  expect("AWS::Lambda::LayerVersion",
         R"({"CompatibleRuntimes": ["python3.13"], "CompatibleArchitectures": ["arm64"],
                                          "Content": {"S3Bucket": "codes", "S3Key": "layer.zip"}})");
}

TEST_F(LambdaFnTest, ThosePermittedMayInvoke) {
  auto& function = add_function();
  function.add_permission("AllowRule", {.principal = Principal::service("events.amazonaws.com"),
                                        .source_arn = "arn:aws:events:eu-west-1:111122223333:rule/nightly"});
  expect("AWS::Lambda::Permission", R"({"$exactly": {"Action": "lambda:InvokeFunction",
      "FunctionName": {"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, "Principal": "events.amazonaws.com",
      "SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/nightly"}})");
}

TEST_F(LambdaFnTest, ConditionsOfAPrincipalBecomeMembersOfThePermission) {
  add_function().add_permission(
      "AllowBucket",
      {.principal = Principal::service("s3.amazonaws.com")
                        .with_conditions({{"StringEquals", "aws:SourceAccount", {"111122223333"}},
                                          {"ArnLike", "aws:SourceArn", {"arn:aws:s3:::orders"}}})});
  expect("AWS::Lambda::Permission",
         R"({"SourceAccount": "111122223333", "SourceArn": "arn:aws:s3:::orders"})");
}

TEST_F(LambdaFnTest, RolesMayInvokeByTheirPolicyAndServicesByAPermission) {
  auto& function = add_function();
  function.grant_invoke(add_role());
  function.grant_invoke(Principal::service("sns.amazonaws.com"));
  function.grant_invoke(Principal::service("sns.amazonaws.com"));  // once is enough
  expect_granted(R"([{"Action": "lambda:InvokeFunction", "Resource": [
      {"Fn::GetAtt": ["Handler886CB40B", "Arn"]},
      {"Fn::Join": ["", [{"Fn::GetAtt": ["Handler886CB40B", "Arn"]}, ":*"]]}]}])");
  const auto result = synthesized();
  EXPECT_THAT(result, ResourceCountIs("AWS::Lambda::Permission", 1));
  // CDK's id for this principal.
  EXPECT_EQ(result.find_resources("AWS::Lambda::Permission"),
            std::vector<std::string>({"HandlerInvokePAhlyjIG3CP8l8Cgnn54SqfC1My75Eml5oYjNQSJnA01579EA0"}));
}

TEST_F(LambdaFnTest, AnAddressIsForThoseWhoSignUnlessItIsForAll) {
  auto& function = add_function();
  auto& url = function.add_function_url(
      {.cors = FunctionUrlCors{.allowed_origins = {"https://example.org"}, .max_age = Duration::hours(1)},
       .invoke_mode = InvokeMode::response_stream});
  url.grant_invoke_url(add_role());
  expect("AWS::Lambda::Url", R"({"AuthType": "AWS_IAM", "InvokeMode": "RESPONSE_STREAM",
      "Cors": {"AllowMethods": ["*"], "AllowOrigins": ["https://example.org"], "MaxAge": 3600}})");
  expect_granted(R"([
      {"Action": "lambda:InvokeFunctionUrl", "Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}}},
      {"Action": "lambda:InvokeFunction", "Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": true}}}])");
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::Lambda::Permission", 0));
  EXPECT_TRUE(url.url().is_set());
}

TEST_F(LambdaFnTest, AnAddressForAllHasThePermissionsThatMakeItSo) {
  add_function().add_function_url({.auth_type = FunctionUrlAuthType::none});
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE", "Principal": "*"})");
  expect("AWS::Lambda::Permission",
         R"({"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": true, "Principal": "*"})");
}

// --- versions and aliases ----------------------------------------------------------------------------------

/// The logical id of the current version of such a function.
std::string version_id(const LambdaFn::Props& props, std::string_view mixin = {}) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  auto& function = stack.add("Handler", props);
  function.current_version();
  function.invalidate_version_based_on(mixin);
  return testing::Template::of(stack).find_resources("AWS::Lambda::Version").front();
}

TEST_F(LambdaFnTest, TheCurrentVersionIsAnotherOneWhenTheFunctionIs) {
  LambdaFn::Props props = python();
  const std::string before = version_id(props);
  EXPECT_TRUE(before.starts_with("HandlerCurrentVersion93FB80BF")) << before;
  EXPECT_EQ(version_id(props), before);
  EXPECT_NE(version_id(props, "again"), before);
  props.reserved_concurrent_executions = 3;  // no version holds it fast
  EXPECT_EQ(version_id(props), before);
  props.memory_size = 256;
  EXPECT_NE(version_id(props), before);
}

TEST_F(LambdaFnTest, TheCurrentVersionOfAFunctionWithALayerIsCdks) {
  auto& layer = stack.add("A", LayerVersion::Props{.code = Code::from_bucket("codes", "layer.zip"),
                                                   .compatible_runtimes = {Runtime::python_3_13}});
  LambdaFn::Props props = python();
  props.layers = {&layer};
  props.environment = {{"BB", "2"}, {"AA", "1"}};
  props.memory_size = 256;
  add_function(props, "Layered").current_version();
  // What aws-cdk-lib 2.276.0 makes of the same function.
  EXPECT_EQ(synthesized().find_resources("AWS::Lambda::Version"),
            std::vector<std::string>({"LayeredCurrentVersion1D7A6B9C9bab07f2ec851a0a88f6f86d33661781"}));
}

TEST_F(LambdaFnTest, AnAliasNamesAVersionAndWarmsIt) {
  auto& function = add_function();
  auto& alias = stack.add("Live", Alias::Props{.alias_name = "live",
                                               .version = function.current_version(),
                                               .provisioned_concurrent_executions = 2});
  alias.grant_invoke(add_role());
  alias.configure_async_invoke({.retry_attempts = 1});
  expect("AWS::Lambda::Alias",
         R"({"Name": "live", "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 2},
                                   "FunctionName": {"Ref": "Handler886CB40B"}})");
  expect_granted(R"([{"Action": "lambda:InvokeFunction", "Resource": {"Ref": "Live848578DF"}}])");
  expect("AWS::Lambda::EventInvokeConfig", R"({"FunctionName": {"Ref": "Handler886CB40B"},
      "Qualifier": {"Fn::Select": [7, {"Fn::Split": [":", {"Ref": "Live848578DF"}]}]}})");
}

TEST_F(LambdaFnTest, AnAliasDividesItsCallsAndScales) {
  auto& function = add_function();
  auto& canary = stack.add("Canary", Version::Props{.function = function, .description = "canary"});
  auto& alias = stack.add("Live", Alias::Props{.alias_name = "live",
                                               .version = function.current_version(),
                                               .additional_versions = {{canary, 0.1}}});
  auto& scaling = alias.add_auto_scaling({.max_capacity = 5});
  scaling.scale_on_utilization(0.5);
  scaling.scale_on_schedule("Morning", {.schedule = "cron(0 6 * * ? *)", .min_capacity = 3});
  expect("AWS::Lambda::Alias",
         R"({"RoutingConfig": {"AdditionalVersionWeights": [{"FunctionWeight": 0.1}]}})");
  expect("AWS::ApplicationAutoScaling::ScalableTarget", R"json({"MinCapacity": 1, "MaxCapacity": 5,
      "ScalableDimension": "lambda:function:ProvisionedConcurrency", "ServiceNamespace": "lambda", "ScheduledActions": [
        {"ScheduledActionName": "Morning", "Schedule": "cron(0 6 * * ? *)", "ScalableTargetAction": {"MinCapacity": 3}}]})json");
  expect("AWS::ApplicationAutoScaling::ScalingPolicy",
         R"({"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 0.5}})");
}

TEST_F(LambdaFnTest, MetricsAreOfTheFunctionOrTheAlias) {
  auto& function = add_function();
  auto& alias = function.add_alias("live");
  EXPECT_EQ(function.metric_errors().props().metric_name, "Errors");
  EXPECT_EQ(function.metric_errors().props().statistic, Statistic::sum);
  EXPECT_EQ(function.metric_duration().props().statistic, Statistic::average);
  EXPECT_EQ(function.metric_invocations().props().dimensions.size(), 1U);
  ASSERT_EQ(alias.metric_throttles().props().dimensions.size(), 2U);
  EXPECT_EQ(alias.metric_throttles().props().dimensions[1].name, "Resource");
}

// --- functions that exist already --------------------------------------------------------------------------

TEST_F(LambdaFnTest, AnImportedFunctionIsNamedByItsArn) {
  auto& function = LambdaFn::from_name(stack, "Existing", "orders");
  function.grant_invoke(add_role());
  function.add_permission("Allow", {.principal = Principal::service("sns.amazonaws.com")});
  expect_granted(R"([{"Action": "lambda:InvokeFunction"}])");
  expect("AWS::Lambda::Permission", R"({"Principal": "sns.amazonaws.com"})");
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::Lambda::Function", 0));
}

TEST_F(LambdaFnTest, AnImportedFunctionOfAnotherAccountIsNotChanged) {
  auto& function =
      LambdaFn::from_arn(stack, "Existing", "arn:aws:lambda:eu-west-1:111122223333:function:orders");
  function.add_permission("Allow", {.principal = Principal::service("sns.amazonaws.com")});
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].severity, Severity::warning);
  EXPECT_THAT(synthesized(), ResourceCountIs("AWS::Lambda::Permission", 0));
}

TEST_F(LambdaFnTest, GrantingToAnImportedFunctionNeedsItsRole) {
  auto& role = Role::from_arn(stack, "Role", "arn:aws:iam::111122223333:role/orders");
  auto& known = LambdaFn::from_attributes(
      stack, "Known", {.arn = "arn:aws:lambda:eu-west-1:111122223333:function:known", .role = &role});
  EXPECT_EQ(&known.role(), &role);
  LambdaFn::from_name(stack, "Unknown", "orders").role();
  expect_refused("property-needed", "role");
}

// --- what is refused ---------------------------------------------------------------------------------------

struct Refusal {
  const char* name;
  void (*change)(LambdaFn::Props& props);
  const char* id;
  const char* property;
};

class LambdaFnRefusal : public LambdaFnTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(LambdaFnRefusal, IsReportedWhereTheFunctionIsAdded) {
  LambdaFn::Props props = python();
  GetParam().change(props);
  add_function(props);
  expect_refused(GetParam().id, GetParam().property);
}

const Refusal refusals[] = {
    {"RuntimeOfAnImage",
     [](auto& p) {
       p.runtime = Runtime::from_image;
       p.code = Code::from_bucket("codes", "x.zip");
     },
     "property-not-allowed", "runtime"},
    {"NoHandler", [](auto& p) { p.handler = Value<std::string>(); }, "property-not-allowed", "handler"},
    {"InlineCodeOfJava", [](auto& p) { p.runtime = Runtime::java_21; }, "property-not-allowed", "code"},
    {"EmptyInlineCode", [](auto& p) { p.code = Code::from_inline(""); }, "property-not-allowed", "code"},
    {"TooMuchStorage", [](auto& p) { p.ephemeral_storage_size = Size::gibibytes(11); },
     "property-not-allowed", "ephemeral_storage_size"},
    {"SnapshotOfNodejs",
     [](auto& p) {
       p.runtime = Runtime::nodejs_22_x;
       p.snap_start = true;
     },
     "property-not-allowed", "snap_start"},
    {"SubnetsWithoutANetwork", [](auto& p) { p.vpc_subnets.group_name = "Private"; }, "property-needed",
     "vpc"},
    {"RetriesThrice", [](auto& p) { p.retry_attempts = 3; }, "property-not-allowed", "retry_attempts"},
    {"OldEvents", [](auto& p) { p.max_event_age = Duration::hours(7); }, "property-not-allowed",
     "max_event_age"},
    {"LevelsOfText", [](auto& p) { p.system_log_level = SystemLogLevel::info; }, "property-not-allowed",
     "logging_format"},
    {"ReservedVariable",
     [](auto& p) {
       p.environment = {{"AWS_REGION", "x"}};
     },
     "property-not-allowed", "environment"},
};

INSTANTIATE_TEST_SUITE_P(All, LambdaFnRefusal, ::testing::ValuesIn(refusals),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(LambdaFnTest, PublicSubnetsAreRefused) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  LambdaFn::Props props = python();
  props.vpc = &network;
  props.vpc_subnets = {.type = SubnetType::public_};
  add_function(props);
  expect_refused("property-not-allowed", "vpc_subnets");
}

TEST_F(LambdaFnTest, ALayerForAnotherRuntimeIsRefused) {
  auto& layer = stack.add("Layer", LayerVersion::Props{.code = Code::from_bucket("codes", "layer.zip"),
                                                       .compatible_runtimes = {Runtime::java_21}});
  LambdaFn::Props props = python();
  props.layers = {&layer};
  add_function(props);
  expect_refused("property-not-allowed", "layers");
}

TEST_F(LambdaFnTest, AFunctionHasFiveLayersAtMost) {
  auto& layer = LayerVersion::from_arn(stack, "A", "arn:aws:lambda:eu-west-1:111122223333:layer:a:1");
  LambdaFn::Props props = python();
  props.layers = {&layer, &layer, &layer, &layer, &layer};
  auto& function = add_function(props);
  EXPECT_TRUE(app.diagnostics().empty());
  function.add_layer(layer);
  expect_refused("property-not-allowed", "layers");
}

TEST_F(LambdaFnTest, SixLayersAreRefusedAtOnceToo) {
  auto& layer = LayerVersion::from_arn(stack, "A", "arn:aws:lambda:eu-west-1:111122223333:layer:a:1");
  LambdaFn::Props props = python();
  props.layers = {&layer, &layer, &layer, &layer, &layer, &layer};
  add_function(props);
  expect_refused("property-not-allowed", "layers");
}

TEST_F(LambdaFnTest, AnImageHasNoLayers) {
  auto& repository = stack.add("Images", Repository::Props{});
  auto& layer = LayerVersion::from_arn(stack, "A", "arn:aws:lambda:eu-west-1:111122223333:layer:a:1");
  stack.add("Image", LambdaFn::Props{.code = Code::from_image(repository),
                                     .handler = Handler::from_image,
                                     .runtime = Runtime::from_image,
                                     .layers = {&layer}});
  expect_refused("property-not-allowed", "layers");
}

TEST_F(LambdaFnTest, ALayerIsAnArchive) {
  stack.add("Layer", LayerVersion::Props{.code = Code::from_inline("x = 1")});
  expect_refused("property-not-allowed", "code");
}

TEST_F(LambdaFnTest, AnArchiveIsAFolderOrAZip) {
  LambdaFn::Props props = python();
  props.code = Code::from_asset("tests/unit/constructs/CMakeLists.txt");
  add_function(props);
  expect_refused("property-not-allowed", "code");
}

TEST_F(LambdaFnTest, FailedEventsGoToOnePlace) {
  LambdaFn::Props props = python();
  props.dead_letter_queue_enabled = true;
  props.dead_letter_topic = &stack.add("Failures", Topic::Props{});
  add_function(props);
  expect_refused("property-not-allowed", "dead_letter_topic");
}

TEST_F(LambdaFnTest, GroupsThatAreGivenSayWhatTheyLetOut) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  LambdaFn::Props props = python();
  props.vpc = &network;
  props.security_groups = {&stack.add("Group", SecurityGroup::Props{.vpc = network})};
  props.allow_all_outbound = false;
  add_function(props);
  expect_refused("property-not-allowed", "allow_all_outbound");
}

TEST_F(LambdaFnTest, AsynchronousInvocationIsConfiguredOnce) {
  auto& function = add_function();
  function.configure_async_invoke({.retry_attempts = 1});
  function.configure_async_invoke({.retry_attempts = 2});
  expect_refused("property-not-allowed", "async_invoke");
}

TEST_F(LambdaFnTest, ReservedVariablesAreNotAddedLaterEither) {
  auto& function = add_function();
  function.add_environment("MODE", "a");
  function.add_environment("MODE", "b");
  function.add_environment("_HANDLER", "x");
  expect_refused("property-not-allowed", "environment");
}

TEST_F(LambdaFnTest, WarmInstancesAreOneOrMore) {
  stack.add("Canary", Version::Props{.function = add_function(), .provisioned_concurrent_executions = 0});
  expect_refused("property-not-allowed", "provisioned_concurrent_executions");
}

TEST_F(LambdaFnTest, AnAliasIsScaledOnce) {
  auto& alias = add_function().add_alias("live");
  alias.add_auto_scaling({.max_capacity = 2});
  alias.add_auto_scaling({.max_capacity = 3});
  expect_refused("property-not-allowed", "auto_scaling");
}

TEST_F(LambdaFnTest, BrowsersRememberForADayAtMost) {
  add_function().add_function_url({.cors = FunctionUrlCors{.max_age = Duration::days(2)}});
  expect_refused("property-not-allowed", "max_age");
}

TEST_F(LambdaFnTest, APermissionNamesServicesAndIdentities) {
  add_function().add_permission("Allow", {.principal = Principal::canonical_user("abc")});
  expect_refused("property-not-allowed", "principal");
}

TEST_F(LambdaFnTest, ALogGroupAndARetentionAreRefused) {
  LambdaFn::Props props = python();
  props.log_group = &stack.add("Logs", LogGroup::Props{});
  props.log_retention = RetentionDays::one_day;
  add_function(props);
  expect_refused("property-not-allowed", "log_retention");
}

TEST_F(LambdaFnTest, AConditionThatAPermissionCannotExpressIsRefused) {
  add_function().add_permission(
      "Allow", {.principal = Principal::service("s3.amazonaws.com")
                                 .with_conditions({{"Bool", "aws:SecureTransport", {"true"}}})});
  expect_refused("property-not-allowed", "principal");
}

TEST_F(LambdaFnTest, UtilizationIsAPart) {
  add_function().add_alias("live").add_auto_scaling({.max_capacity = 2}).scale_on_utilization(70);
  expect_refused("property-not-allowed", "utilization_target");
}

TEST_F(LambdaFnTest, WeightsDoNotExceedOne) {
  auto& version = add_function().current_version();
  stack.add("Live",
            Alias::Props{.alias_name = "live", .version = version, .additional_versions = {{version, 1.5}}});
  expect_refused("property-not-allowed", "additional_versions");
}

TEST_F(LambdaFnTest, AVersionHasNoAddress) {
  add_function().current_version().add_function_url();
  expect_refused("property-not-allowed", "function");
}

}  // namespace
}  // namespace tenon
