#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::only_finding;

std::string entry(Stack& stack, std::string_view id) {
  return at(template_text(stack), "/Resources/" + std::string(id));
}

// The same overrides of the same resources in aws-cdk-lib 2.276.0 have these results (CDK rule 4.9).
TEST(Overrides, ReplaceMergeAndTakeAway) {
  struct Case {
    std::string_view properties;
    std::string_view path;
    Value<Json> value;  // unset: taken away
    std::string_view entry;
  };
  const Case cases[] = {
      {R"({"X":{"a":1,"b":{"c":2}}})", "Properties.X.b", json::object({{"d", 3}}),
       R"("Properties":{"X":{"a":1,"b":{"c":2,"d":3}}})"},
      {R"({"X":{"a":1}})", "Properties.X", "t", R"("Properties":{"X":"t"})"},
      {R"({"L":[{"a":1},{"a":2}]})", "Properties.L.1.a", 9, R"("Properties":{"L":[{"a":1},{"a":9}]})"},
      {R"({"L":["a","b"]})", "Properties.L.0", "z", R"("Properties":{"L":["z","b"]})"},
      {R"({"L":["a","b"]})", "Properties.L.2", "z", R"("Properties":{"L":["a","b","z"]})"},
      {R"({})", "Properties.New.Deep.Key", true, R"("Properties":{"New":{"Deep":{"Key":true}}})"},
      {R"({"a.b":{"c":1}})", "Properties.a\\.b.c", 2, R"("Properties":{"a.b":{"c":2}})"},
      {R"({"X":{"a":1,"b":2}})", "Properties.X.a", {}, R"("Properties":{"X":{"b":2}})"},
      {R"({"X":{"a":1}})", "Properties.X", {}, R"()"},
      {R"({"X":{"a":1},"Y":1})", "Properties.X.a", {}, R"("Properties":{"Y":1})"},
      {R"({"X":1})", "Condition", "Cond", R"("Properties":{"X":1},"Condition":"Cond")"},
      {R"({"X":1})", "DependsOn", json::array({"x"}), R"("Properties":{"X":1},"DependsOn":["x"])"},
      {R"({"L":["a","b"]})", "Properties.L", json::array({"q"}), R"("Properties":{"L":["q"]})"},
      {R"({"X":{"a":1}})", "Properties.X", json::null(), R"("Properties":{"X":null})"},
      {R"({})", "Properties.Map.0.k", 1, R"("Properties":{"Map":{"0":{"k":1}}})"},
      {R"({"X":{"a":1}})", "Properties.X.a", json::object({{"b", 1}}), R"("Properties":{"X":{"a":{"b":1}}})"},
      {R"({"X":1})", "Properties.Nothing", {}, R"("Properties":{"X":1})"},
      {R"({"L":["a","b"]})", "Properties.L.0", {}, R"("Properties":{"L":["b"]})"},
  };
  for (const Case& each : cases) {
    OneStack one;
    auto& resource =
        one.stack.add("R", Resource::Props{.Type = "A::B::C", .Properties = json::parse(each.properties)});
    if (each.value.is_set()) {
      resource.add_override(each.path, each.value);
    } else {
      resource.add_deletion_override(each.path);
    }
    const std::string rest = each.entry.empty() ? "" : "," + std::string(each.entry);
    EXPECT_EQ(entry(one.stack, "R"), R"({"Type":"A::B::C")" + rest + "}") << each.path;
  }
}

TEST(Overrides, AreAppliedInTheirOrder) {
  OneStack one;
  auto& resource = one.stack.add("R", Resource::Props{.Type = "A::B::C"});
  resource.add_property_override("X.a", 1);
  resource.add_property_override("X.a", 2);
  resource.add_property_override("Y", 1);
  resource.add_property_deletion_override("Y");
  resource.add_override("Type", "Other::Type::X");
  EXPECT_EQ(entry(one.stack, "R"), R"({"Type":"Other::Type::X","Properties":{"X":{"a":2}}})");
}

TEST(Overrides, OfATypedResourceReachEveryDepth) {
  OneStack one;
  auto& table = one.stack.add(
      "T", aws::dynamodb::Table::Props{
               .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}}});
  table.add_property_override("KeySchema.0.AttributeName", "pk");
  table.add_property_override("New", json::object({{"Region", pseudo::region}}));
  table.add_override("Metadata.team", "x");
  EXPECT_EQ(
      entry(one.stack, "T"),
      R"({"Type":"AWS::DynamoDB::Table","Properties":{"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
      R"("New":{"Region":{"Ref":"AWS::Region"}}},"Metadata":{"team":"x"}})");
}

TEST(Overrides, KeepNumbersAsTheyWereWritten) {
  OneStack one;
  auto& resource = one.stack.add(
      "R", Resource::Props{.Type = "A::B::C", .Properties = json::parse(R"({"N":1.10,"M":1e3})")});
  resource.add_property_override("X", 0.5);
  EXPECT_NE(test::template_of(one.stack).find(R"({"N":1.10,"M":1e3,"X":0.5})"), std::string::npos);
}

// --- what overrides leave is checked as a whole
// ------------------------------------------------------------------------------

TEST(Overrides, ThatTakeAwayWhatIsRequiredAreReported) {
  OneStack one;
  auto& table = one.stack.add(
      "T", aws::dynamodb::Table::Props{
               .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}}});
  table.add_property_deletion_override("KeySchema");
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "required-property-missing");
  EXPECT_EQ(found.path, "S/T");
  EXPECT_EQ(found.property, "Properties.KeySchema");
}

TEST(Overrides, ThatTakeAwayWhatIsRequiredInsideAreReported) {
  OneStack one;
  auto& table = one.stack.add(
      "T", aws::dynamodb::Table::Props{
               .AttributeDefinitions = {aws::dynamodb::Table::AttributeDefinition{.AttributeName = "id",
                                                                                  .AttributeType = "S"}},
               .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}}});
  table.add_property_deletion_override("AttributeDefinitions.0.AttributeType");
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "required-property-missing");
  EXPECT_EQ(found.property, "Properties.AttributeDefinitions[0].AttributeType");
}

TEST(Overrides, AreCheckedLikeProperties) {
  OneStack one;
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{});
  queue.add_property_override("DelaySeconds", 1000);
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "number-out-of-bounds");
  EXPECT_EQ(found.property, "Properties.DelaySeconds");
}

TEST(Overrides, MendWhatIsWrong) {
  OneStack one;
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{.DelaySeconds = 1000});
  queue.add_property_override("DelaySeconds", 10);
  EXPECT_EQ(test::findings(one.app).size(), 0U);
}

TEST(Overrides, LeaveExpressionsUnchecked) {
  OneStack one;
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{});
  queue.add_property_override("DelaySeconds", Fn::ImportValue("x"));
  EXPECT_EQ(test::findings(one.app).size(), 0U);
}

}  // namespace
}  // namespace tenon
