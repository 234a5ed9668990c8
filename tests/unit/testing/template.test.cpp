#include "tenon/testing/template.hpp"

#include <ostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/json.hpp"

namespace {

using tenon::testing::HasOutput;
using tenon::testing::HasParameter;
using tenon::testing::HasResource;
using tenon::testing::HasResourceProperties;
using tenon::testing::ResourceCountIs;
using tenon::testing::Result;
using tenon::testing::Template;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Template& shop() {
  static const Template shop = Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Mappings": {"Sizes": {"dev": {"Memory": 512}}},
    "Resources": {
      "Orders": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
          "DelaySeconds": 5,
          "QueueName": {"Fn::Join": ["-", ["orders", {"Ref": "Stage"}]]},
          "RedrivePolicy": {"deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]}, "maxReceiveCount": 3},
          "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "cost", "Value": "42"}]
        },
        "DeletionPolicy": "Retain"
      },
      "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 0, "KmsMasterKeyId": "alias/aws/sqs"}},
      "Machine": {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"DefinitionString": "{\"StartAt\": \"One\", \"States\": {\"One\": {\"Type\": \"Succeed\"}}}"}
      },
      "Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    },
    "Outputs": {"Url": {"Value": {"Ref": "Orders"}, "Export": {"Name": "shop-url"}}}
  })");
  return shop;
}

struct Row {
  const char* name;
  const char* pattern;
  const char* mismatch;  // empty: it fits
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class PatternTest : public ::testing::TestWithParam<Row> {};

TEST_P(PatternTest, FitsOrSaysWhereItDiffers) {
  const Result result = shop().has_resource_properties("AWS::SQS::Queue", GetParam().pattern);
  EXPECT_EQ(result.passed, std::string(GetParam().mismatch).empty()) << result.explanation;
  EXPECT_THAT(result.explanation, HasSubstr(GetParam().mismatch));
}

INSTANTIATE_TEST_SUITE_P(
    Properties, PatternTest,
    ::testing::Values(
        Row{"nothing_asked", "{}", ""}, Row{"one_member", R"({"DelaySeconds": 5})", ""},
        Row{"nested_member", R"({"RedrivePolicy": {"maxReceiveCount": 3}})", ""},
        Row{"list_of_partial_items", R"({"Tags": [{"Key": "team"}, {"Key": "cost"}]})", ""},
        Row{"number_of_another_value", R"({"DelaySeconds": 6, "Tags": {"$any": true}})",
            "the nearest is Orders, at Properties.DelaySeconds: expected 6, got 5"},
        Row{"text_is_no_number", R"({"DelaySeconds": "5"})", R"(expected the text "5", got the number 5)"},
        Row{"member_that_is_missing", R"({"RedrivePolicy": {"redriveAllow": 1}, "DelaySeconds": 5})",
            "at Properties.RedrivePolicy.redriveAllow: expected 1, got nothing"},
        Row{"item_that_differs", R"({"Tags": [{"Key": "team"}, {"Value": "43"}]})",
            R"(at Properties.Tags[1].Value: expected "43", got "42")"},
        Row{"list_of_another_length", R"({"DelaySeconds": 5, "Tags": [{"Key": "team"}]})",
            R"(at Properties.Tags: expected 1 item, got 2 items; the first surplus one is [1], {"Key":"cost")"},
        Row{"list_with_an_item_missing", R"({"Tags": [{"Key": "team"}, {"Key": "cost"}, {"Key": "owner"}]})",
            R"(at Properties.Tags: expected 3 items, got 2 items; the first missing one is [2], {"Key":"owner"})"},
        Row{"list_whose_item_differs_before_its_length", R"({"DelaySeconds": 5, "Tags": [{"Key": "cost"}]})",
            R"(at Properties.Tags[0].Key: expected "cost", got "team"; 1 more difference)"},
        Row{"text_where_a_reference_is", R"({"DelaySeconds": 5, "QueueName": "orders"})",
            R"(expected the text "orders", got the object {"Fn::Join")"},
        Row{"list_where_an_object_is", R"({"DelaySeconds": 5, "RedrivePolicy": []})",
            "at Properties.RedrivePolicy: expected the list [], got the object {"},
        Row{"member_that_is_written_otherwise", R"({"DelaySeconds": 5, "redrivePolicy": {"$any": true}})",
            "at Properties.redrivePolicy: expected any value, got nothing (but there is RedrivePolicy)"},
        Row{"member_with_a_letter_missing", R"({"DelaySecond": 5, "Tags": {"$any": true}})",
            "expected 5, got nothing (but there is DelaySeconds)"},
        Row{"member_within_an_item", R"({"Tags": [{"Key": "team", "Valu": "shop"}, {"$any": true}]})",
            R"(at Properties.Tags[0].Valu: expected "shop", got nothing (but there is Value))"},
        Row{"more_than_one_difference", R"({"Tags": {"$any": true}, "DelaySeconds": 1, "RedrivePolicy": 2})",
            "; 1 more difference"},
        Row{"reference", R"({"QueueName": {"Fn::Join": ["-", ["orders", {"Ref": "Stage"}]]}})", ""},
        Row{"any", R"({"QueueName": {"$any": true}})", ""},
        Row{"any_needs_a_value", R"({"FifoQueue": {"$any": true}})", "expected any value, got nothing"},
        Row{"absent", R"({"DelaySeconds": 5, "KmsMasterKeyId": {"$absent": true}})", ""},
        Row{"absent_but_there",
            R"({"Tags": {"$absent": true}, "DelaySeconds": 0, "KmsMasterKeyId": {"$absent": true}})",
            R"(at Properties.KmsMasterKeyId: expected nothing, got "alias/aws/sqs")"},
        Row{"exactly", R"({"$exactly": {"KmsMasterKeyId": "alias/aws/sqs", "DelaySeconds": 0}})", ""},
        Row{"exactly_and_no_more", R"({"$exactly": {"DelaySeconds": 0}})",
            "the nearest is Dead, at Properties.KmsMasterKeyId: expected nothing"},
        Row{"exactly_inside_of_partial", R"({"RedrivePolicy": {"$exactly": {"maxReceiveCount": 3}}})",
            "at Properties.RedrivePolicy.deadLetterTargetArn: expected nothing"},
        Row{"contains_in_any_order", R"({"Tags": {"$contains": [{"Key": "cost"}, {"Key": "team"}]}})", ""},
        Row{"contains_what_is_missing", R"({"DelaySeconds": 5, "Tags": {"$contains": [{"Key": "owner"}]}})",
            R"(expected a list with an item {"Key":"owner"}, got [)"},
        Row{"contains_says_how_the_nearest_item_differs",
            R"({"DelaySeconds": 5, "Tags": {"$contains": [{"Key": "cost", "Value": "43"}]}})",
            R"(the nearest item differs at Properties.Tags[1].Value: expected "43", got "42")"},
        Row{"contains_is_for_lists", R"({"DelaySeconds": {"$contains": [1]}, "Tags": {"$any": true}})",
            "at Properties.DelaySeconds: expected a list, got the number 5"},
        Row{"exactly_holds_within_contains", R"({"Tags": {"$exactly": {"$contains": [{"Key": "team"}]}}})",
            "expected a list with an item"},
        Row{"what_misses_most_is_not_the_nearest",
            R"({"RedrivePolicy": {"deadLetterTargetArn": "a", "maxReceiveCount": 4}, "DelaySeconds": 5})",
            "the nearest is Orders, at Properties.RedrivePolicy.deadLetterTargetArn"},
        Row{"what_lacks_a_whole_object_is_not_the_nearest", R"({"RedrivePolicy": {"maxReceiveCount": 4}})",
            "the nearest is Orders, at Properties.RedrivePolicy.maxReceiveCount: expected 4, got 3"},
        Row{"capture_is_any_value", R"({"DelaySeconds": {"$capture": "delay"}})", ""},
        Row{"capture_needs_a_value", R"({"FifoQueue": {"$capture": "fifo"}})",
            "expected any value, got nothing"},
        Row{"capture_of_a_pattern", R"({"KmsMasterKeyId": {"$capture": "key", "$of": {"$like": "alias/*"}}})",
            ""},
        Row{"capture_of_what_does_not_fit",
            R"({"KmsMasterKeyId": {"$capture": "key", "$of": {"$like": "arn:*"}}, "DelaySeconds": 0})",
            R"(expected a text like "arn:*", got "alias/aws/sqs")"},
        Row{"like", R"({"KmsMasterKeyId": {"$like": "alias/*/s*s"}})", ""},
        Row{"unlike", R"({"KmsMasterKeyId": {"$like": "*/kms"}, "DelaySeconds": 0})",
            R"(expected a text like "*/kms", got "alias/aws/sqs")"},
        Row{"like_is_for_texts", R"({"DelaySeconds": {"$like": "*"}})", "expected a text like"},
        Row{"unknown_special_is_itself", R"({"QueueName": {"$ref": "x"}})", "expected"}),
    [](const auto& row) { return row.param.name; });

TEST(TemplateTest, ATextOfJsonIsComparedAsJson) {
  constexpr auto type = "AWS::StepFunctions::StateMachine";
  EXPECT_TRUE(
      shop().has_resource_properties(type, R"({"DefinitionString": {"$json": {"StartAt": "One"}}})").passed);
  EXPECT_THAT(shop()
                  .has_resource_properties(type, R"({"DefinitionString": {"$json": {"StartAt": "Two"}}})")
                  .explanation,
              HasSubstr(R"(at Properties.DefinitionString(as JSON).StartAt: expected "Two", got "One")"));
}

TEST(TemplateTest, ATypeThatIsNotThereIsAnsweredWithThoseThatAre) {
  EXPECT_THAT(shop().has_resource("AWS::S3::Bucket").explanation,
              HasSubstr("no resource of type AWS::S3::Bucket, but 2 AWS::SQS::Queue, AWS::StepFunctions"));
  EXPECT_THAT(Template::parse("{}").has_resource("AWS::S3::Bucket").explanation,
              HasSubstr("but no resources"));
}

TEST(TemplateTest, TheNearestCandidateNeedNotBeTheFirst) {
  const Template two = Template::parse(R"({"Resources": {
      "Bare": {"Type": "T", "Properties": {"A": 1}}, "Full": {"Type": "T", "Properties": {"A": 2, "B": {"C": [1]}}}}})");
  EXPECT_THAT(two.has_resource_properties("T", R"({"B": {"C": [2]}})").explanation,
              HasSubstr("the nearest is Full, at Properties.B.C[0]: expected 2, got 1"));
  EXPECT_THAT(two.has_resource_properties("T", R"({"A": 1, "B": {"C": [1]}})").explanation,
              HasSubstr("the nearest is Full, at Properties.A: expected 1, got 2"));
}

TEST(TemplateTest, AResourceWithoutPropertiesHasNone) {
  EXPECT_TRUE(shop().has_resource("AWS::CloudFormation::WaitConditionHandle").passed);
  EXPECT_FALSE(
      shop().has_resource_properties("AWS::CloudFormation::WaitConditionHandle", R"({"A": 1})").passed);
}

TEST(TemplateTest, AResourceIsMoreThanItsProperties) {
  EXPECT_TRUE(shop().has_resource("AWS::SQS::Queue", R"({"DeletionPolicy": "Retain"})").passed);
  EXPECT_FALSE(shop().has_resource("AWS::SQS::Queue", R"({"DeletionPolicy": "Delete"})").passed);
}

TEST(TemplateTest, ResourcesAreCountedByTypeAndByProperties) {
  EXPECT_TRUE(shop().resource_count_is("AWS::SQS::Queue", 2).passed);
  EXPECT_TRUE(shop().resource_count_is("AWS::S3::Bucket", 0).passed);
  EXPECT_TRUE(shop().resource_properties_count_is("AWS::SQS::Queue", R"({"DelaySeconds": 0})", 1).passed);
  const Result wrong = shop().resource_count_is("AWS::SQS::Queue", 3);
  EXPECT_FALSE(wrong.passed);
  EXPECT_EQ(wrong.explanation, "there are 2 resources of type AWS::SQS::Queue: Orders, Dead");
  EXPECT_EQ(
      shop().resource_properties_count_is("AWS::SQS::Queue", R"({"DelaySeconds": 0})", 2).explanation,
      "there is 1 resource of type AWS::SQS::Queue like this: Dead; the nearest other one is Orders, at "
      "Properties.DelaySeconds: expected 0, got 5");
  EXPECT_THAT(shop().resource_count_is("AWS::S3::Bucket", 1).explanation,
              HasSubstr("there are 0 resources of type AWS::S3::Bucket, but 2 AWS::SQS::Queue"));
}

TEST(TemplateTest, AllResourcesOfATypeAreAsked) {
  EXPECT_TRUE(
      shop().all_resources_properties("AWS::SQS::Queue", R"({"DelaySeconds": {"$any": true}})").passed);
  EXPECT_FALSE(shop().all_resources_properties("AWS::S3::Bucket", "{}").passed);
  EXPECT_THAT(shop().all_resources_properties("AWS::SQS::Queue", R"({"DelaySeconds": 0})").explanation,
              HasSubstr("1 does not fit"));
  EXPECT_THAT(shop().all_resources_properties("AWS::SQS::Queue", R"({"DelaySeconds": 0})").explanation,
              HasSubstr(": Orders, at Properties.DelaySeconds: expected 0, got 5"));
}

TEST(TemplateTest, ResourcesAreFoundInTheOrderOfTheTemplate) {
  EXPECT_THAT(shop().find_resources("AWS::SQS::Queue"), ElementsAre("Orders", "Dead"));
  EXPECT_THAT(shop().find_resources("AWS::SQS::Queue", R"({"Properties": {"DelaySeconds": 0}})"),
              ElementsAre("Dead"));
  EXPECT_THAT(shop().find_resources("AWS::S3::Bucket"), IsEmpty());
}

TEST(TemplateTest, OtherSectionsAreAskedByLogicalId) {
  EXPECT_TRUE(shop().has_output("Url", R"({"Export": {"Name": "shop-url"}})").passed);
  EXPECT_TRUE(shop().has_parameter("Stage", R"({"Default": "dev"})").passed);
  EXPECT_TRUE(shop().has_condition("IsProd").passed);
  EXPECT_TRUE(shop().has_mapping("Sizes", R"({"dev": {"Memory": 512}})").passed);
  EXPECT_EQ(shop().has_output("Arn").explanation, "there is no output Arn; there are: Url");
  EXPECT_THAT(shop().has_parameter("Stage", R"({"Default": "prod"})").explanation,
              HasSubstr(R"(the parameter Stage differs at Default: expected "prod", got "dev")"));
}

TEST(TemplateTest, ALogicalIdMayHaveStars) {
  EXPECT_TRUE(shop().has_output("*", R"({"Export": {"Name": "shop-url"}})").passed);
  EXPECT_TRUE(shop().has_parameter("St*").passed);
  EXPECT_FALSE(shop().has_parameter("*st").passed);
  const Template two = Template::parse(R"({"Outputs": {"A": {"Value": 1}, "B": {"Value": 2, "X": 3}}})");
  EXPECT_EQ(two.has_output("*", R"({"Value": 1, "X": 3})").explanation,
            R"(of 2 outputs none fits {"Value":1,"X":3}; the nearest is A, at X: expected 3, got nothing)");
  EXPECT_THAT(two.find_outputs(), ElementsAre("A", "B"));
  EXPECT_THAT(two.find_outputs("*", R"({"Value": 2})"), ElementsAre("B"));
  EXPECT_THAT(two.find_outputs("C"), IsEmpty());
  EXPECT_THAT(shop().find_parameters(), ElementsAre("Stage"));
  EXPECT_THAT(shop().find_conditions("Is*"), ElementsAre("IsProd"));
  EXPECT_THAT(shop().find_mappings("*", R"({"dev": {"Memory": 256}})"), IsEmpty());
}

TEST(CaptureTest, GivesValuesAsJsonInTheOrderOfTheTemplate) {
  const Result every =
      shop().has_resource_properties("AWS::SQS::Queue", R"({"DelaySeconds": {"$capture": "delay"}})");
  EXPECT_THAT(every.captures("delay"), ElementsAre("5", "0"));
  EXPECT_THAT(every.captures("other"), IsEmpty());

  const Result nested = shop().has_resource_properties("AWS::SQS::Queue", R"({
      "RedrivePolicy": {"$capture": "policy", "$of": {"deadLetterTargetArn": {"$capture": "dead"}}},
      "Tags": {"$contains": [{"Key": "cost", "Value": {"$capture": "cost"}}]}})");
  ASSERT_TRUE(nested.passed) << nested.explanation;
  EXPECT_THAT(nested.captures("dead"), ElementsAre(R"({"Fn::GetAtt":["Dead","Arn"]})"));
  EXPECT_THAT(nested.captures("cost"), ElementsAre(R"("42")"));
  ASSERT_EQ(nested.captured.size(), 3U);
  EXPECT_EQ(nested.captured[0].name, "policy");
  EXPECT_EQ(nested.captured[1].name, "dead");
}

TEST(CaptureTest, OnlyWhatFitsIsCaptured) {
  const Result one = shop().has_resource_properties(
      "AWS::SQS::Queue", R"({"DelaySeconds": {"$capture": "delay"}, "Tags": {"$absent": true}})");
  EXPECT_THAT(one.captures("delay"), ElementsAre("0"));
  const Result none = shop().has_resource_properties(
      "AWS::SQS::Queue", R"({"DelaySeconds": {"$capture": "delay"}, "FifoQueue": true})");
  EXPECT_FALSE(none.passed);
  EXPECT_THAT(none.captured, IsEmpty());
}

TEST(CaptureTest, WhatIsAbsentIsNotCaptured) {
  const Result result = shop().has_resource_properties(
      "AWS::SQS::Queue", R"({"Fifo": {"$capture": "f", "$of": {"$absent": true}}})");
  EXPECT_TRUE(result.passed) << result.explanation;
  EXPECT_THAT(result.captured, IsEmpty());
}

TEST(CaptureTest, WorksInAllChecks) {
  EXPECT_THAT(shop().has_output("*", R"({"Value": {"$capture": "v"}})").captures("v"),
              ElementsAre(R"({"Ref":"Orders"})"));
  EXPECT_THAT(shop().matches(R"({"Parameters": {"Stage": {"Default": {"$capture": "v"}}}})").captures("v"),
              ElementsAre(R"("dev")"));
  EXPECT_THAT(
      shop()
          .resource_properties_count_is("AWS::SQS::Queue", R"({"DelaySeconds": {"$capture": "v"}})", 2)
          .captures("v"),
      ElementsAre("5", "0"));
  EXPECT_THAT(shop()
                  .all_resources_properties("AWS::SQS::Queue", R"({"DelaySeconds": {"$capture": "v"}})")
                  .captures("v"),
              ElementsAre("5", "0"));
  EXPECT_THAT(
      shop().has_resource("AWS::SQS::Queue", R"({"DeletionPolicy": {"$capture": "v"}})").captures("v"),
      ElementsAre(R"("Retain")"));
}

TEST(TemplateTest, TheWholeTemplateIsMatched) {
  EXPECT_TRUE(
      shop()
          .matches(R"({"Rules": {"$absent": true}, "Resources": {"Dead": {"Type": "AWS::SQS::Queue"}}})")
          .passed);
  EXPECT_THAT(shop().matches(R"({"Transform": "AWS::LanguageExtensions"})").explanation,
              HasSubstr("at Transform: expected"));
}

TEST(TemplateTest, TextThatIsNoJsonIsRefused) {
  const auto id_of = [](auto action) {
    try {
      action();
    } catch (const tenon::Error& error) {
      return std::string(error.id());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(id_of([] { (void)Template::parse("Resources: {}"); }), "malformed-template");
  EXPECT_EQ(id_of([] { (void)Template::parse("[]"); }), "malformed-template");
  EXPECT_EQ(id_of([] { (void)shop().has_resource_properties("AWS::SQS::Queue", "{DelaySeconds: 5}"); }),
            "malformed-pattern");
  EXPECT_EQ(
      id_of([] { (void)shop().has_resource_properties("AWS::SQS::Queue", R"({"DelaySeconds": 1e400})"); }),
      "malformed-pattern");
}

TEST(TemplateTest, ATemplateThatIsNestedTooDeepIsToldApart) {
  std::string text = R"({"Metadata": )";
  for (int i = 0; i < 500; ++i) text += '[';
  try {
    (void)Template::parse(text);
    FAIL() << "nothing was thrown";
  } catch (const tenon::Error& error) {
    EXPECT_EQ(error.id(), "malformed-template");
    EXPECT_STREQ(error.what(), "the template is nested more than 500 deep");
  }
}

TEST(TemplateTest, WhatIsNestedTooDeepIsRefusedInsteadOfRunningOutOfStack) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_THROW((void)Template::parse(R"({"Resources": )" + deep + "}"), tenon::Error);
  EXPECT_THROW((void)shop().has_resource_properties("AWS::SQS::Queue", R"({"DelaySeconds": )" + deep + "}"),
               tenon::Error);
  EXPECT_FALSE(tenon::testing::Part::parse('"' + deep + '"').json_text().exists());
  // Brackets in texts are no nesting.
  EXPECT_EQ(Template::parse(R"({"Description": ")" + deep + R"(\""})").at("Description"), deep + '"');
}

TEST(TemplateTest, WhatIsNoResourceHasNoType) {
  const auto odd =
      Template::parse(R"({"Resources": {"A": null, "B": {"Type": 5}, "C": {"Type": "AWS::SNS::Topic"}}})");
  EXPECT_EQ(odd.has_resource("AWS::SQS::Queue").explanation,
            "there is no resource of type AWS::SQS::Queue, but 2 (no type), AWS::SNS::Topic");
}

TEST(TemplateTest, IsThatOfAStack) {
  tenon::App app;
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& queue =
      stack.add("Queue", tenon::Resource::Props{.Type = "AWS::SQS::Queue",
                                                .Properties = tenon::json::object({{"DelaySeconds", 5}})});
  stack.add("Url", tenon::Output::Props{.Value = queue.any_ref()});
  const Template of_stack = Template::of(stack);
  EXPECT_THAT(of_stack, HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 5})"));
  EXPECT_THAT(of_stack, HasOutput("Url", R"({"Value": {"Ref": "Queue"}})"));
}

TEST(GmockTest, MatchersFitAndExplain) {
  EXPECT_THAT(shop(), HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 5})"));
  EXPECT_THAT(shop(), Not(HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 6})")));
  EXPECT_THAT(shop(), HasResource("AWS::SQS::Queue", R"({"DeletionPolicy": "Retain"})"));
  EXPECT_THAT(shop(), ResourceCountIs("AWS::SQS::Queue", 2));
  EXPECT_THAT(shop(), HasOutput("Url"));
  EXPECT_THAT(shop(), HasParameter("Stage", R"({"Type": "String"})"));

  const ::testing::Matcher<const Template&> matcher =
      HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 6})");
  ::testing::StringMatchResultListener listener;
  EXPECT_FALSE(matcher.MatchAndExplain(shop(), &listener));
  EXPECT_THAT(listener.str(), HasSubstr("at Properties.DelaySeconds: expected 6, got"));
  EXPECT_EQ(::testing::DescribeMatcher<const Template&>(matcher),
            R"(has a resource of type AWS::SQS::Queue with {"DelaySeconds": 6})");
}

TEST(Absent, FitsWhereTheObjectAroundItIsMissing) {
  const auto bare = Template::parse(R"({"Resources": {"A": {"Type": "T"}}})");
  EXPECT_TRUE(bare.has_resource_properties("T", R"({"X": {"$absent": true}})"));
  EXPECT_TRUE(bare.has_resource_properties("T", R"({"X": {"Y": {"$absent": true}}})"));
  EXPECT_FALSE(bare.has_resource_properties("T", R"({"X": {"$absent": true}, "Y": 1})"));
  EXPECT_FALSE(bare.has_resource_properties("T", R"({"X": {}})"));
  const auto full = Template::parse(R"({"Resources": {"A": {"Type": "T", "Properties": {"X": {"Y": 1}}}}})");
  EXPECT_FALSE(full.has_resource_properties("T", R"({"X": {"Y": {"$absent": true}}})"));
  EXPECT_FALSE(full.has_resource_properties("T", R"({"X": {"$absent": true}})"));
}

}  // namespace
