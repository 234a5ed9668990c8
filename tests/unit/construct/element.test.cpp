#include "tenon/construct/element.hpp"

#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::error_id;
using test::OneStack;
using test::only_finding;
using test::rendered;

Resource& thing(Construct& scope, std::string_view id) {
  return scope.add(id, Resource::Props{.Type = "Test::Some::Thing"});
}

// CDK rules 4.2 and 4.23.
TEST(LogicalId, IsMadeOfTheIdsBelowTheStack) {
  App app;
  auto& outer = app.add("Outer", Construct::Props{});
  auto& stack = outer.add("S", test::plain());
  auto& vpc = stack.add("Vpc", Construct::Props{}).add("PublicSubnet1", Construct::Props{});
  EXPECT_EQ(thing(vpc, "Subnet").logical_id(), "VpcPublicSubnet1Subnet5C2D37C4");
  EXPECT_EQ(thing(stack.add("Bucket", Construct::Props{}), "Resource").logical_id(), "Bucket83908E77");
  EXPECT_EQ(thing(stack.add("Def", Construct::Props{}), "Default").logical_id(), "Def");
  EXPECT_EQ(thing(stack, "with-dash_and.dot").logical_id(), "withdashanddot");
}

TEST(LogicalId, CanBeOverriddenAfterReferencesWereTaken) {
  OneStack one;
  auto& own = thing(one.stack, "Thing");
  const Value<Json> ref = own.any_ref();
  own.override_logical_id("Renamed");
  EXPECT_EQ(own.logical_id(), "Renamed");
  EXPECT_EQ(rendered(one.stack, ref), R"({"Ref":"Renamed"})");
}

TEST(LogicalId, IsRenamedByTheStack) {
  OneStack one;
  thing(one.stack, "A");
  auto& b = thing(one.stack, "B");
  auto& kept = thing(one.stack, "C");
  // Two names change places: both renames are of the ids that the paths give.
  one.stack.rename_logical_id("A", "B");
  one.stack.rename_logical_id("B", "A");
  one.stack.rename_logical_id("C", "Unused");
  kept.override_logical_id("Kept");
  EXPECT_EQ(b.logical_id(), "A");
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "unused-rename");
  EXPECT_EQ(found.value, "C");
}

TEST(LogicalId, ThatARenameDoesNotMeetIsReportedEvenIfItsNewNameExists) {
  OneStack one;
  thing(one.stack, "Thing");
  one.stack.rename_logical_id("Nothing", "Thing");
  EXPECT_EQ(only_finding(one.app).id, "unused-rename");
}

TEST(LogicalId, IsReportedWhenTwoElementsHaveIt) {
  OneStack one;
  auto& first = thing(one.stack, "First");
  first.override_logical_id("Same");
  const auto first_line = first.where().line();
  auto& second = one.stack.add("Same", Parameter::Props{.Type = "String"});
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "duplicate-logical-id");
  EXPECT_EQ(found.path, "S/Same");
  EXPECT_EQ(found.value, "Same");
  EXPECT_EQ(found.where.line(), second.where().line());
  EXPECT_NE(found.message.find("'S/First'"), std::string::npos);
  EXPECT_NE(found.message.find("element.test.cpp:" + std::to_string(first_line)), std::string::npos)
      << found.message;
}

TEST(LogicalId, HasOnlyLettersAndDigits) {
  for (const std::string_view id : {"With-Dash", "", "ä", "a b"}) {
    OneStack one;
    thing(one.stack, "Thing").override_logical_id(id);
    if (id.empty()) continue;  // an empty override is none
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, "invalid-logical-id") << id;
    EXPECT_EQ(found.value, id);
  }
}

TEST(LogicalId, OfTwoStacksMayBeTheSame) {
  App app;
  for (const std::string_view id : {"A", "B"}) thing(app.add(id, test::plain()), "Thing");
  EXPECT_EQ(test::findings(app).size(), 0U);
}

TEST(Element, BelongsToAStack) {
  App app;
  EXPECT_EQ(error_id([&] { thing(app, "Thing"); }), "not-in-a-stack");
  EXPECT_EQ(app.children().size(), 0U);
}

// --- parameters
// ----------------------------------------------------------------------------------------------------------

TEST(Parameter, HasEveryMember) {
  OneStack one;
  one.stack.add("P", Parameter::Props{.Type = "String",
                                      .Default = "x",
                                      .AllowedPattern = ".*",
                                      .AllowedValues = {"x", "y"},
                                      .ConstraintDescription = "c",
                                      .Description = "d",
                                      .MaxLength = 2,
                                      .MinLength = 1,
                                      .NoEcho = true});
  one.stack.add(
      "N", Parameter::Props{
               .Type = "Number", .Default = 1.5, .AllowedValues = {1, 1.5}, .MaxValue = 2, .MinValue = 0.5});
  const auto text = template_text(one.stack);
  EXPECT_EQ(at(text, "/Parameters/P"),
            R"({"Type":"String","Default":"x","AllowedPattern":".*","AllowedValues":["x","y"],)"
            R"("ConstraintDescription":"c","Description":"d","MaxLength":2,"MinLength":1,"NoEcho":true})");
  EXPECT_EQ(at(text, "/Parameters/N"),
            R"({"Type":"Number","Default":1.5,"AllowedValues":[1,1.5],"MaxValue":2,"MinValue":0.5})");
}

TEST(Parameter, IsAListByItsType) {
  const std::pair<std::string_view, bool> cases[] = {
      {"String", false},
      {"Number", false},
      {"CommaDelimitedList", true},
      {"List<Number>", true},
      {"AWS::EC2::VPC::Id", false},
      {"List<AWS::EC2::Subnet::Id>", true},
      {"AWS::SSM::Parameter::Name", false},
      {"AWS::SSM::Parameter::Value<String>", false},
      {"AWS::SSM::Parameter::Value<List<String>>", true},
      {"AWS::SSM::Parameter::Value<CommaDelimitedList>", true},
      {"AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", false},
      {"AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>", true},
  };
  for (const auto& [type, is_list] : cases) {
    OneStack one;
    const auto& parameter = one.stack.add("P", Parameter::Props{.Type = type});
    EXPECT_EQ(parameter.is_list(), is_list) << type;
    const Value<Json> right = is_list ? Value<Json>(parameter.list()) : Value<Json>(parameter.ref());
    EXPECT_EQ(rendered(one.stack, right), R"({"Ref":"P"})");
    const Value<Json> wrong = is_list ? Value<Json>(parameter.ref()) : Value<Json>(parameter.list());
    EXPECT_EQ(only_finding(one.app).id, is_list ? "list-parameter-as-text" : "text-parameter-as-list")
        << type;
  }
}

TEST(Parameter, FitsWhatItIsReadAs) {
  OneStack one;
  const auto& parameter = one.stack.add("P", Parameter::Props{.Type = "String"});
  struct VpcId;
  const Reference<VpcId> as_kind = parameter.as<VpcId>();
  const Value<std::int64_t> as_number = parameter.ref();
  const Value<bool> as_boolean = parameter.ref();
  const Value<std::string> as_text = parameter.ref();
  for (const Node& each : {Node(as_kind), Node(as_number), Node(as_boolean), Node(as_text)}) {
    EXPECT_EQ(rendered(one.stack, {Raw{}, each}), R"({"Ref":"P"})");
  }
  static_assert(!std::is_convertible_v<ParameterReference, List<std::string>>);
  static_assert(std::is_convertible_v<ListExpression, List<std::string>>);
}

// --- mappings, outputs, hooks
// ---------------------------------------------------------------------------------------------

TEST(Mapping, ReportsKeysThatItLacks) {
  struct Case {
    std::string_view top;
    std::string_view second;
    std::string_view missing;
  };
  for (const Case& each :
       {Case{"prod", "Memory", ""}, Case{"test", "Memory", "test"}, Case{"prod", "Disk", "Disk"}}) {
    OneStack one;
    const auto& mapping = one.stack.add("Sizes", Mapping::Props{.Mapping = {{"prod", {{"Memory", 2048}}}}});
    one.stack.add(
        "User",
        Resource::Props{.Type = "Test::Value::Holder",
                        .Properties = json::object({{"Value", mapping.find_in_map(each.top, each.second)}})});
    if (each.missing.empty()) {
      EXPECT_EQ(test::findings(one.app).size(), 0U);
      continue;
    }
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, "unknown-mapping-key");
    EXPECT_EQ(found.value, each.missing);
    EXPECT_EQ(found.property, "Properties.Value");
  }
}

TEST(Mapping, TakesADefaultOrAKeyOfTheDeploymentForWhatItLacks) {
  OneStack one;
  const auto& mapping = one.stack.add("Sizes", Mapping::Props{.Mapping = {{"prod", {{"Memory", 2048}}}}});
  rendered(one.stack, mapping.find_in_map("test", "Memory", 512));
  rendered(one.stack, mapping.find_in_map(pseudo::region, "Anything"));
  EXPECT_EQ(test::findings(one.app).size(), 0U);
  EXPECT_EQ(at(template_text(one.stack), "/Mappings/Sizes"), R"({"prod":{"Memory":2048}})");
}

TEST(Output, HasEveryMember) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  one.stack.add("O", Output::Props{.Description = "d",
                                   .Value = Fn::If(condition, "a", "b"),
                                   .Export = Output::ExportName{.Name = "ex"},
                                   .Condition = condition});
  one.stack.add("Number", Output::Props{.Value = 5});
  const auto text = template_text(one.stack);
  EXPECT_EQ(at(text, "/Outputs/O"),
            R"({"Description":"d","Value":{"Fn::If":["C","a","b"]},"Export":{"Name":"ex"},"Condition":"C"})");
  EXPECT_EQ(at(text, "/Outputs/Number"), R"({"Value":5})");
}

TEST(Hook, IsASectionOfItsOwn) {
  OneStack one;
  one.stack.add("Shift", Hook::Props{.Type = "AWS::CodeDeploy::BlueGreen",
                                     .Properties = json::object({{"ServiceRole", "r"}})});
  EXPECT_EQ(test::template_of(one.stack),
            R"({"Hooks":{"Shift":{"Type":"AWS::CodeDeploy::BlueGreen","Properties":{"ServiceRole":"r"}}}})");
}

TEST(Condition, OfAnotherStackCannotBeUsed) {
  App app;
  auto& other = app.add("Other", test::plain());
  auto& stack = app.add("S", test::plain());
  const auto& condition = other.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  thing(stack, "Thing").set_condition(condition);
  const Diagnostic found = only_finding(app);
  EXPECT_EQ(found.id, "foreign-element");
  EXPECT_EQ(found.value, "Other/C");
}

}  // namespace
}  // namespace tenon
