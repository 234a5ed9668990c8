#include "specgen/names.hpp"

#include <gmock/gmock.h>

#include "fake_spec.hpp"
#include "specgen/text.hpp"

namespace tenon::specgen {
namespace {

using testing::HasSubstr;

ResourceType resource(std::vector<std::string> nested, std::vector<std::string> attributes) {
  ResourceType result{.name = "AWS::Shop::Order"};
  for (std::string& name : nested) result.types.push_back({.name = std::move(name)});
  for (std::string& name : attributes) result.attributes.push_back({std::move(name), {}});
  return result;
}

TEST(Names, AreCloudFormationsOwn) {
  const ResourceType order = resource({"Line"}, {"Arn"});
  EXPECT_EQ(class_name(order), "Order");
  EXPECT_EQ(nested_name(order, "Line"), "Line");
  EXPECT_EQ(qualified_nested_name(order, "Line"), "::tenon::aws::shop::Order::Line");
  EXPECT_EQ(attribute_name(order, "Arn"), "Arn");
  EXPECT_EQ(qualified_kind_name({"AWS::Shop::Order", "Id"}), "::tenon::aws::shop::kind::Order_Id");
}

TEST(Names, OfServicesAreJoinedWithoutAWS) {
  EXPECT_EQ(service_of("AWS::EC2::VPC"), "ec2");
  EXPECT_EQ(service_of("Alexa::ASK::Skill"), "alexa_ask");
}

TEST(Names, OfDottedAttributesHaveUnderscores) {
  EXPECT_EQ(attribute_name(resource({}, {}), "Endpoint.Address"), "Endpoint_Address");
  EXPECT_EQ(kind_name({"AWS::Shop::Order", "Endpoint.Address"}), "Order_Endpoint_Address");
}

TEST(Names, OfAttributesThatAreTakenEndInAttr) {
  const ResourceType order = resource({"Line", "Order"}, {});
  EXPECT_EQ(attribute_name(order, "Line"), "Line_attr");
  EXPECT_EQ(attribute_name(order, "Order"), "Order_attr");
}

TEST(Names, OfNestedTypesThatAreTakenEndInUnderscore) {
  const ResourceType order = resource({}, {});
  EXPECT_EQ(nested_name(order, "Order"), "Order_");
  EXPECT_EQ(nested_name(order, "Props"), "Props_");
}

TEST(Names, OfIamAvoidHyphensAndKeywords) {
  EXPECT_EQ(iam_namespace("neptune-db"), "neptune_db");
  EXPECT_EQ(iam_namespace("export"), "export_");
  EXPECT_EQ(iam_action_name("Associate-Events"), "Associate_Events");
  EXPECT_EQ(iam_action_name("delete"), "delete_");
}

TEST(Names, SayWhatIsAnArn) {
  for (const char* name : {"Arn", "RoleArn", "TargetGroupARNs", "RoleArns", "arn"})
    EXPECT_TRUE(is_called_arn(name)) << name;
  for (const char* name : {"Id", "Warn", "Learns", "ArnEquals", ""})
    EXPECT_FALSE(is_called_arn(name)) << name;
}

struct Clash {
  const char* service;
  const char* resources;
  const char* message;
};

class Clashes : public testing::TestWithParam<Clash> {};

TEST_P(Clashes, AreRefused) {
  FakeSpec spec;
  spec.service(GetParam().service, GetParam().resources);
  EXPECT_THAT(error_of([&] { check_names(spec.read()); }), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Names, Clashes,
    testing::Values(
        Clash{"shop", R"({"AWS::Shop::class": {"properties": {}}})", "\"class\" is a keyword of C++"},
        Clash{"shop", R"({"AWS::Shop::Order": {"properties": {"errno": {"type": "string"}}}})",
              "\"errno\" is a macro"},
        Clash{"shop", R"({"AWS::Shop::Order": {"properties": {"Unit-Price": {"type": "string"}}}})",
              "no name that C++ leaves"},
        Clash{"shop", R"({"AWS::Shop::Order": {"properties": {"A__B": {"type": "string"}}}})",
              "no name that C++ leaves"},
        Clash{"shop", R"({"AWS::Shop::Order": {"properties": {"Of": {"type": "string"}}}})",
              "something that every class has"},
        Clash{"shop",
              R"({"AWS::Shop::Order": {"properties": {}, "attributes": {"ref": {"type": "string"}}}})",
              "something that every class has"},
        Clash{"shop", R"({"AWS::Shop::kind": {"properties": {}}})", "something that every class has"},
        Clash{
            "shop",
            R"({"AWS::Shop::Order": {"properties": {}, "attributes": {"A.B": {"type": "string"}, "A_B": {"type": "string"}}}})",
            "two things are called \"A_B\""},
        Clash{
            "shop",
            R"({"AWS::Shop::Order": {"properties": {}, "types": {"Order": {"properties": {}}, "Order_": {"properties": {}}}}})",
            "two things are called \"Order_\""},
        Clash{"shop", R"({"AWS::Shop::Order": {"properties": {}}, "AWS::Shop::ORDER": {"properties": {}}})",
              "differ at most by case"},
        Clash{"new", R"({"AWS::New::Order": {"properties": {}}})", "\"new\" is a keyword of C++"}));

TEST(Text, LiteralsSurviveAnyByte) { EXPECT_EQ(string_literal("a\"b\\c\n1\xC3"), R"("a\"b\\c\0121\303")"); }

TEST(Text, AlphabeticalOrderIgnoresCase) {
  EXPECT_TRUE(alphabetical("DatabaseName", "DBName"));
  EXPECT_FALSE(alphabetical("DBName", "DatabaseName"));
  EXPECT_TRUE(alphabetical("AB", "Ab"));
}

}  // namespace
}  // namespace tenon::specgen
