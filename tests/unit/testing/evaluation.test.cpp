#include "tenon/testing/evaluation.hpp"

#include <optional>
#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenon/construct/resource.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/format.hpp"

namespace {

using tenon::testing::Deployment;
using tenon::testing::Evaluation;
using tenon::testing::HasOutput;
using tenon::testing::HasResource;
using tenon::testing::HasResourceProperties;
using tenon::testing::ResourceCountIs;
using tenon::testing::Template;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// "id: message" of the error that is thrown.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const tenon::Error& error) {
    return std::string(error.id()) + ": " + error.what();
  }
  return "nothing was thrown";
}

Template shop() {
  return Template::parse(R"({
    "Transform": ["AWS::LanguageExtensions"],
    "Parameters": {
      "Stage": {"Type": "String", "Default": "dev"},
      "Size": {"Type": "Number", "Default": 3},
      "Zones": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
      "None": {"Type": "CommaDelimitedList", "Default": ""},
      "Image": {"Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "Default": "/images/latest"},
      "Subnets": {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/subnets"}
    },
    "Mappings": {"Sizes": {"dev": {"Days": 1, "Names": ["x", "y"]}, "prod": {"Days": 30}}},
    "Conditions": {
      "IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
      "IsOther": {"Fn::Not": [{"Condition": "IsProd"}]},
      "IsBoth": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "IsOther"}]},
      "IsEither": {"Fn::Or": [{"Condition": "IsProd"}, {"Fn::Equals": [{"Ref": "Size"}, 3]}]},
      "HasNone": {"Fn::Equals": [{"Fn::Join": ["", {"Ref": "None"}]}, ""]},
      "IsImage": {"Fn::Equals": [{"Ref": "Image"}, "ami-1"]},
      "IsChicken": {"Fn::Not": [{"Condition": "IsEgg"}]},
      "IsEgg": {"Fn::Not": [{"Condition": "IsChicken"}]},
      "IsQueue": {"Fn::Equals": [{"Ref": "Orders"}, "x"]}
    },
    "Resources": {
      "Orders": {"Type": "AWS::SQS::Queue"},
      "Audit": {"Type": "AWS::SNS::Topic", "Condition": "IsProd"}
    }
  })");
}

// --- functions ---

struct Row {
  const char* name;
  const char* expression;
  const char* value;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class FunctionTest : public ::testing::TestWithParam<Row> {};

TEST_P(FunctionTest, GivesWhatADeploymentWould) {
  const Evaluation evaluation(
      shop(), {.region = "eu-west-1",
               .account = "111122223333",
               .stack_name = "Shop",
               .attributes = {{"Orders.QueueName", "orders"}, {"Orders.Parts", R"(["one", "two"])"}},
               .ssm_parameters = {{"/subnets", "s1,s2"}}});
  EXPECT_EQ(std::string(evaluation.value(GetParam().expression)), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Functions, FunctionTest,
    ::testing::Values(
        Row{"text", R"("a")", "a"}, Row{"number", "5", "5"},
        Row{"document", R"({"A": [1, null]})", R"({"A":[1,null]})"},
        Row{"ref_of_a_parameter", R"({"Ref": "Stage"})", "dev"},
        Row{"ref_of_a_number_is_a_text", R"([{"Ref": "Size"}])", R"(["3"])"},
        Row{"ref_of_a_list", R"({"Ref": "Zones"})", R"(["a","b","c"])"},
        Row{"ref_of_an_empty_list", R"({"Ref": "None"})", "[]"},
        Row{"ref_of_an_ssm_list", R"({"Ref": "Subnets"})", R"(["s1","s2"])"},
        Row{"ref_of_an_unknown_ssm_parameter", R"({"Ref": "Image"})", "{{resolve:ssm:/images/latest}}"},
        Row{"ref_of_a_resource", R"({"Ref": "Orders"})", "Shop-Orders"},
        Row{"ref_of_the_region", R"({"Ref": "AWS::Region"})", "eu-west-1"},
        Row{"ref_of_the_account", R"({"Ref": "AWS::AccountId"})", "111122223333"},
        Row{"ref_of_the_partition", R"({"Ref": "AWS::Partition"})", "aws"},
        Row{"ref_of_the_suffix", R"({"Ref": "AWS::URLSuffix"})", "amazonaws.com"},
        Row{"ref_of_the_stack", R"({"Ref": "AWS::StackName"})", "Shop"},
        Row{"ref_of_the_stacks_id", R"({"Ref": "AWS::StackId"})",
            "arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop/00000000-0000-0000-0000-000000000000"},
        Row{"ref_of_topics", R"({"Ref": "AWS::NotificationARNs"})", "[]"},
        Row{"no_value_as_member", R"({"A": {"Ref": "AWS::NoValue"}, "B": 1})", R"({"B":1})"},
        Row{"no_value_as_item", R"([1, {"Ref": "AWS::NoValue"}, 2])", "[1,2]"},
        Row{"attribute_given", R"({"Fn::GetAtt": ["Orders", "QueueName"]})", "orders"},
        Row{"attribute_given_as_list", R"({"Fn::Select": [1, {"Fn::GetAtt": ["Orders", "Parts"]}]})", "two"},
        Row{"attribute_made_up", R"({"Fn::GetAtt": "Orders.Color.Shade"})", "Shop-Orders.Color.Shade"},
        Row{"arn_made_up", R"({"Fn::GetAtt": ["Orders", "Arn"]})",
            "arn:aws:sqs:eu-west-1:111122223333:Shop-Orders.Arn"},
        Row{"field_of_an_arn_made_up",
            R"({"Fn::Select": [4, {"Fn::Split": [":", {"Fn::GetAtt": ["Orders", "Arn"]}]}]})",
            "111122223333"},
        Row{"item_made_up", R"({"Fn::Select": ["1", {"Fn::GetAtt": ["Orders", "Names"]}]})",
            "Shop-Orders.Names[1]"},
        Row{"piece_made_up",
            R"({"Fn::Select": [2, {"Fn::Split": ["/", {"Fn::GetAtt": ["Orders", "FullName"]}]}]})",
            "Shop-Orders.FullName[2]"},
        Row{"list_made_up", R"({"Fn::Join": [",", {"Fn::GetAtt": ["Orders", "Names"]}]})",
            "Shop-Orders.Names"},
        Row{"sub", R"({"Fn::Sub": "${AWS::Region}-${Stage}-${Orders}-${Orders.QueueName}"})",
            "eu-west-1-dev-Shop-Orders-orders"},
        Row{"sub_of_a_literal", R"({"Fn::Sub": "${!Stage} $Stage ${Stage"})", "${Stage} $Stage ${Stage"},
        Row{"sub_of_own_variables",
            R"({"Fn::Sub": ["${Stage}/${A.B}", {"Stage": {"Ref": "Size"}, "A.B": true}]})", "3/true"},
        Row{"join", R"({"Fn::Join": ["-", ["a", 1, {"Ref": "AWS::NoValue"}, {"Ref": "Stage"}]]})", "a-1-dev"},
        Row{"join_of_nothing", R"({"Fn::Join": ["-", []]})", ""},
        Row{"split", R"({"Fn::Split": ["||", "a||b||"]})", R"(["a","b",""])"},
        Row{"select", R"({"Fn::Select": ["2", {"Ref": "Zones"}]})", "c"},
        Row{"if_not", R"({"Fn::If": ["IsProd", {"Ref": "Audit"}, "b"]})", "b"},
        Row{"find_in_map", R"({"Fn::FindInMap": ["Sizes", {"Ref": "Stage"}, "Days"]})", "1"},
        Row{"find_a_list_in_a_map", R"({"Fn::FindInMap": ["Sizes", "dev", "Names"]})", R"(["x","y"])"},
        Row{"find_the_default",
            R"({"Fn::FindInMap": ["Sizes", "test", "Days", {"DefaultValue": {"Ref": "Size"}}]})", "3"},
        Row{"base64_of_three", R"({"Fn::Base64": "abc"})", "YWJj"},
        Row{"base64_of_four", R"({"Fn::Base64": "abcd"})", "YWJjZA=="},
        Row{"base64_of_five", R"({"Fn::Base64": {"Fn::Sub": "ab${Stage}"}})", "YWJkZXY="},
        Row{"cidr", R"({"Fn::Cidr": ["192.168.0.0/24", "3", 5]})",
            R"(["192.168.0.0/27","192.168.0.32/27","192.168.0.64/27"])"},
        Row{"cidr_of_ipv6", R"({"Fn::Cidr": ["2001:db8::/56", 2, 64]})",
            R"(["2001:db8::/64","2001:db8:0:1::/64"])"},
        Row{"cidr_made_up", R"({"Fn::Cidr": [{"Fn::GetAtt": ["Orders", "Block"]}, 2, 8]})",
            R"(["Shop-Orders.Block[0]","Shop-Orders.Block[1]"])"},
        Row{"zones", R"({"Fn::GetAZs": ""})", R"(["eu-west-1a","eu-west-1b"])"},
        Row{"zones_of_another_region", R"({"Fn::GetAZs": "us-west-2"})", R"(["us-west-2a","us-west-2b"])"},
        Row{"length", R"({"Fn::Length": {"Ref": "Zones"}})", "3"},
        Row{"json", R"({"Fn::ToJsonString": {"a": {"Ref": "Stage"}, "b": [1]}})", R"({"a":"dev","b":[1]})"},
        Row{"dynamic_reference", R"("{{resolve:secretsmanager:db:SecretString:pw}}")",
            "{{resolve:secretsmanager:db:SecretString:pw}}"},
        Row{"contains", R"({"Fn::Contains": [{"Ref": "Zones"}, "b"]})", "true"},
        Row{"contains_not", R"({"Fn::Contains": [{"Ref": "Zones"}, "d"]})", "false"},
        Row{"each_member_equals", R"({"Fn::EachMemberEquals": [["a", "a"], "a"]})", "true"},
        Row{"each_member_equals_not", R"({"Fn::EachMemberEquals": [{"Ref": "Zones"}, "a"]})", "false"},
        Row{"each_member_in", R"({"Fn::EachMemberIn": [["a", "c"], {"Ref": "Zones"}]})", "true"},
        Row{"each_member_in_not", R"({"Fn::EachMemberIn": [["a", "d"], {"Ref": "Zones"}]})", "false"}),
    [](const auto& row) { return row.param.name; });

class RefusedTest : public ::testing::TestWithParam<Row> {};

TEST_P(RefusedTest, SaysWhereAndWhy) {
  const Evaluation evaluation(shop());
  EXPECT_THAT(error_of([&] { (void)evaluation.value(GetParam().expression); }),
              AllOf(::testing::StartsWith("not-evaluable: "), HasSubstr(GetParam().value)));
}

INSTANTIATE_TEST_SUITE_P(
    Functions, RefusedTest,
    ::testing::Values(
        Row{"unknown_name", R"({"A": [{"Ref": "Stag"}]})",
            "at A[0].Ref: Stag is nothing that the template has"},
        Row{"missing_resource", R"({"Ref": "Audit"})",
            R"(at Ref: the resource Audit does not exist, for its condition "IsProd" does not hold)"},
        Row{"attribute_of_missing_resource", R"({"Fn::Sub": "${Audit.Arn}"})",
            "at Fn::Sub[${Audit.Arn}]: the resource"},
        Row{"attribute_without_dot", R"({"Fn::GetAtt": "Orders"})",
            "at Fn::GetAtt: a resource and its attribute"},
        Row{"list_in_a_text", R"({"Fn::Sub": "${Zones}"})", R"(a text is needed, got ["a","b","c"])"},
        Row{"no_value_in_a_text", R"({"Fn::Sub": "${AWS::NoValue}"})", "a text is needed, got AWS::NoValue"},
        Row{"list_in_a_join", R"({"Fn::Join": ["", [{"Ref": "Zones"}]]})", "at Fn::Join: texts are needed"},
        Row{"text_in_a_join", R"({"Fn::Join": ["", {"Ref": "Stage"}]})",
            R"(at Fn::Join[1]: a list is needed, got "dev")"},
        Row{"too_few_arguments", R"({"Fn::Join": [""]})", "at Fn::Join: it takes a list of 2, got"},
        Row{"too_many_arguments", R"({"Fn::FindInMap": ["a", "b", "c", "d", "e"]})",
            "takes a list of 3 to 4"},
        Row{"empty_delimiter", R"({"Fn::Split": ["", "a"]})", "the delimiter is empty"},
        Row{"item_that_is_not_there", R"({"Fn::Select": [3, {"Ref": "Zones"}]})",
            R"(there is no item 3 in ["a","b","c"])"},
        Row{"index_that_is_no_number", R"({"Fn::Select": ["x", ["a"]]})", "at Fn::Select: a whole number"},
        Row{"unknown_mapping", R"({"Fn::FindInMap": ["Size", "dev", "Days"]})", "there is no mapping Size"},
        Row{"unknown_key", R"({"Fn::FindInMap": ["Sizes", "test", "Days"]})",
            "Sizes has no test; it has: dev, prod"},
        Row{"unknown_second_key", R"({"Fn::FindInMap": ["Sizes", "prod", "Names"]})",
            "no Names in prod; it has: Days"},
        Row{"subnet_outside", R"({"Fn::Cidr": ["10.0.0.0/24", 5, 6]})",
            "at Fn::Cidr: 10.0.0.0/24 has 4 subnets"},
        Row{"no_block", R"({"Fn::Cidr": ["10.0.0.1/24", 1, 5]})", "10.0.0.1/24 is not an IPv4"},
        Row{"no_blocks", R"({"Fn::Cidr": ["10.0.0.0/24", 0, 5]})", "at least 1 block"},
        Row{"length_of_what_is_made_up", R"({"Fn::Length": {"Fn::GetAtt": ["Orders", "Names"]}})",
            "a list is needed"},
        Row{"no_value_for_a_function", R"({"Fn::Base64": {"Ref": "AWS::NoValue"}})",
            "at Fn::Base64: AWS::NoValue"},
        Row{"macro", R"({"Fn::Transform": {"Name": "X"}})", "at Fn::Transform: only a deployment can tell"},
        Row{"unknown_function", R"({"Fn::Joined": []})", R"(at Fn::Joined: this is no function)"},
        Row{"function_among_members", R"({"Fn::Transform": {}, "A": 1})",
            "at Fn::Transform: this is no function"},
        Row{"unknown_condition", R"({"Fn::If": ["IsTest", 1, 2]})",
            "there is no condition IsTest; there are: IsProd"},
        Row{"conditions_that_need_each_other", R"({"Fn::If": ["IsEgg", 1, 2]})",
            "the condition IsEgg depends on itself"},
        Row{"condition_on_a_resource", R"({"Fn::If": ["IsQueue", 1, 2]})",
            "at Conditions.IsQueue.Fn::Equals[0].Ref: a condition cannot depend on the resource Orders"},
        Row{"condition_on_what_is_not_given", R"({"Fn::If": ["IsImage", 1, 2]})",
            "the SSM parameter /images/latest decides: give it in ssm_parameters"},
        Row{"import_without_stacks", R"({"Fn::ImportValue": "vpc"})",
            "none of the stacks given exports vpc; exported are: none"},
        Row{"output_without_stacks",
            R"({"Fn::GetStackOutput": {"StackName": "Network", "OutputName": "Vpc"}})",
            "the stack Network in us-east-1 of 123456789012 was not given; given are: none"}),
    [](const auto& row) { return row.param.name; });

TEST(EvaluationTest, AnExpressionIsJson) {
  EXPECT_THAT(error_of([] { (void)Evaluation(shop()).value("{Ref: Stage}"); }),
              ::testing::StartsWith("malformed-pattern: "));
}

TEST(EvaluationTest, LanguageExtensionsNeedTheirTransform) {
  const Evaluation evaluation(Template::parse(R"({"Mappings": {"M": {"a": {"b": 1}}}})"));
  for (const auto* expression : {R"({"Fn::Length": [1]})", R"({"Fn::ToJsonString": {}})",
                                 R"({"Fn::FindInMap": ["M", "a", "c", {"DefaultValue": 1}]})"}) {
    EXPECT_THAT(error_of([&] { (void)evaluation.value(expression); }), HasSubstr("AWS::LanguageExtensions"));
  }
}

TEST(EvaluationTest, ConditionsFollowParameters) {
  const Evaluation dev(shop());
  const Evaluation prod(shop(),
                        {.parameters = {{"Stage", "prod"}, {"Size", "4"}, {"None", "x"}, {"Image", "ami"}},
                         .ssm_parameters = {{"ami", "ami-1"}}});
  struct Held {
    const char* condition;
    bool in_dev;
    bool in_prod;
  };
  for (const auto& [condition, in_dev, in_prod] :
       {Held{"IsProd", false, true}, Held{"IsOther", true, false}, Held{"IsBoth", false, false},
        Held{"IsEither", true, true}, Held{"HasNone", true, false}}) {
    EXPECT_EQ(dev.condition(condition), in_dev) << condition;
    EXPECT_EQ(prod.condition(condition), in_prod) << condition;
  }
  EXPECT_TRUE(prod.condition("IsImage"));
  EXPECT_EQ(prod.value(R"({"Fn::If": ["IsProd", {"Ref": "Image"}, {"Ref": "AWS::NoValue"}]})"), "ami-1");
  EXPECT_FALSE(dev.value(R"({"Fn::If": ["IsProd", 1, {"Ref": "AWS::NoValue"}]})").exists());
}

TEST(EvaluationTest, ThePartitionIsThatOfTheRegion) {
  const Evaluation evaluation(shop(), {.region = "cn-north-1"});
  EXPECT_EQ(evaluation.value(R"({"Fn::Sub": "${AWS::Partition} ${AWS::URLSuffix}"})"),
            "aws-cn amazonaws.com.cn");
}

TEST(EvaluationTest, ZonesThatAreGivenAreThoseOfTheRegion) {
  const Evaluation evaluation(shop(),
                              {.region = "us-west-1", .availability_zones = {"us-west-1a", "us-west-1c"}});
  EXPECT_EQ(evaluation.value(R"({"Fn::Select": [1, {"Fn::GetAZs": {"Ref": "AWS::Region"}}]})"), "us-west-1c");
  EXPECT_EQ(evaluation.value(R"({"Fn::Select": [1, {"Fn::GetAZs": "eu-west-1"}]})"), "eu-west-1b");
}

// --- parameters ---

struct ParameterRow {
  const char* name;
  const char* declaration;
  std::optional<std::string> given;
  const char* problem;  // empty: none
};

void PrintTo(const ParameterRow& row, std::ostream* out) { *out << row.name; }

class ParameterTest : public ::testing::TestWithParam<ParameterRow> {};

TEST_P(ParameterTest, IsCheckedAsCloudFormationDoes) {
  const auto& [name, declaration, given, problem] = GetParam();
  const Template checked = Template::parse(std::string(R"({"Parameters": {"P": )") + declaration + "}}");
  Deployment deployment;
  if (given) deployment.parameters.push_back({"P", *given});
  const std::string error = error_of([&] { (void)Evaluation(checked, deployment); });
  if (std::string(problem).empty()) {
    EXPECT_EQ(error, "nothing was thrown");
  } else {
    EXPECT_EQ(error, std::string("parameter-refused: ") + problem);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Parameters, ParameterTest,
    ::testing::Values(
        ParameterRow{"default", R"({"Type": "String", "Default": "a"})", std::nullopt, ""},
        ParameterRow{"neither_value_nor_default", R"({"Type": "String"})", std::nullopt,
                     "P has neither a value nor a default"},
        ParameterRow{"allowed_value", R"({"Type": "String", "AllowedValues": ["a", "b"]})", "b", ""},
        ParameterRow{"value_not_allowed", R"({"Type": "String", "AllowedValues": ["a", "b"]})", "c",
                     R"(P: "c" does not fit its AllowedValues ["a","b"])"},
        ParameterRow{"default_not_allowed", R"({"Type": "String", "Default": "c", "AllowedValues": ["a"]})",
                     std::nullopt, R"(P: "c" does not fit its AllowedValues ["a"])"},
        ParameterRow{"item_not_allowed", R"({"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]})",
                     "a, c", R"(P: "c" does not fit its AllowedValues ["a","b"])"},
        ParameterRow{"pattern", R"({"Type": "String", "AllowedPattern": "[a-z]+"})", "shop", ""},
        ParameterRow{"pattern_of_a_part", R"({"Type": "String", "AllowedPattern": "[a-z]+"})", "shop1",
                     R"(P: "shop1" does not fit its AllowedPattern "[a-z]+")"},
        ParameterRow{"pattern_of_items", R"({"Type": "CommaDelimitedList", "AllowedPattern": "[a-z]"})",
                     "a,1", R"(P: "1" does not fit its AllowedPattern "[a-z]")"},
        ParameterRow{"description",
                     R"({"Type": "String", "AllowedPattern": "x", "ConstraintDescription": "must be x"})",
                     "y", R"(P: "y" does not fit its AllowedPattern "x" (must be x))"},
        ParameterRow{"short_enough", R"({"Type": "String", "MaxLength": "2"})", "äö", ""},
        ParameterRow{"too_long", R"({"Type": "String", "MaxLength": 2})", "abc",
                     R"(P: "abc" does not fit its MaxLength 2)"},
        ParameterRow{"too_short", R"({"Type": "String", "MinLength": 2})", "a",
                     R"(P: "a" does not fit its MinLength 2)"},
        ParameterRow{"number", R"({"Type": "Number", "MinValue": -1, "MaxValue": "2.5"})", "2.5", ""},
        ParameterRow{"no_number", R"({"Type": "Number"})", "2b", R"(P: "2b" is no number)"},
        ParameterRow{"item_that_is_no_number", R"({"Type": "List<Number>"})", "1,b",
                     R"(P: "b" is no number)"},
        ParameterRow{"too_small", R"({"Type": "Number", "MinValue": -1})", "-2",
                     R"(P: "-2" does not fit its MinValue -1)"},
        ParameterRow{"too_great", R"({"Type": "Number", "MaxValue": 10})", "11",
                     R"(P: "11" does not fit its MaxValue 10)"},
        ParameterRow{"several_problems", R"({"Type": "List<Number>"})", "a,b",
                     R"(P: "a" is no number; P: "b" is no number)"}),
    [](const auto& row) { return row.param.name; });

TEST(EvaluationTest, AListMayHaveEmptyItemsAndIsOfAnyLength) {
  const Evaluation evaluation(Template::parse(R"({"Parameters": {
    "Blocks": {"Type": "CommaDelimitedList", "Default": ",a,", "MinLength": 5}}})"));
  EXPECT_EQ(evaluation.value(R"({"Ref": "Blocks"})").json(), R"(["","a",""])");
}

TEST(EvaluationTest, ATemplateOfAnotherShapeIsRefused) {
  struct Malformed {
    const char* text;
    const char* path;
  };
  for (const auto& [text, path] :
       {Malformed{R"({"Resources": {"Fn::ForEach::A": []}})", "at Resources.Fn::ForEach::A: "},
        Malformed{R"({"Transform": "AWS::LanguageExtensions", "Parameters": {"Fn::ForEach::A": []}})",
                  "at Parameters.Fn::ForEach::A: "},
        Malformed{R"({"Resources": []})", "at Resources: "},
        Malformed{R"({"Outputs": {"A": "b"}})", "at Outputs.A: "},
        Malformed{R"({"Resources": {"A": {"Type": 1}}})", "at Resources.A.Type: "},
        Malformed{R"({"Parameters": {"A": {"Type": {}}}})", "at Parameters.A.Type: "},
        Malformed{R"({"Rules": {"A": {"Assertions": {}}}})", "at Rules.A.Assertions: "},
        Malformed{R"({"Resources": {"A": {"DependsOn": [1]}}})", "at Resources.A.DependsOn"}}) {
    EXPECT_THAT(error_of([&] { (void)Evaluation(Template::parse(text)); }),
                ::testing::StartsWith(std::string("not-evaluable: ") + path));
  }
}

TEST(EvaluationTest, AParameterThatTheTemplateDoesNotHaveIsRefused) {
  EXPECT_EQ(error_of([] {
              (void)Evaluation(Template::parse(R"({"Parameters": {"Stage": {"Default": "x"}}})"),
                               {.parameters = {{"Stag", "prod"}}});
            }),
            "parameter-refused: there is no parameter Stag; there are: Stage");
}

// --- what is asked ---

Template orders() {
  return Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String"}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {
      "Orders": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
          "QueueName": {"Fn::Sub": "orders-${Stage}"},
          "KmsMasterKeyId": {"Fn::If": ["IsProd", {"Ref": "Key"}, {"Ref": "AWS::NoValue"}]},
          "Tags": {"Fn::If": ["IsProd", [{"Key": "a.b", "Value": {"Ref": "Stage"}}], []]},
          "Broken": {"Ref": "Nothing"}
        },
        "DependsOn": ["Key", "Failed"]
      },
      "Failed": {"Type": "AWS::SQS::Queue", "DependsOn": "Key"},
      "Key": {"Type": "AWS::KMS::Key", "Condition": "IsProd", "Properties": {"Map": {"a.b": {"c": 1}}}}
    },
    "Outputs": {
      "Name": {"Value": {"Fn::Sub": "orders-${Stage}"}},
      "Key": {"Value": {"Ref": "Key"}, "Condition": "IsProd"}
    }
  })");
}

TEST(EvaluationTest, PropertiesAreFoundByTheirPath) {
  const Evaluation prod(orders(), {.parameters = {{"Stage", "prod"}}});
  EXPECT_EQ(prod.property("Orders", "QueueName"), "orders-prod");
  EXPECT_EQ(prod.property("Orders", "Tags[0].Value"), "prod");
  EXPECT_EQ(prod.property("Orders", "Tags").json(), R"([{"Key":"a.b","Value":"prod"}])");
  EXPECT_EQ(prod.property("Orders", "Tags[0].Value").path(), "Resources.Orders.Properties.Tags[0].Value");
  EXPECT_EQ(prod.property("Key", R"(Map["a.b"].c)"), 1);
  EXPECT_EQ(prod.property("Orders", "KmsMasterKeyId"), "Stack-Key");
  for (const auto* missing : {"Tags[1]", "Tags.Key", "QueueName.Length", "FifoQueue", "Tags[0][0]"}) {
    EXPECT_FALSE(prod.property("Orders", missing).exists()) << missing;
  }
  EXPECT_FALSE(prod.property("Failed", "QueueName").exists());
  EXPECT_THAT(error_of([&] { (void)prod.property("Orders", "Tags[x]"); }), HasSubstr("is no path"));
  EXPECT_THAT(error_of([&] { (void)prod.property("Order", "QueueName"); }),
              HasSubstr("there is no resource Order; there are: Orders, Failed, Key"));
  EXPECT_THAT(error_of([&] { (void)prod.property("Orders", "Broken"); }),
              HasSubstr("at Resources.Orders.Properties.Broken.Ref: Nothing is nothing"));
}

TEST(EvaluationTest, WhatDoesNotExistHasNoValue) {
  const Evaluation dev(orders(), {.parameters = {{"Stage", "dev"}}});
  EXPECT_FALSE(dev.property("Orders", "KmsMasterKeyId").exists());
  EXPECT_FALSE(dev.property("Key", "Map").exists());
  EXPECT_FALSE(dev.output("Key").exists());
  EXPECT_EQ(dev.output("Name"), "orders-dev");
  EXPECT_THAT(error_of([&] { (void)dev.output("Url"); }), HasSubstr("no output Url; there are: Name, Key"));
}

TEST(EvaluationTest, ATemplateIsResolved) {
  const Template whole = Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String"}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {
      "Orders": {"Type": "AWS::SQS::Queue", "DependsOn": ["Key", "Failed"], "Properties": {
        "QueueName": {"Fn::Sub": "orders-${Stage}"}, "Key": {"Fn::If": ["IsProd", 1, {"Ref": "AWS::NoValue"}]}}},
      "Failed": {"Type": "AWS::SQS::Queue", "DependsOn": "Key"},
      "Key": {"Type": "AWS::KMS::Key", "Condition": "IsProd"}
    },
    "Outputs": {"Name": {"Value": {"Ref": "Stage"}}, "Key": {"Value": {"Ref": "Key"}, "Condition": "IsProd"}}
  })");
  const Template dev = Evaluation(whole, {.parameters = {{"Stage", "dev"}}}).resolved();
  EXPECT_TRUE(dev.matches(R"({"$exactly": {
    "Parameters": {"Stage": {"Type": "String"}},
    "Conditions": {"IsProd": false},
    "Resources": {
      "Orders": {"Type": "AWS::SQS::Queue", "DependsOn": ["Failed"], "Properties": {"QueueName": "orders-dev"}},
      "Failed": {"Type": "AWS::SQS::Queue"}
    },
    "Outputs": {"Name": {"Value": "dev"}}
  }})"))
      << dev.text();
  const Template prod = Evaluation(whole, {.parameters = {{"Stage", "prod"}}}).resolved();
  EXPECT_THAT(prod, HasResourceProperties("AWS::SQS::Queue", R"({"QueueName": "orders-prod", "Key": 1})"));
  EXPECT_THAT(prod, HasResource("AWS::SQS::Queue", R"({"DependsOn": ["Key", "Failed"]})"));
  EXPECT_THAT(prod, HasResource("AWS::SQS::Queue", R"({"DependsOn": "Key"})"));
  EXPECT_THAT(prod, HasResource("AWS::KMS::Key", R"({"Condition": {"$absent": true}})"));
  EXPECT_THAT(prod, HasOutput("Key", R"({"Value": "Stack-Key"})"));
  EXPECT_THAT(error_of([] {
                (void)Evaluation(orders(), {.parameters = {{"Stage", "prod"}}}).resolved();
              }),
              HasSubstr("at Resources.Orders.Properties.Broken.Ref: Nothing"));
}

TEST(EvaluationTest, LoopsAreUnrolled) {
  const Template looped = Template::parse(R"({
    "Transform": "AWS::LanguageExtensions",
    "Parameters": {"Names": {"Type": "CommaDelimitedList", "Default": "in,o-ut"}},
    "Resources": {
      "Fn::ForEach::Queues": ["Name", {"Ref": "Names"}, {
        "Queue&{Name}": {"Type": "AWS::SQS::Queue", "Properties": {
          "QueueName": {"Fn::Sub": "${Name}-${AWS::Region}"}, "Tags": [{"Ref": "Name"}],
          "Fn::ForEach::Sizes": ["Size", ["1", "2"], {"${Name}${Size}": {"Ref": "Size"}}]
        }}
      }]
    }
  })");
  const Evaluation evaluation(looped);
  EXPECT_EQ(evaluation.property("Queueout", "QueueName"), "o-ut-us-east-1");
  EXPECT_EQ(evaluation.property("Queueout", "Tags").json(), R"(["o-ut"])");
  EXPECT_EQ(evaluation.property("Queuein", "in2"), "2");
  EXPECT_THAT(evaluation.resolved(), ResourceCountIs("AWS::SQS::Queue", 2));
  EXPECT_THAT(
      error_of([] {
        (void)Evaluation(Template::parse(
            R"({"Transform": "AWS::LanguageExtensions", "Resources": {"Fn::ForEach::A": ["X", "y", {}]}})"));
      }),
      HasSubstr("at Resources.Fn::ForEach::A: the collection of a loop is a list"));
}

TEST(EvaluationTest, RulesAreAsked) {
  const Template ruled = Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String"}, "Size": {"Type": "String", "Default": "small"}},
    "Rules": {
      "Large": {
        "RuleCondition": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
        "Assertions": [
          {"Assert": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Stage"}, "test"]}]}},
          {"Assert": {"Fn::Contains": [["large"], {"Ref": "Size"}]}, "AssertDescription": "prod is large"}
        ]
      },
      "Known": {"Assertions": [{"Assert": {"Fn::Contains": [["dev", "prod"], {"Ref": "Stage"}]}}]}
    }
  })");
  const auto rules_of = [&](const char* stage, const char* size) {
    return Evaluation(ruled, {.parameters = {{"Stage", stage}, {"Size", size}}}).rules();
  };
  EXPECT_TRUE(rules_of("dev", "small").passed);
  EXPECT_TRUE(rules_of("prod", "large").passed);
  EXPECT_FALSE(rules_of("prod", "small").passed);
  EXPECT_EQ(rules_of("prod", "small").explanation, "Large: prod is large");
  EXPECT_EQ(rules_of("x", "small").explanation, "Known: [0]");
}

// --- several stacks ---

Template network() {
  return Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}},
    "Outputs": {
      "Vpc": {"Value": {"Ref": "Vpc"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:Vpc"}}},
      "Stage": {"Value": {"Ref": "Stage"}},
      "Audit": {"Value": "a", "Condition": "IsProd", "Export": {"Name": "audit"}},
      "Broken": {"Value": {"Ref": "Nothing"}}
    }
  })");
}

TEST(EvaluationTest, ValuesOfOtherStacksAreThoseOfTheirEvaluation) {
  const Evaluation dev(network(), {.stack_name = "Network"});
  const Evaluation prod(network(), {.parameters = {{"Stage", "prod"}},
                                    .region = "eu-west-1",
                                    .stack_name = "Network",
                                    .attributes = {{"Vpc", "vpc-1"}}});
  const Evaluation abroad(network(), {.account = "111122223333", .stack_name = "Abroad"});
  const Evaluation shop(Template::parse("{}"), {.stacks = {prod, abroad, dev}});
  const auto output = [](const std::string& rest) {
    return R"({"Fn::GetStackOutput": {"StackName": "Network", )" + rest + "}}";
  };
  EXPECT_EQ(shop.value(R"({"Fn::ImportValue": {"Fn::Sub": "Network:Vpc"}})"), "Network-Vpc");
  EXPECT_EQ(shop.value(R"({"Fn::Select": [2, {"Fn::Split": ["||", {"Fn::ImportValue": "Network:Vpc"}]}]})"),
            "Network-Vpc[2]");
  EXPECT_EQ(shop.value(output(R"("OutputName": "Stage")")), "dev");
  EXPECT_EQ(shop.value(output(R"("OutputName": "Vpc", "Region": "eu-west-1")")), "vpc-1");
  EXPECT_EQ(shop.value(R"({"Fn::GetStackOutput": {"StackName": "Abroad", "OutputName": "Stage",
                           "RoleArn": {"Fn::Sub": "arn:aws:iam::111122223333:role/Reader"}}})"),
            "dev");

  const auto error = [&](const std::string& expression) {
    return error_of([&] { (void)shop.value(expression); });
  };
  EXPECT_EQ(
      error(R"({"Fn::ImportValue": "audit"})"),
      "not-evaluable: at Fn::ImportValue: none of the stacks given exports audit; exported are: Network:Vpc");
  EXPECT_THAT(error(R"({"Fn::ImportValue": "Abroad:Vpc"})"),
              HasSubstr("none of the stacks given exports Abroad:Vpc"));
  EXPECT_THAT(error(output(R"("OutputName": "Url")")), HasSubstr("the stack Network has no output Url"));
  EXPECT_THAT(error(output(R"("OutputName": "Audit")")), HasSubstr("the stack Network has no output Audit"));
  EXPECT_THAT(error(output(R"("Region": "us-east-1")")), HasSubstr("OutputName is missing"));
  EXPECT_THAT(
      error(R"({"Fn::GetStackOutput": {"StackName": "Abroad", "OutputName": "Stage"}})"),
      HasSubstr("Abroad in us-east-1 of 123456789012 was not given; given are: Network in eu-west-1"));
  EXPECT_THAT(error(output(R"("OutputName": "Broken")")),
              HasSubstr("at Fn::GetStackOutput, Network.Outputs.Broken.Value.Ref: Nothing is nothing"));
}

TEST(EvaluationTest, IsThatOfAStack) {
  tenon::App app;
  auto& stack = app.add("Shop", tenon::Stack::Props{.env = {.region = "eu-west-1"}, .stack_name = "Orders"});
  auto& queue = stack.add("Queue", tenon::Resource::Props{.Type = "AWS::SQS::Queue"});
  stack.add("Url",
            tenon::Output::Props{.Value = tenon::format("{} {}", queue.any_ref(), tenon::pseudo::region)});
  EXPECT_EQ(Evaluation::of(stack, {}).output("Url"), "Orders-Queue eu-west-1");
  EXPECT_EQ(Evaluation::of(stack, {.region = "us-west-2", .stack_name = "Other"}).output("Url"),
            "Other-Queue us-west-2");
}

}  // namespace
