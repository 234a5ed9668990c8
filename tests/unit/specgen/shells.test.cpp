#include "specgen/shells.hpp"

#include <gmock/gmock.h>

#include "fake_spec.hpp"

namespace tenon::specgen {
namespace {

/// A property as spec/ has it, and the type of the generated member.
struct Case {
  const char* name;
  const char* property;
  const char* shell;
};

class PropertyShells : public testing::TestWithParam<Case> {
 protected:
  /// The shell of the property of this name in AWS::Shop::Order, which has the attributes that the cases
  /// refer to.
  static std::string shell_of(const std::string& name, const std::string& property) {
    FakeSpec fake;
    fake.service("shop", R"({"AWS::Shop::Order": {
      "properties": {")" + name +
                             "\": " + property + R"(, "Tags": {"type": {"list": "tag"}}},
      "types": {"Line": {"properties": {}}, "Order": {"properties": {}}},
      "attributes": {"Arn": {"type": "string"}, "OrderId": {"type": "string"}},
      "tags": {"property": "Tags", "style": "standard"}}})");
    const Spec spec = fake.read();
    const Service& service = spec.services.front();
    const ResourceType& order = service.types.front();
    const AllowedSets allowed(service);
    const References references(spec);
    return Shells(service, order, allowed, references).of(*order.properties.find(name)).type;
  }
};

TEST_P(PropertyShells, FollowTheFacts) {
  EXPECT_EQ(shell_of(GetParam().name, GetParam().property), GetParam().shell);
}

INSTANTIATE_TEST_SUITE_P(
    Shells, PropertyShells,
    testing::Values(
        Case{"A", R"({"type": "string"})", "::tenon::Value<std::string>"},
        Case{"A", R"({"type": "timestamp"})", "::tenon::Value<std::string>"},
        Case{"A", R"({"type": {"string": {"pattern": "^a$"}}})", "::tenon::Value<std::string>"},
        Case{"A", R"({"type": "integer"})", "::tenon::Value<std::int64_t>"},
        Case{"A", R"({"type": {"integer": {"values": [1, 2]}}})", "::tenon::Value<std::int64_t>"},
        Case{"A", R"({"type": "number"})", "::tenon::Value<double>"},
        Case{"A", R"({"type": "boolean"})", "::tenon::Value<bool>"},
        Case{"A", R"({"type": "json"})", "::tenon::Value<::tenon::Json>"},
        Case{"A", R"({"type": "tag"})", "::tenon::Value<::tenon::Tag>"},
        Case{"A", R"({"type": {"type": "Line"}})", "::tenon::Value<::tenon::aws::shop::Order::Line>"},
        Case{"A", R"({"type": {"type": "Order"}})", "::tenon::Value<::tenon::aws::shop::Order::Order_>"},
        // collections name what their items hold
        Case{"A", R"({"type": {"list": "string"}})", "::tenon::List<std::string>"},
        Case{"A", R"({"type": {"list": {"type": "Line"}}})",
             "::tenon::List<::tenon::aws::shop::Order::Line>"},
        Case{"A", R"({"type": {"list": {"list": "integer"}}})", "::tenon::List<::tenon::List<std::int64_t>>"},
        Case{"A", R"({"type": {"map": {"string": {"values": ["x"]}}}})",
             "::tenon::Map<::tenon::OneOf<::tenon::aws::shop::allowed::Order_A>>"},
        Case{"A", R"({"type": {"map": "json"}})", "::tenon::Map<::tenon::Json>"},
        // tags
        Case{"Tags", R"({"type": {"list": "tag"}})", "::tenon::Tags"},
        Case{"OtherTags", R"({"type": {"list": "tag"}})", "::tenon::List<::tenon::Tag>"},
        // allowed values
        Case{"A", R"({"type": {"string": {"values": ["x", "y"]}}})",
             "::tenon::OneOf<::tenon::aws::shop::allowed::Order_A>"},
        // references
        Case{"A", R"({"type": "string", "refs": ["AWS::Shop::Order.OrderId"]})",
             "::tenon::Reference<::tenon::aws::shop::kind::Order_OrderId>"},
        Case{"A",
             R"({"type": {"list": "string"}, "refs": ["AWS::Shop::Order.OrderId", "AWS::Shop::Order.Arn"]})",
             "::tenon::List<::tenon::Reference<::tenon::aws::shop::kind::Order_Arn, "
             "::tenon::aws::shop::kind::Order_OrderId>>"},
        Case{"A", R"({"type": "string", "refs": ["AWS::Shop::Order.OrderId"], "open": true})",
             "::tenon::Value<std::string>"},
        Case{"A", R"({"type": "json", "refs": ["AWS::Shop::Order.OrderId"]})",
             "::tenon::Value<::tenon::Json>"},
        // forms of text
        Case{"OrderArn", R"({"type": "string"})", "::tenon::Value<::tenon::Arn>"},
        Case{"OrderArns", R"({"type": {"list": "string"}})", "::tenon::List<::tenon::Arn>"},
        Case{"OrderArns", R"({"type": {"map": "string"}})", "::tenon::Map<std::string>"},
        Case{"OrderArn", R"({"type": "string", "refs": ["AWS::Shop::Order.Arn"]})",
             "::tenon::Reference<::tenon::aws::shop::kind::Order_Arn>"},
        Case{"OrderArn", R"({"type": "string", "refs": ["AWS::Shop::Order.Arn"], "open": true})",
             "::tenon::Value<::tenon::Arn>"},
        Case{"A", R"({"type": "string", "literal": "cidr"})", "::tenon::Value<::tenon::Cidr>"},
        Case{"A", R"({"type": {"list": "string"}, "literal": "cidr"})", "::tenon::List<::tenon::Cidr>"},
        Case{"A", R"({"type": "string", "literal": "schedule"})", "::tenon::Value<::tenon::Schedule>"},
        // the one alternative that says more than JSON
        Case{"A", R"({"type": {"union": ["json", {"list": {"type": "Line"}}]}})",
             "::tenon::List<::tenon::aws::shop::Order::Line>"},
        Case{"A", R"({"type": {"union": [{"type": "Line"}, "json"]}})",
             "::tenon::Value<::tenon::aws::shop::Order::Line>"},
        Case{"A", R"({"type": {"union": ["json", "string"]}})", "::tenon::Value<::tenon::Json>"},
        Case{"A", R"({"type": {"union": [{"type": "Line"}, {"type": "Order"}]}})",
             "::tenon::Value<::tenon::Json>"}));

class AttributeShells : public testing::Test {
 protected:
  AttributeShells() {
    fake_.service("shop", R"({
      "AWS::Shop::Order": {"properties": {}, "ref": ["OrderId"], "attributes": {
        "Arn": {"type": "string"}, "Count": {"type": "integer"}, "Ids": {"type": {"list": "string"}}, "OrderId": {"type": "string"},
        "Secret": {"type": "string"}, "Token": {"type": "string", "arn": true}}},
      "AWS::Shop::Cart": {"ref": ["A", "B"], "properties": {
        "OrderId": {"type": "string", "refs": ["AWS::Shop::Order.OrderId"]},
        "SecretArn": {"type": "string", "refs": ["AWS::Shop::Order.Secret"]}}},
      "AWS::Shop::Stock": {"ref": ["StockArn"], "properties": {"StockArn": {"type": "string"}}}})");
    spec_ = fake_.read();
    references_.emplace(spec_);
    allowed_ = AllowedSets(spec_.services.front());
  }

  Shells shells(std::string_view type) const {
    const Service& service = spec_.services.front();
    return {service, *std::ranges::find(service.types, type, &ResourceType::name), allowed_, *references_};
  }
  std::string attribute(const std::string& name) const {
    const auto& attributes = spec_.services.front().types.at(1).attributes;
    return shells("AWS::Shop::Order").of(*std::ranges::find(attributes, name, &Attribute::name)).type;
  }

  FakeSpec fake_;
  Spec spec_;
  AllowedSets allowed_;
  std::optional<References> references_;
};

TEST_F(AttributeShells, CarryTheirKindWhereAPropertyAsksForIt) {
  EXPECT_EQ(attribute("OrderId"), "::tenon::Attribute<::tenon::aws::shop::kind::Order_OrderId>");
}

TEST_F(AttributeShells, AreArnsByNameOrByFactOrBecauseArnsReferToThem) {
  EXPECT_EQ(attribute("Arn"), "::tenon::ArnAttribute<void>");
  EXPECT_EQ(attribute("Token"), "::tenon::ArnAttribute<void>");
  EXPECT_EQ(attribute("Secret"), "::tenon::ArnAttribute<::tenon::aws::shop::kind::Order_Secret>");
}

TEST_F(AttributeShells, HaveTheTypeOfWhatIsNoText) {
  EXPECT_EQ(attribute("Count"), "::tenon::Value<std::int64_t>");
  EXPECT_EQ(attribute("Ids"), "::tenon::List<std::string>");
}

TEST_F(AttributeShells, OfRefAreThoseOfWhatRefReturns) {
  EXPECT_EQ(shells("AWS::Shop::Order").of_ref().type,
            "::tenon::Attribute<::tenon::aws::shop::kind::Order_OrderId>");
  EXPECT_EQ(shells("AWS::Shop::Stock").of_ref().type, "::tenon::ArnAttribute<void>");
  EXPECT_EQ(shells("AWS::Shop::Cart").of_ref().type, "::tenon::Attribute<void>")
      << "a Ref of several parts is of no kind";
}

}  // namespace
}  // namespace tenon::specgen
