#include "tenon/constructs/compute/custom_resource.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using testing::Template;

class CustomResourceTest : public StackTest {
 protected:
  LambdaFn& add_function(std::string_view id = "Maker") {
    return stack.add(id, LambdaFn::Props{.code = Code::from_inline("def handle(event, context): pass"),
                                         .handler = "index.handle",
                                         .runtime = Runtime::python_3_13});
  }
};

TEST_F(CustomResourceTest, IsMadeByAFunctionWithinItsTime) {
  auto& words = stack.add(
      "Words", CustomResource::Props{.service_token = add_function(),
                                     .resource_type = "Custom::Vocabulary",
                                     .properties = {{"Name", "terms"}, {"Phrases", json::array({"gerund"})}},
                                     .service_timeout = Duration::minutes(15)});
  expect_entry("Custom::Vocabulary", R"({"DeletionPolicy": {"$absent": true}, "Properties": {"$exactly": {
      "ServiceToken": {"Fn::GetAtt": [{"$like": "Maker*"}, "Arn"]}, "ServiceTimeout": "900",
      "Name": "terms", "Phrases": ["gerund"]}}})");
  EXPECT_EQ(words.resource().logical_id(), "Words") << "the child Default is no part of the id, as in CDK";
  EXPECT_EQ(resolved_json(words.ref()), R"({"Ref":"Words"})");
  EXPECT_EQ(resolved_json(words.get_att("Name")), R"({"Fn::GetAtt":["Words","Name"]})");
}

TEST_F(CustomResourceTest, IsOfCloudFormationsOwnTypeWithoutOneOfItsOwn) {
  stack.add("Words", CustomResource::Props{.service_token = stack.add("Requests", Topic::Props{}),
                                           .removal_policy = RemovalPolicy::retain});
  expect_entry(
      "AWS::CloudFormation::CustomResource",
      R"({"DependsOn": {"$absent": true}, "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
      "Properties": {"$exactly": {"ServiceToken": {"Ref": {"$like": "Requests*"}}}}})");
}

TEST_F(CustomResourceTest, StandsBetweenItsFunctionsPermissionsAndLogs) {
  auto& logs = stack.add("Logs", LogGroup::Props{});
  auto& role = add_role("Worker");
  auto& function =
      stack.add("Maker", LambdaFn::Props{.code = Code::from_inline("def handle(event, context): pass"),
                                         .handler = "index.handle",
                                         .runtime = Runtime::python_3_13,
                                         .log_group = &logs,
                                         .role = &role});
  stack.add("Words", CustomResource::Props{.service_token = function, .resource_type = "Custom::Words"});
  expect_entry("Custom::Words", R"({"DependsOn": [{"$like": "Logs*"}]})");
  // What is granted later counts as well.
  role.add_to_policy({.actions = {"s3:ListAllMyBuckets"}, .resources = {"*"}});
  expect_entry("Custom::Words", R"({"DependsOn": [{"$like": "Logs*"}, {"$like": "WorkerDefaultPolicy*"}]})");
}

TEST_F(CustomResourceTest, IsMadeByWhatIsOnlyKnownByItsArn) {
  constexpr std::string_view arn = "arn:aws:lambda:eu-west-1:111122223333:function:maker";
  stack.add("Words",
            CustomResource::Props{.service_token = ServiceToken::arn(arn), .resource_type = "Custom::Words"});
  stack.add("Others", CustomResource::Props{.service_token = LambdaFn::from_arn(stack, "Imported", arn),
                                            .resource_type = "Custom::Others"});
  for (const std::string_view type : {"Custom::Words", "Custom::Others"}) {
    expect_entry(type, R"({"DependsOn": {"$absent": true},
      "Properties": {"ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:maker"}})");
  }
}

TEST_F(CustomResourceTest, WaitsForWhatAnAliasOfTheFunctionMayDo) {
  auto& function = add_function();
  function.add_to_role_policy({.actions = {"s3:ListAllMyBuckets"}, .resources = {"*"}});
  auto& alias = function.add_alias("live");
  stack.add("Words", CustomResource::Props{.service_token = alias, .resource_type = "Custom::Words"});
  expect_entry("Custom::Words", R"({"DependsOn": {"$contains": [{"$like": "MakerServiceRoleDefaultPolicy*"}]},
      "Properties": {"ServiceToken": {"Ref": {"$like": "MakerAliaslive*"}}}})");
}

struct Refusal {
  std::string_view name;
  std::string_view property;
  std::string_view type = "Custom::Words";
  std::string_view key = "Name";
  std::optional<Duration> timeout = {};
};

const Refusal refusals[] = {
    {.name = "ATypeOfAws", .property = "resource_type", .type = "AWS::SQS::Queue"},
    {.name = "ATypeWithoutAName", .property = "resource_type", .type = "Custom::"},
    {.name = "ATypeWithADot", .property = "resource_type", .type = "Custom::My.Words"},
    {.name = "ALongType",
     .property = "resource_type",
     .type = "Custom::Words123456789012345678901234567890123456789012345678"},
    {.name = "ASecondToken", .property = "properties", .key = "ServiceToken"},
    {.name = "ASecondTimeout", .property = "properties", .key = "ServiceTimeout"},
    {.name = "NoTime", .property = "service_timeout", .timeout = Duration::seconds(0)},
    {.name = "MoreThanAnHour", .property = "service_timeout", .timeout = Duration::seconds(3601)},
};

class CustomResourceRefusalTest : public CustomResourceTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(CustomResourceRefusalTest, IsReported) {
  const Refusal& each = GetParam();
  stack.add("Words",
            CustomResource::Props{.service_token = ServiceToken::arn("arn:aws:sns:eu-west-1:111122223333:t"),
                                  .resource_type = std::string(each.type),
                                  .properties = {{each.key, "terms"}},
                                  .service_timeout = each.timeout});
  expect_refused("property-not-allowed", each.property);
}

INSTANTIATE_TEST_SUITE_P(All, CustomResourceRefusalTest, ::testing::ValuesIn(refusals),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_F(CustomResourceTest, TakesTypesOfSixtyCharacters) {
  stack.add("Words",
            CustomResource::Props{.service_token = ServiceToken::arn("arn:aws:sns:eu-west-1:111122223333:t"),
                                  .resource_type = "Custom::" + std::string(52, 'w'),
                                  .service_timeout = Duration::hours(1)});
  EXPECT_EQ(app.diagnostics().size(), 0U);
}

}  // namespace
}  // namespace tenon
