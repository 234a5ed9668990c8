// The matchers of gmock for values, and the parts of a template that they look at.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/testing/gmock.hpp"

namespace {

using tenon::testing::Absent;
using tenon::testing::AllResourcesProperties;
using tenon::testing::AnyValue;
using tenon::testing::Capturing;
using tenon::testing::HasOutput;
using tenon::testing::HasParameter;
using tenon::testing::HasResource;
using tenon::testing::HasResourceProperties;
using tenon::testing::JsonText;
using tenon::testing::Like;
using tenon::testing::Part;
using tenon::testing::Property;
using tenon::testing::Result;
using tenon::testing::Template;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::Ge;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Lt;
using ::testing::Ne;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr auto queue = "AWS::SQS::Queue";

const Template& shop() {
  static const Template shop = Template::parse(R"({
    "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
    "Resources": {
      "Orders": {
        "Type": "AWS::SQS::Queue",
        "Properties": {
          "DelaySeconds": 5, "Ratio": 0.5, "Large": 9007199254740993, "FifoQueue": true, "Nothing": null,
          "QueueName": "orders", "Arn": {"Fn::GetAtt": ["Dead", "Arn"]}, "Empty": [],
          "Policy": "{\"Statement\": [{\"Effect\": \"Allow\"}], \"Version\": 2}",
          "Tags": [{"Key": "team", "Value": "shop"}, {"Key": "cost.center", "Value": "42"}],
          "Sizes": [1, 2, 3], "Keys": {"aws:Source.Arn": {"A": ["x"]}}
        },
        "DeletionPolicy": "Retain"
      },
      "Dead": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": 0}},
      "Wait": {"Type": "AWS::CloudFormation::WaitConditionHandle"}
    },
    "Outputs": {"Url": {"Value": {"Ref": "Orders"}, "Export": {"Name": "shop-url"}}}
  })");
  return shop;
}

Part properties() { return shop().at("Resources.Orders.Properties"); }

template <class Matcher>
std::string explanation_of(const Matcher& matcher) {
  ::testing::StringMatchResultListener listener;
  const ::testing::Matcher<const Template&> typed = matcher;
  EXPECT_FALSE(typed.MatchAndExplain(shop(), &listener));
  return listener.str();
}

TEST(PartTest, IsFoundByItsPath) {
  EXPECT_EQ(properties().at("Tags[1].Value"), "42");
  EXPECT_EQ(properties().at("Tags[1].Value").path(), "Resources.Orders.Properties.Tags[1].Value");
  const Part quoted = properties().at("Keys[\"aws:Source.Arn\"].A[0]");
  EXPECT_EQ(quoted, "x");
  EXPECT_EQ(shop().at(quoted.path()), "x");
  EXPECT_EQ(shop().at("").json().front(), '{');
  for (const char* missing : {"Tagz", "Tags[2]", "Tags.Key", "DelaySeconds[0]", "A.B[3].C"}) {
    EXPECT_FALSE(properties().at(missing).exists()) << missing;
  }
  EXPECT_EQ(properties().at("A.B[3].C").path(), "Resources.Orders.Properties.A.B[3].C");
}

TEST(PartTest, RefusesWhatIsNoPath) {
  for (const char* wrong : {".A", "A..B", "A[", "A[x]", "A[1", "A[\"b]", "A.", "A[0]B"}) {
    try {
      static_cast<void>(shop().at(wrong));
      ADD_FAILURE() << wrong;
    } catch (const tenon::Error& error) {
      EXPECT_EQ(error.id(), "malformed-pattern");
    }
  }
}

TEST(PartTest, EqualsValuesOfItsOwnTypeOnly) {
  EXPECT_TRUE(properties().at("DelaySeconds") == 5);
  EXPECT_TRUE(properties().at("DelaySeconds") == 5.0);
  EXPECT_FALSE(properties().at("DelaySeconds") == "5");
  EXPECT_FALSE(properties().at("DelaySeconds") == true);
  EXPECT_FALSE(properties().at("FifoQueue") == 1);
  EXPECT_TRUE(properties().at("FifoQueue") == true);
  EXPECT_TRUE(properties().at("QueueName") == std::string("orders"));
  EXPECT_FALSE(properties().at("Missing") == "");
  EXPECT_FALSE(properties().at("Missing") == 0);
  EXPECT_FALSE(properties().at("Nothing") == 0);
  EXPECT_TRUE(properties().at("Nothing").exists());
  EXPECT_TRUE(properties().at("Large") == 9007199254740993);
  EXPECT_FALSE(properties().at("Large") == 9007199254740992);
  EXPECT_TRUE(properties().at("Large") > 9007199254740992U);
  EXPECT_TRUE(properties().at("DelaySeconds") > -1);
  EXPECT_FALSE(properties().at("DelaySeconds") < 4U);
  EXPECT_FALSE(properties().at("QueueName") < 5);
  EXPECT_FALSE(properties().at("QueueName") >= 5);
  EXPECT_TRUE(properties().at("Sizes") == Part::parse("[1, 2, 3]"));
  EXPECT_FALSE(properties().at("Sizes") == Part::parse("[1, 2]"));
}

TEST(ValueMatcherTest, FitsValues) {
  EXPECT_THAT(properties(), Property("DelaySeconds", 5));
  EXPECT_THAT(properties(), Property("DelaySeconds", AllOf(Gt(4), Lt(6), Ge(5), Le(5), Ne(7))));
  EXPECT_THAT(properties(), Not(Property("DelaySeconds", Gt(5))));
  EXPECT_THAT(properties(), Not(Property("DelaySeconds", "5")));
  EXPECT_THAT(properties(), Property("Ratio", Lt(0.75)));
  EXPECT_THAT(properties(), Property("FifoQueue", true));
  EXPECT_THAT(properties(), Not(Property("FifoQueue", false)));
  EXPECT_THAT(properties(), Property("QueueName", Eq("orders")));
  EXPECT_THAT(properties(), Property("QueueName", AllOf(StartsWith("or"), HasSubstr("der"), EndsWith("s"))));
  EXPECT_THAT(properties(), Not(Property("QueueName", HasSubstr("bills"))));
  EXPECT_THAT(properties(), Property("Arn", HasSubstr("Dead")));
  EXPECT_THAT(properties(), Property("Arn.Fn::GetAtt", ElementsAre("Dead", "Arn")));
  EXPECT_THAT(properties(), AnyOf(Property("DelaySeconds", 6), Property("DelaySeconds", 5)));
}

TEST(ValueMatcherTest, FitsLists) {
  EXPECT_THAT(properties(), Property("Sizes", ElementsAre(1, Gt(1), AnyValue())));
  EXPECT_THAT(properties(), Not(Property("Sizes", ElementsAre(1, 2))));
  EXPECT_THAT(properties(), Property("Sizes", UnorderedElementsAre(3, 1, 2)));
  EXPECT_THAT(properties(), Property("Sizes", AllOf(SizeIs(3), Each(Gt(0)), Contains(2), Not(Contains(4)))));
  EXPECT_THAT(properties(), Property("Tags", ElementsAre(Property("Key", "team"), Property("Value", "42"))));
  EXPECT_THAT(properties(), Property("Tags", Contains(Like(R"({"Key": "team"})"))));
  EXPECT_THAT(properties(), Property("Sizes", Part::parse("[1, 2, 3]")));
  EXPECT_THAT(properties(), Not(Property("Sizes", Part::parse("[1, 2]"))));
  EXPECT_THAT(properties(), Not(Property("Policy", Part::parse("{}"))));
  EXPECT_THAT(properties(), Property("Empty", IsEmpty()));
  EXPECT_THAT(properties(), Property("Empty", ElementsAre()));
  EXPECT_THAT(properties(), Not(Property("DelaySeconds", IsEmpty())));
  // A reference may stand where a list was expected: it has no items that all could be so.
  EXPECT_THAT(properties(), Not(Property("Arn", Each(Gt(0)))));
  EXPECT_THAT(properties(), Not(Property("Arn", ElementsAre())));
}

TEST(ValueMatcherTest, WhatIsMissingIsAbsentAndNothingElse) {
  EXPECT_THAT(properties(), Property("KmsMasterKeyId", Absent()));
  EXPECT_THAT(properties(), Not(Property("DelaySeconds", Absent())));
  EXPECT_THAT(properties(), Not(Property("KmsMasterKeyId", AnyValue())));
  EXPECT_THAT(properties(), Not(Property("KmsMasterKeyId", Not(Gt(5)))));
  EXPECT_THAT(properties(), Not(Property("KmsMasterKeyId", Each(AnyValue()))));
  EXPECT_THAT(properties(), Property("Nothing", AnyValue()));
}

TEST(ValueMatcherTest, FitsJsonHeldAsText) {
  EXPECT_THAT(properties(), Property("Policy", JsonText(Property("Statement[0].Effect", "Allow"))));
  EXPECT_THAT(properties(), Not(Property("Policy", JsonText(Property("Version", 3)))));
  EXPECT_THAT(properties(), Not(Property("QueueName", JsonText(AnyValue()))));
  EXPECT_THAT(properties(), Not(Property("DelaySeconds", JsonText(AnyValue()))));
}

TEST(ValueMatcherTest, ComposesWithMatchersOfTemplates) {
  EXPECT_THAT(shop(),
              HasResourceProperties(queue, AllOf(Property("DelaySeconds", 0), Property("Tags", Absent()))));
  // Both hold, but not of one resource.
  EXPECT_THAT(shop(), Not(HasResourceProperties(
                          queue, AllOf(Property("DelaySeconds", 0), Property("QueueName", "orders")))));
  EXPECT_THAT(shop(), HasResourceProperties(queue, Property("Tags[0].Key", "team")));
  EXPECT_THAT(shop(), HasResourceProperties(queue, R"({"DelaySeconds": 5})"));
  EXPECT_THAT(shop(), HasResource(queue, Property("DeletionPolicy", "Retain")));
  EXPECT_THAT(shop(), Not(HasResource(queue, Property("DeletionPolicy", "Delete"))));
  EXPECT_THAT(shop(),
              HasResourceProperties("AWS::CloudFormation::WaitConditionHandle", Property("A", Absent())));
  EXPECT_THAT(shop(), HasOutput("Url", Property("Export.Name", StartsWith("shop-"))));
  EXPECT_THAT(shop(), Not(HasOutput("Url", Property("Export.Name", "x"))));
  EXPECT_THAT(shop(), HasOutput("*", Property("Value.Ref", "Orders")));
  EXPECT_THAT(shop(), HasParameter("Stage", Property("Default", AnyOf("dev", "prod"))));
  EXPECT_THAT(shop(), AllResourcesProperties(queue, R"({"DelaySeconds": {"$any": true}})"));
  EXPECT_THAT(shop(), Not(AllResourcesProperties(queue, R"({"DelaySeconds": 0})")));
}

TEST(ValueMatcherTest, SaysOfEveryResourceWhereItDiffers) {
  const std::string text = explanation_of(HasResourceProperties(queue, Property("DelaySeconds", Gt(30))));
  EXPECT_THAT(
      text, HasSubstr("of 2 resources of type AWS::SQS::Queue none fits:\n"
                      "  at Resources.Orders.Properties.DelaySeconds: expected a value that is > 30, got 5\n"
                      "  at Resources.Dead.Properties.DelaySeconds: expected a value that is > 30, got 0"));
  EXPECT_THAT(
      explanation_of(
          HasResourceProperties(queue, Property("Tags", ElementsAre(AnyValue(), Property("Value", "43"))))),
      HasSubstr("at Resources.Orders.Properties.Tags[1].Value: expected a value that is equal to \"43\", got "
                "\"42\""));
  EXPECT_THAT(
      explanation_of(HasResourceProperties(queue, Property("Policy", JsonText(Property("Version", 3))))),
      HasSubstr("Properties.Policy(as JSON).Version: expected a value that is equal to 3, got 2"));
  EXPECT_THAT(explanation_of(HasResourceProperties(queue, Property("Tags[0]", Like(R"({"Key": "owner"})")))),
              HasSubstr("at Resources.Orders.Properties.Tags[0].Key: expected \"owner\", got \"team\""));
  EXPECT_THAT(explanation_of(HasResourceProperties(queue, Property("DelaySeconds", Absent()))),
              HasSubstr("at Resources.Orders.Properties.DelaySeconds: expected nothing, got 5"));
  EXPECT_THAT(explanation_of(HasResourceProperties("AWS::S3::Bucket", Property("A", 1))),
              HasSubstr("there is no resource of type AWS::S3::Bucket, but 2 AWS::SQS::Queue"));
  EXPECT_THAT(
      explanation_of(HasOutput("Url", Property("Export.Name", "x"))),
      HasSubstr(
          "Outputs.Url does not fit:\n  at Outputs.Url.Export.Name: expected a value that is equal to"));
  EXPECT_THAT(explanation_of(HasOutput("Arn", Property("Value", 1))), HasSubstr("there is no output Arn"));
}

TEST(ValueMatcherTest, DescribesItself) {
  const ::testing::Matcher<const Template&> matcher =
      HasResourceProperties(queue, AllOf(Property("DelaySeconds", Gt(30)), Property("Tags", Absent())));
  EXPECT_EQ(::testing::DescribeMatcher<const Template&>(matcher),
            "has a resource of type AWS::SQS::Queue whose (DelaySeconds is > 30) and (Tags is absent)");
}

TEST(CapturingTest, KeepsWhatTheMatcherFound) {
  Result found;
  EXPECT_THAT(shop(),
              Capturing(&found, HasResourceProperties(queue, R"({"DelaySeconds": {"$capture": "delay"}})")));
  EXPECT_THAT(found.captures("delay"), ElementsAre("5", "0"));
  EXPECT_THAT(shop(), Not(Capturing(&found, HasResourceProperties(queue, R"({"DelaySeconds": 7})"))));
  EXPECT_THAT(found.captures("delay"), IsEmpty());
}

TEST(PrintTest, ALongTemplateIsCutAtALine) {
  std::string json = R"({"Resources": {)";
  for (int i = 0; i < 100; ++i)
    json += (i == 0 ? "\"Q" : ",\"Q") + std::to_string(i) + R"(": {"Type": "A::B::C"})";
  EXPECT_THAT(::testing::PrintToString(Template::parse(json + "}}")),
              AllOf(HasSubstr("\"Q0\""), Not(HasSubstr("Q99"))));
  EXPECT_EQ(::testing::PrintToString(properties().at("Sizes")), "[1,2,3]");
  EXPECT_EQ(::testing::PrintToString(properties().at("Missing")), "nothing");
}

}  // namespace
