#include "specgen/read.hpp"

#include <gmock/gmock.h>

#include "fake_spec.hpp"
#include "specgen/shells.hpp"

namespace tenon::specgen {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* order = R"({"AWS::Shop::Order": {
  "properties": {
    "Amount": {"type": {"integer": {"min": 1}}},
    "Carrier": {"type": "string", "refs": ["AWS::Shop::Order.Arn"]},
    "Lines": {"type": {"list": {"type": "Line"}}}
  },
  "types": {"Line": {"properties": {"Item": {"type": "string"}}}},
  "attributes": {"Arn": {"type": "string"}}
}})";

const ResourceType& only_type(const Spec& spec) { return spec.services.at(0).types.at(0); }

TEST(Read, PropertiesAreInAlphabeticalOrderWithoutRegardToCase) {
  FakeSpec fake;
  fake.service("shop", R"({"AWS::Shop::Order": {"properties": {
    "DBName": {"type": "string"}, "DatabaseName": {"type": "string"}, "Zone": {"type": "string"}, "arn": {"type": "string"}}}})");
  const Spec spec = fake.read();
  std::vector<std::string> names;
  for (const Property& property : only_type(spec).properties.properties) names.push_back(property.name);
  EXPECT_THAT(names, ElementsAre("arn", "DatabaseName", "DBName", "Zone"));
}

TEST(Read, OverlayReplacesWhatItNames) {
  FakeSpec fake;
  fake.service("shop", order).overlay("shop", R"({"AWS::Shop::Order": {
    "ref": ["Arn"],
    "properties": {
      "Amount": {"type": {"integer": {"max": 9}}, "required": true},
      "Carrier": {"refs": null, "literal": "cidr"}
    },
    "types": {"Line": {"properties": {"Item": {"deprecated": true}}}}
  }})");
  const Spec spec = fake.read();
  const ResourceType& type = only_type(spec);
  EXPECT_THAT(type.ref, ElementsAre("Arn"));
  const Property& amount = *type.properties.find("Amount");
  EXPECT_TRUE(amount.required);
  EXPECT_EQ(amount.type.maximum, 9);
  EXPECT_FALSE(amount.type.minimum) << "a type is replaced as a whole";
  EXPECT_TRUE(type.properties.find("Carrier")->refs.empty());
  EXPECT_EQ(type.properties.find("Carrier")->literal, "cidr");
  EXPECT_TRUE(type.find_type("Line")->find("Item")->deprecated);
  EXPECT_NE(type.properties.find("Lines"), nullptr) << "what the overlay does not name stays";
}

TEST(Read, TagsAreThoseThatHaveKeysAndValues) {
  FakeSpec fake;
  fake.service("shop", R"({
    "AWS::Shop::A": {"properties": {"Tags": {"type": {"list": "tag"}}}, "tags": {"property": "Tags", "style": "standard"}},
    "AWS::Shop::B": {"properties": {"Tags": {"type": {"list": {"type": "T"}}}}, "tags": {"property": "Tags", "style": "standard"},
      "types": {"T": {"properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}}},
    "AWS::Shop::C": {"properties": {"Tags": {"type": {"list": {"type": "T"}}}}, "tags": {"property": "Tags", "style": "standard"},
      "types": {"T": {"properties": {"TagName": {"type": "string"}}}}},
    "AWS::Shop::D": {"properties": {"Tags": {"type": "json"}}, "tags": {"property": "Tags", "style": "map"}}})");
  const Spec spec = fake.read();
  std::vector<TagStyle> styles;
  for (const ResourceType& type : spec.services.at(0).types) styles.push_back(type.tag_style);
  EXPECT_THAT(styles, ElementsAre(TagStyle::standard, TagStyle::standard, TagStyle::none, TagStyle::map));
}

TEST(Read, PatternsHoldNoZero) {
  FakeSpec fake;
  fake.service(
      "shop",
      R"({"AWS::Shop::Order": {"properties": {"A": {"type": {"string": {"pattern": "[^\u0000-\u001f]"}}}}}})");
  const Spec spec = fake.read();
  EXPECT_EQ(only_type(spec).properties.find("A")->type.pattern, "[^\\x00-\x1f]");
}

struct Rejected {
  const char* resources;
  const char* overlay;
  const char* message;
};

class RejectedInputs : public testing::TestWithParam<Rejected> {};

TEST_P(RejectedInputs, SayWhereAndWhy) {
  FakeSpec fake;
  fake.service("shop", GetParam().resources).overlay("shop", GetParam().overlay);
  EXPECT_THAT(error_of([&] { References(fake.read()); }), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Read, RejectedInputs,
    testing::Values(
        Rejected{R"({"AWS::Shop::Order": {"properties": {"A": {"type": "strnig"}}}})", "{}",
                 "AWS::Shop::Order: A: unknown type \"strnig\""},
        Rejected{R"({"AWS::Shop::Order": {"properties": {"A": {"type": {"set": "string"}}}}})", "{}",
                 "unknown type {\"set\""},
        Rejected{R"({"AWS::Shop::Order": {"properties": {"A": {"type": {"list": {"type": "Line"}}}}}})", "{}",
                 "there is no nested type \"Line\""},
        Rejected{
            R"({"AWS::Shop::Order": {"properties": {"A": {"type": "string", "refs": ["AWS::Shop::Cart.Arn"]}}}})",
            "{}", "Order.A: nothing yields AWS::Shop::Cart.Arn"},
        Rejected{
            R"({"AWS::Shop::Order": {"properties": {"A": {"type": "string", "refs": ["AWS::Shop::Order"]}}}})",
            "{}", "is not of the form Type.Member"},
        Rejected{R"({"AWS::Shop::Order": {"properties": {}, "exclusive": [["A", "B"]]}})", "{}",
                 "a rule names \"A\""},
        Rejected{R"({"AWS::Shop::Order": {"properties": {"A": {"type": "string", "replacement": "often"}}}})",
                 "{}", "\"replacement\" is \"often\""},
        Rejected{
            R"({"AWS::Shop::Order": {"properties": {}, "tags": {"property": "Tags", "style": "standard"}}})",
            "{}", "the tags' property \"Tags\" does not exist"},
        Rejected{R"({"AWS::Store::Order": {"properties": {}}})", "{}", "belongs into another file"},
        Rejected{order, R"({"AWS::Shop::Cart": {}})",
                 "overlay/shop.json: AWS::Shop::Cart: the service has no such thing"},
        Rejected{order, R"({"AWS::Shop::Order": {"properties": {"Weight": {"open": true}}}})",
                 "AWS::Shop::Order.Weight: the service has no"},
        Rejected{order, R"({"AWS::Shop::Order": {"types": {"Row": {}}}})",
                 "AWS::Shop::Order.Row: the service has no"},
        Rejected{order, R"({"AWS::Shop::Order": {"properties": {"Amount": {"opne": true}}}})",
                 "there is no fact \"opne\""},
        Rejected{order, R"({"AWS::Shop::Order": {"attributes": {"Id": {"arn": true}}}})",
                 "AWS::Shop::Order.Id: the service has no"},
        Rejected{order, R"({"AWS::Shop::Order": {"attributes": {"Arn": {"urn": true}}}})",
                 "there is no fact \"urn\""},
        Rejected{order, R"({"AWS::Shop::Order": {"refs": []}})", "there is no fact \"refs\""},
        Rejected{order, R"({"AWS::Shop::Order": {"properties": {"Amount": {"literal": "colour"}}}})",
                 "\"literal\" is \"colour\""}));

TEST(Read, AnOverlayOfNoServiceIsRefused) {
  FakeSpec fake;
  fake.service("shop", order).overlay("store", "{}");
  EXPECT_THAT(error_of([&] { fake.read(); }), HasSubstr("store.json: there is no such service"));
}

TEST(Read, BrokenJsonNamesTheFile) {
  FakeSpec fake;
  fake.service("shop", "{");
  EXPECT_THAT(error_of([&] { fake.read(); }), HasSubstr("services/shop.json"));
}

}  // namespace
}  // namespace tenon::specgen
