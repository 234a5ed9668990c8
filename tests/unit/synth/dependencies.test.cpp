#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::only_finding;

Resource& thing(Construct& scope, std::string_view id) {
  return scope.add(id, Resource::Props{.Type = "A::B::C"});
}

std::string depends_on(Stack& stack, std::string_view id) {
  return at(template_text(stack), "/Resources/" + std::string(id) + "/DependsOn");
}

// As aws-cdk-lib 2.276.0 (CDK rule 4.10).
TEST(DependsOn, NamesEveryResourceBelowSortedByPath) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  auto& z = thing(group, "z");
  auto& b = thing(group, "B");
  thing(group, "a");
  thing(one.stack, "T").add_dependency(group);
  auto& twice = thing(one.stack, "T2");
  twice.depends_on(b);
  twice.depends_on(b);
  auto& holder = one.stack.add("H", Construct::Props{});
  thing(holder, "1");
  thing(holder, "2");
  holder.add_dependency(z);
  EXPECT_EQ(depends_on(one.stack, "T"), R"(["GaADA15630","GBC4311924","Gz81859BCB"])");
  EXPECT_EQ(depends_on(one.stack, "T2"), R"(["GBC4311924"])");
  EXPECT_EQ(depends_on(one.stack, "H1E292BE9F"), R"(["Gz81859BCB"])");
  EXPECT_EQ(depends_on(one.stack, "H2D914F457"), R"(["Gz81859BCB"])");
}

Resource& refers_to(Construct& scope, std::string_view id, const Value<Json>& other) {
  return scope.add(id, Resource::Props{.Type = "A::B::C", .Properties = json::object({{"Other", other}})});
}

TEST(DependsOn, LeavesOutOfAGroupWhatAReferenceSays) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  auto& named = thing(group, "Named");
  thing(group, "Unnamed");
  refers_to(one.stack, "T", named.any_ref()).add_dependency(group);
  EXPECT_EQ(depends_on(one.stack, "T"), R"(["GUnnamed276D15CC"])");
}

TEST(DependsOn, HasWhatOneResourceSaysOfAnotherAsItWasSaid) {
  OneStack one;
  auto& named = thing(one.stack, "Named");
  refers_to(one.stack, "T", named.any_ref()).depends_on(named);
  EXPECT_EQ(depends_on(one.stack, "T"), R"(["Named"])");
}

TEST(DependsOn, DoesNotTrustAReferenceThatMayNotBeThere) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  auto& named = thing(group, "Named");
  auto& wanted = one.stack.add("Wanted", Condition::Props{.Expression = Fn::Equals("a", "a")});
  refers_to(one.stack, "Maybe", Fn::If(wanted, named.any_ref(), NoValue)).add_dependency(group);
  auto& overridden = refers_to(one.stack, "Overridden", named.any_ref());
  overridden.add_dependency(group);
  overridden.add_property_override("Other", "literal");
  EXPECT_NE(depends_on(one.stack, "Maybe"), "missing");
  EXPECT_NE(depends_on(one.stack, "Overridden"), "missing");
}

TEST(DependsOn, NamesOnlyResources) {
  OneStack one;
  auto& user = thing(one.stack, "T");
  user.add_dependency(one.stack.add("P", Parameter::Props{.Type = "String"}));
  EXPECT_EQ(depends_on(one.stack, "T"), "missing");
}

TEST(DependsOn, HasWhatIsAddedToTheOtherLater) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  thing(one.stack, "T").add_dependency(group);
  thing(group, "Late");
  EXPECT_NE(depends_on(one.stack, "T"), "missing");
}

TEST(DependsOn, OfAnOwnPartIsReported) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  auto& inner = thing(group, "Q");
  inner.add_dependency(group);
  const auto line = std::source_location::current().line() - 1;
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "dependency-on-own-part");
  EXPECT_EQ(found.path, "S/G/Q");
  EXPECT_EQ(found.value, "S/G");
  EXPECT_EQ(found.where.line(), line);
}

// --- between stacks
// --------------------------------------------------------------------------------------------------------

std::vector<std::string> order(App& app) {
  std::vector<std::string> paths;
  for (const auto& stack : list_stacks(app)) paths.push_back(stack.display_name);
  return paths;
}

TEST(Dependency, OfResourcesOfTwoStacksOrdersTheStacks) {
  App app;
  auto& s = app.add("S", test::plain());
  auto& t = app.add("T", test::plain());
  thing(s, "Q").depends_on(thing(t, "R"));
  EXPECT_EQ(order(app), (std::vector<std::string>{"T", "S"}));
  EXPECT_EQ(depends_on(s, "Q"), "missing");
}

TEST(Dependency, OnAStageIsRefusedFromOutside) {
  App app;
  auto& s = app.add("S", test::plain());
  auto& inside = app.add("St", Stage::Props{}).add("T", test::plain());
  thing(s, "Q").depends_on(thing(inside, "R"));
  const Diagnostic found = only_finding(app);
  EXPECT_EQ(found.id, "dependency-across-stages");
  EXPECT_EQ(found.path, "S/Q");
  EXPECT_EQ(found.value, "St/T/R");
}

TEST(Dependency, OfAGroupOfStacksOrdersAllOfThem) {
  App app;
  auto& first = app.add("First", Construct::Props{});
  auto& last = app.add("Last", test::plain());
  first.add("A", test::plain()).add_dependency(last);
  auto& b = first.add("B", test::plain());
  auto& network = app.add("Network", Construct::Props{});
  network.add("N1", test::plain());
  network.add("N2", test::plain());
  last.add_dependency(network);
  b.add_stack_dependency(*network.find_child("N2")->find_stack());
  EXPECT_EQ(order(app), (std::vector<std::string>{"Network/N1", "Network/N2", "Last", "First/A", "First/B"}));
}

}  // namespace
}  // namespace tenon
