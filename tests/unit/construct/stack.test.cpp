#include "tenon/construct/stack.hpp"

#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::error_id;
using test::only_finding;
using test::rendered;

Resource& thing(Construct& scope, std::string_view id, const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = "Test::Some::Thing", .Properties = properties});
}

// CDK rules 4.4 and 4.23; the names of stages are as aws-cdk-lib 2.276.0 gives them.
TEST(Stack, IsNamedAfterItsPlace) {
  App app;
  EXPECT_EQ(app.add("Orders", Stack::Props{}).stack_name(), "Orders");
  EXPECT_EQ(app.add("Named", Stack::Props{.stack_name = "other"}).stack_name(), "other");
  auto& stage = app.add("Dev", Stage::Props{});
  auto& service = stage.add("Svc", Stack::Props{});
  EXPECT_EQ(service.stack_name(), "Dev-Svc");
  EXPECT_EQ(service.artifact_id(), "DevSvc1CA79752");
  auto& group = app.add("Group", Construct::Props{});
  const auto& inner = group.add("A", Stack::Props{});
  EXPECT_EQ(inner.stack_name(), "GroupAE0121C37");
  EXPECT_EQ(inner.artifact_id(), "GroupAE0121C37");
}

TEST(Stack, ReportsANameThatCloudFormationDoesNotTake) {
  const std::string long_name(129, 'a');
  for (const std::string& name :
       {std::string("with space"), std::string("1st"), std::string("a_b"), long_name}) {
    App app;
    app.add("Orders", Stack::Props{.stack_name = name});
    const Diagnostic found = only_finding(app);
    EXPECT_EQ(found.id, "invalid-stack-name") << name;
    EXPECT_EQ(found.value, name);
  }
}

TEST(Stack, ReportsADescriptionThatIsTooLong) {
  for (const std::size_t size : {1024U, 1025U}) {
    App app;
    app.add("Orders", Stack::Props{.description = std::string(size, 'd')});
    EXPECT_EQ(test::findings(app).size(), size > 1024 ? 1U : 0U);
  }
}

// --- environments
// ----------------------------------------------------------------------------------------------------------

TEST(Environment, IsTheStacksOwnElseItsStages) {
  App app;
  auto& stage = app.add("Dev", Stage::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& inherits = stage.add("A", Stack::Props{});
  auto& overrides = stage.add("B", Stack::Props{.env = {.region = "us-east-1"}});
  auto& inner = stage.add("Inner", Stage::Props{.env = {.account = "222222222222"}});
  auto& of_inner = inner.add("C", Stack::Props{});
  EXPECT_EQ(inherits.environment().account->text(), "111111111111");
  EXPECT_EQ(overrides.environment().account->text(), "111111111111");
  EXPECT_EQ(overrides.environment().region->text(), "us-east-1");
  EXPECT_EQ(of_inner.environment().account->text(), "222222222222");
  EXPECT_EQ(of_inner.environment().region->text(), "eu-west-1");
}

TEST(Environment, IsOfPseudoParametersWhereItIsNotKnown) {
  App app;
  auto& agnostic = app.add("A", test::plain());
  auto known_props = test::plain();
  known_props.env = {.account = "111111111111", .region = "cn-north-1"};
  auto& known = app.add("B", known_props);
  EXPECT_EQ(rendered(agnostic, agnostic.account()), R"({"Ref":"AWS::AccountId"})");
  EXPECT_EQ(rendered(agnostic, agnostic.region()), R"({"Ref":"AWS::Region"})");
  EXPECT_EQ(rendered(agnostic, agnostic.partition()), R"({"Ref":"AWS::Partition"})");
  EXPECT_EQ(known.account().literal(), "111111111111");
  EXPECT_EQ(known.region().literal(), "cn-north-1");
  EXPECT_EQ(known.partition().literal(), "aws-cn");
}

TEST(Environment, OfANestedStackIsThatOfItsParent) {
  App app;
  auto& stack = app.add("S", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& nested = stack.add("N", NestedStack::Props{});
  EXPECT_EQ(nested.region().literal(), "eu-west-1");
  EXPECT_EQ(nested.account().literal(), "111111111111");
}

TEST(Environment, WithoutOneTakesTwoZonesOfTheRegion) {
  App app;
  auto& stack = app.add("S", test::plain());
  const auto zones = stack.availability_zones();
  ASSERT_EQ(zones.size(), 2U);
  EXPECT_EQ(rendered(stack, zones[0]), R"({"Fn::Select":[0,{"Fn::GetAZs":""}]})");
  EXPECT_EQ(rendered(stack, zones[1]), R"({"Fn::Select":[1,{"Fn::GetAZs":""}]})");
}

TEST(Environment, HasTheZonesThatTheContextKnows) {
  App app(App::Options{.context = json::object({{"availability-zones:account=111111111111:region=eu-west-1",
                                                 json::array({"eu-west-1a", "eu-west-1b"})}})});
  auto& known = app.add("A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& unknown = app.add("B", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-2"}});
  ASSERT_EQ(known.availability_zones().size(), 2U);
  EXPECT_EQ(known.availability_zones()[0].literal(), "eu-west-1a");
  ASSERT_EQ(unknown.availability_zones().size(), 3U);
  EXPECT_EQ(unknown.availability_zones()[0].literal(), "dummy1a");
}

// --- look-ups (CDK rule 4.18)
// --------------------------------------------------------------------------------------------

TEST(LookUp, TakesItsAnswerFromTheContext) {
  App app(App::Options{
      .context = json::object({{"ssm:account=111111111111:parameterName=/a$:b:region=eu-west-1", "value"}})});
  auto& stack = app.add("A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  EXPECT_EQ(stack.look_up("ssm", {{"parameterName", "/a:b"}}, "dummy").text(), "value");
  EXPECT_EQ(stack.look_up("ssm", {{"parameterName", "/other"}}, "dummy").text(), "dummy");
  EXPECT_EQ(test::findings(app).size(), 0U);
}

TEST(LookUp, ReportsTheErrorThatTheCliFound) {
  App app(App::Options{.context = json::object({{"ssm:account=111111111111:parameterName=a:region=eu-west-1",
                                                 json::object({{"$providerError", "no such parameter"}})}})});
  auto& stack = app.add("A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  EXPECT_EQ(stack.look_up("ssm", {{"parameterName", "a"}}, "dummy").text(), "dummy");
  EXPECT_EQ(only_finding(app).message, "no such parameter");
}

TEST(LookUp, NeedsAnEnvironment) {
  App app;
  auto& stack = app.add("A", Stack::Props{.env = {.region = "eu-west-1"}});
  EXPECT_EQ(error_id([&] { stack.look_up("ssm", {}, "dummy"); }), "look-up-without-environment");
}

// --- stages
// --------------------------------------------------------------------------------------------------------------

TEST(Stage, HasTheSameStacksAsAnother) {
  App app;
  for (const std::string_view id : {"Dev", "Prod"}) {
    auto& stage = app.add(id, Stage::Props{});
    auto& service = stage.add("Svc", test::plain());
    thing(service, "Q", json::object({{"Name", service.stack_name()}}));
  }
  auto& dev = app.find_child("Dev")->find_child("Svc")->stack();
  auto& prod = app.find_child("Prod")->find_child("Svc")->stack();
  EXPECT_EQ(test::template_of(dev),
            R"({"Resources":{"Q":{"Type":"Test::Some::Thing","Properties":{"Name":"Dev-Svc"}}}})");
  EXPECT_EQ(test::template_of(prod),
            R"({"Resources":{"Q":{"Type":"Test::Some::Thing","Properties":{"Name":"Prod-Svc"}}}})");
}

TEST(Stage, IsNamedAfterTheStagesAroundIt) {
  App app;
  EXPECT_EQ(app.stage_name(), "");
  auto& outer = app.add("Outer", Stage::Props{});
  auto& inner = outer.add("Inner", Stage::Props{.stage_name = "in"});
  EXPECT_EQ(inner.stage_name(), "Outer-in");
  EXPECT_EQ(outer.artifact_id(), "assembly-Outer");
  EXPECT_EQ(inner.artifact_id(), "assembly-Outer-Inner");
  EXPECT_EQ(&inner.add("S", Stack::Props{}).stage(), &inner);
}

TEST(Stage, HasALetterFirst) {
  App app;
  app.add("1st", Stage::Props{});
  EXPECT_EQ(only_finding(app).id, "invalid-stage-id");
}

// --- lists of stacks
// -------------------------------------------------------------------------------------------------------

TEST(ListStacks, IsInTheOrderOfDeployment) {
  App app;
  auto& first = app.add("Z", test::plain());
  auto& second = app.add(
      "A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}, .stack_name = "named"});
  first.add_stack_dependency(second);
  first.add("N", NestedStack::Props{});
  const auto stacks = list_stacks(app);
  ASSERT_EQ(stacks.size(), 2U);
  EXPECT_EQ(stacks[0].display_name, "A");
  EXPECT_EQ(stacks[0].stack_name, "named");
  EXPECT_EQ(stacks[0].environment, "aws://111111111111/eu-west-1");
  EXPECT_EQ(stacks[1].display_name, "Z");
  EXPECT_EQ(stacks[1].environment, "aws://unknown-account/unknown-region");
}

// --- exports
// -------------------------------------------------------------------------------------------------------------

// The facts are those of Stack.exportValue in aws-cdk-lib 2.276.0.
TEST(ExportValue, ExportsWithoutAConsumer) {
  App app;
  auto& stack = app.add("A", test::plain());
  auto& own = thing(stack, "Q");
  const Value<Json> arn = stack.export_value(own.get_att("Arn"));
  const Value<Json> again = stack.export_value(own.get_att("Arn"));
  const Value<Json> ref = stack.export_value(own.any_ref());
  EXPECT_EQ(rendered(stack, arn), R"({"Fn::ImportValue":"A:ExportsOutputFnGetAttQArn699449FF"})");
  EXPECT_EQ(rendered(stack, again), R"({"Fn::ImportValue":"A:ExportsOutputFnGetAttQArn699449FF"})");
  EXPECT_EQ(rendered(stack, ref), R"({"Fn::ImportValue":"A:ExportsOutputRefQ0B598541"})");
  EXPECT_EQ(
      at(template_text(stack), "/Outputs"),
      R"({"ExportsOutputFnGetAttQArn699449FF":{"Value":{"Fn::GetAtt":["Q","Arn"]},)"
      R"("Export":{"Name":"A:ExportsOutputFnGetAttQArn699449FF"}},)"
      R"("ExportsOutputRefQ0B598541":{"Value":{"Ref":"Q"},"Export":{"Name":"A:ExportsOutputRefQ0B598541"}}})");
}

TEST(ExportValue, IsTheExportThatAStrongReferenceUses) {
  App app;
  auto& producer = app.add("A", test::plain());
  auto props = test::plain();
  props.cross_stack_references = ReferenceStrength::strong;
  auto& consumer = app.add("B", props);
  auto& own = thing(producer, "Q");
  producer.export_value(own.any_ref());
  thing(consumer, "User", json::object({{"Value", own.any_ref()}}));
  EXPECT_EQ(
      at(template_text(producer), "/Outputs"),
      R"({"ExportsOutputRefQ0B598541":{"Value":{"Ref":"Q"},"Export":{"Name":"A:ExportsOutputRefQ0B598541"}}})");
  EXPECT_EQ(at(template_text(consumer), "/Resources/User/Properties"),
            R"({"Value":{"Fn::ImportValue":"A:ExportsOutputRefQ0B598541"}})");
}

TEST(ExportValue, LocksTheLogicalId) {
  App app;
  auto& stack = app.add("A", test::plain());
  auto& own = thing(stack, "Q");
  stack.export_value(own.any_ref());
  own.override_logical_id("Other");
  EXPECT_EQ(own.logical_id(), "Q");
  EXPECT_EQ(only_finding(app).id, "locked-logical-id");
}

TEST(ExportValue, TakesOnlyWhatIsTheStacksOwn) {
  App app;
  auto& stack = app.add("A", test::plain());
  auto& other = app.add("B", test::plain());
  auto& foreign = thing(other, "Q");
  EXPECT_EQ(error_id([&] { stack.export_value("text"); }), "not-exportable");
  EXPECT_EQ(error_id([&] { stack.export_value(pseudo::region); }), "not-exportable");
  EXPECT_EQ(error_id([&] { stack.export_value(foreign.any_ref()); }), "not-exportable");
}

}  // namespace
}  // namespace tenon
