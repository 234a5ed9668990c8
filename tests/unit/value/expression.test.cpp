#include "tenon/value/expression.hpp"

#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::rendered;

Resource& thing(Stack& stack, std::string_view id) {
  return stack.add(id, Resource::Props{.Type = "Test::Some::Thing"});
}

// --- every function's JSON
// -------------------------------------------------------------------------------------------

TEST(Functions, AreWrittenAsCloudFormationTakesThem) {
  OneStack one;
  const Resource& own = thing(one.stack, "Thing");
  const auto& condition =
      one.stack.add("IsProd", Condition::Props{.Expression = Fn::Equals("a", pseudo::region)});
  const auto& mapping = one.stack.add("Sizes", Mapping::Props{.Mapping = {{"prod", {{"Memory", 2048}}}}});
  const Value<std::string> text = Fn::ImportValue("x");
  const ConditionExpression is_prod = condition;

  struct Case {
    Value<Json> value;
    std::string_view json;
  };
  const Case cases[] = {
      {own.any_ref(), R"({"Ref":"Thing"})"},
      {own.get_att("Some.Attribute"), R"({"Fn::GetAtt":["Thing","Some.Attribute"]})"},
      {Fn::Ref("Thing"), R"({"Ref":"Thing"})"},
      {Fn::GetAtt("Thing", "Arn"), R"({"Fn::GetAtt":["Thing","Arn"]})"},
      {Fn::GetAtt("Thing", pseudo::region), R"({"Fn::GetAtt":["Thing",{"Ref":"AWS::Region"}]})"},
      {Fn::Base64("code"), R"({"Fn::Base64":"code"})"},
      {Fn::Base64(sub("${Thing}")), R"({"Fn::Base64":{"Fn::Sub":"${Thing}"}})"},
      {Fn::Cidr("10.0.0.0/16", 4, 8), R"({"Fn::Cidr":["10.0.0.0/16",4,8]})"},
      {Fn::FindInMap("Sizes", "prod", "Memory"), R"({"Fn::FindInMap":["Sizes","prod","Memory"]})"},
      {mapping.find_in_map("prod", "Memory"), R"({"Fn::FindInMap":["Sizes","prod","Memory"]})"},
      {mapping.find_in_map(pseudo::region, "Memory"),
       R"({"Fn::FindInMap":["Sizes",{"Ref":"AWS::Region"},"Memory"]})"},
      {Fn::FindInMap("Sizes", "test", "Memory", 512),
       R"({"Fn::FindInMap":["Sizes","test","Memory",{"DefaultValue":512}]})"},
      {mapping.find_in_map("test", "Memory", json::array({1})),
       R"({"Fn::FindInMap":["Sizes","test","Memory",{"DefaultValue":[1]}]})"},
      {Fn::GetAZs(), R"({"Fn::GetAZs":""})"},
      {Fn::GetAZs(pseudo::region), R"({"Fn::GetAZs":{"Ref":"AWS::Region"}})"},
      {Fn::ImportValue("Net:Vpc"), R"({"Fn::ImportValue":"Net:Vpc"})"},
      {Fn::ImportValue(format("{}:Vpc", pseudo::region)),
       R"({"Fn::ImportValue":{"Fn::Join":["",[{"Ref":"AWS::Region"},":Vpc"]]}})"},
      {Fn::Join("-", {"a", pseudo::region}), R"({"Fn::Join":["-",["a",{"Ref":"AWS::Region"}]]})"},
      {Fn::Join("-", Fn::Split(",", text)),
       R"({"Fn::Join":["-",{"Fn::Split":[",",{"Fn::ImportValue":"x"}]}]})"},
      {Fn::Select(1, json::array({"a", "b"})), R"({"Fn::Select":[1,["a","b"]]})"},
      {Fn::Select(0, Fn::GetAZs()), R"({"Fn::Select":[0,{"Fn::GetAZs":""}]})"},
      {Fn::Split(",", text), R"({"Fn::Split":[",",{"Fn::ImportValue":"x"}]})"},
      {Fn::If(is_prod, 2, 1), R"({"Fn::If":["IsProd",2,1]})"},
      {Fn::If(is_prod, "a", NoValue), R"({"Fn::If":["IsProd","a",{"Ref":"AWS::NoValue"}]})"},
      {Fn::If(is_prod, json::array({"a"}), Fn::Split(",", text)),
       R"({"Fn::If":["IsProd",["a"],{"Fn::Split":[",",{"Fn::ImportValue":"x"}]}]})"},
      {Fn::If(is_prod, Fn::If(is_prod, "a", "b"), "c"),
       R"({"Fn::If":["IsProd",{"Fn::If":["IsProd","a","b"]},"c"]})"},
      {Fn::GetStackOutput("Net", "VpcId"),
       R"({"Fn::GetStackOutput":{"StackName":"Net","OutputName":"VpcId"}})"},
      {Fn::GetStackOutput("Net", "VpcId", "eu-west-1", "arn:aws:iam::123456789012:role/reader"),
       R"({"Fn::GetStackOutput":{"StackName":"Net","Region":"eu-west-1",)"
       R"("RoleArn":"arn:aws:iam::123456789012:role/reader","OutputName":"VpcId"}})"},
      {Fn::Length(Fn::Split(",", text)), R"({"Fn::Length":{"Fn::Split":[",",{"Fn::ImportValue":"x"}]}})"},
      {Fn::ToJsonString(json::object({{"a", pseudo::region}})),
       R"({"Fn::ToJsonString":{"a":{"Ref":"AWS::Region"}}})"},
      {Fn::Transform("AWS::Include", {{"Location", "s3://bucket/key"}}),
       R"({"Fn::Transform":{"Name":"AWS::Include","Parameters":{"Location":"s3://bucket/key"}}})"},
      {sub("${AWS::StackName}-${Thing}"), R"({"Fn::Sub":"${AWS::StackName}-${Thing}"})"},
      {sub("${Own}", {{"Own", pseudo::region}}), R"({"Fn::Sub":["${Own}",{"Own":{"Ref":"AWS::Region"}}]})"},
      {NoValue, R"({"Ref":"AWS::NoValue"})"},
      {unchecked("x"), R"("x")"},
      {unchecked(json::object({{"a", own.any_ref()}})), R"({"a":{"Ref":"Thing"}})"},
      {resolve::ssm("/db/host"), R"("{{resolve:ssm:/db/host}}")"},
      {resolve::ssm("/db/host", 3), R"("{{resolve:ssm:/db/host:3}}")"},
      {resolve::ssm_secure("password", 2), R"("{{resolve:ssm-secure:password:2}}")"},
      {resolve::secrets_manager("db"), R"("{{resolve:secretsmanager:db:SecretString:::}}")"},
      {resolve::secrets_manager("db", "password"),
       R"("{{resolve:secretsmanager:db:SecretString:password::}}")"},
      {resolve::secrets_manager("db", "password", "AWSPREVIOUS"),
       R"("{{resolve:secretsmanager:db:SecretString:password:AWSPREVIOUS:}}")"},
      {resolve::secrets_manager("db", "password", {}, "id"),
       R"("{{resolve:secretsmanager:db:SecretString:password::id}}")"},
      {resolve::secrets_manager(own.any_ref(), "password"),
       R"({"Fn::Join":["",["{{resolve:secretsmanager:",{"Ref":"Thing"},":SecretString:password::}}"]]})"},
  };
  for (const Case& each : cases) EXPECT_EQ(rendered(one.stack, each.value), each.json);
}

TEST(Functions, OfConditionsNameConditionsInAnObject) {
  OneStack one;
  const auto add = [&](std::string_view id, const ConditionExpression& expression) -> Condition& {
    return one.stack.add(id, Condition::Props{.Expression = expression});
  };
  const Condition& first = add("First", Fn::Equals("a", "b"));
  const Condition& second = add("Second", Fn::Not(first));
  add("Third", Fn::And({first, Fn::Not(second), Fn::Or({first, Fn::Equals(pseudo::region, "us-east-1")})}));
  add("Fourth", first);
  const auto text = template_text(one.stack);
  EXPECT_EQ(at(text, "/Conditions/First"), R"({"Fn::Equals":["a","b"]})");
  EXPECT_EQ(at(text, "/Conditions/Second"), R"({"Fn::Not":[{"Condition":"First"}]})");
  EXPECT_EQ(at(text, "/Conditions/Third"),
            R"({"Fn::And":[{"Condition":"First"},{"Fn::Not":[{"Condition":"Second"}]},)"
            R"({"Fn::Or":[{"Condition":"First"},{"Fn::Equals":[{"Ref":"AWS::Region"},"us-east-1"]}]}]})");
  EXPECT_EQ(at(text, "/Conditions/Fourth"), R"({"Condition":"First"})");
}

TEST(Functions, OfRulesAssert) {
  OneStack one;
  const auto& vpc = one.stack.add("Vpc", Parameter::Props{.Type = "AWS::EC2::VPC::Id"});
  one.stack.add(
      "Check",
      Rule::Props{
          .RuleCondition = Fn::Equals(vpc.ref(), "vpc-1"),
          .Assertions = {
              Rule::Assertion{.Assert = Fn::Contains({"a", "b"}, vpc.ref()), .AssertDescription = "why"},
              Rule::Assertion{.Assert = Fn::EachMemberEquals(Fn::RefAll("AWS::EC2::VPC::Id"), "x")},
              Rule::Assertion{.Assert = Fn::EachMemberIn(Fn::ValueOfAll("AWS::EC2::VPC::Id", "Tags.Name"),
                                                         {"dev", "prod"})},
              Rule::Assertion{.Assert = Fn::Equals(Fn::ValueOf("Vpc", "Tags.Name"), "dev")}}});
  EXPECT_EQ(
      at(template_text(one.stack), "/Rules/Check"),
      R"({"RuleCondition":{"Fn::Equals":[{"Ref":"Vpc"},"vpc-1"]},"Assertions":[)"
      R"({"Assert":{"Fn::Contains":[["a","b"],{"Ref":"Vpc"}]},"AssertDescription":"why"},)"
      R"({"Assert":{"Fn::EachMemberEquals":[{"Fn::RefAll":"AWS::EC2::VPC::Id"},"x"]}},)"
      R"({"Assert":{"Fn::EachMemberIn":[{"Fn::ValueOfAll":["AWS::EC2::VPC::Id","Tags.Name"]},["dev","prod"]]}},)"
      R"({"Assert":{"Fn::Equals":[{"Fn::ValueOf":["Vpc","Tags.Name"]},"dev"]}}]})");
}

TEST(PseudoParameters, AreReferences) {
  OneStack one;
  const std::pair<Value<Json>, std::string_view> cases[] = {
      {pseudo::account_id, "AWS::AccountId"},
      {pseudo::partition, "AWS::Partition"},
      {pseudo::region, "AWS::Region"},
      {pseudo::stack_id, "AWS::StackId"},
      {pseudo::stack_name, "AWS::StackName"},
      {pseudo::url_suffix, "AWS::URLSuffix"},
      {NoValue, "AWS::NoValue"},
      {pseudo::notification_arns(), "AWS::NotificationARNs"},
  };
  for (const auto& [value, name] : cases) {
    EXPECT_EQ(rendered(one.stack, value), R"({"Ref":")" + std::string(name) + R"("})");
  }
}

// --- which need the transform
// ------------------------------------------------------------------------------------------

TEST(LanguageExtensions, AreAddedForTheFunctionsThatNeedThem) {
  const std::pair<Value<Json>, bool> cases[] = {
      {Fn::Length(json::array({"a"})), true},
      {Fn::ToJsonString(json::object({})), true},
      {Fn::FindInMap("Map", "a", "b", "default"), true},
      {json::object({{"deep", json::array({Fn::Length(json::array({}))})}}), true},
      {Fn::FindInMap("Map", "a", "b"), false},
      {Fn::Select(0, json::array({"a"})), false},
      {Fn::ImportValue("x"), false},
  };
  for (const auto& [value, needed] : cases) {
    OneStack one;
    const std::string json = rendered(one.stack, value);
    EXPECT_EQ(at(template_text(one.stack), "/Transform"), needed ? R"("AWS::LanguageExtensions")" : "missing")
        << json;
  }
}

TEST(LanguageExtensions, StandBeforeTheStacksOwnMacrosAndOnlyOnce) {
  App app;
  Stack::Props props = test::plain();
  props.transforms = {"AWS::Serverless-2016-10-31"};
  auto& stack = app.add("S", props);
  rendered(stack, Fn::Length(json::array({"a"})));
  rendered(stack, Fn::Length(json::array({"b"})));
  EXPECT_EQ(at(template_text(stack), "/Transform"),
            R"(["AWS::LanguageExtensions","AWS::Serverless-2016-10-31"])");
  stack.add_transform("AWS::LanguageExtensions");
  EXPECT_EQ(at(template_text(stack), "/Transform"),
            R"(["AWS::Serverless-2016-10-31","AWS::LanguageExtensions"])");
}

}  // namespace
}  // namespace tenon
