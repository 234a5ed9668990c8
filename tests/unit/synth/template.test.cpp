#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/serverless/Function.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::template_of;

Resource& thing(Construct& scope, std::string_view id, const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = "T::T::T", .Properties = properties});
}

TEST(Template, OfAnEmptyStackIsAnEmptyObject) {
  OneStack one;
  EXPECT_EQ(template_text(one.stack), "{}");
}

// CDK rule 4.9.
TEST(Template, HasCdksTextForm) {
  OneStack one;
  one.stack.add("Queue", aws::sqs::Queue::Props{.DelaySeconds = 5, .QueueName = "é"});
  thing(one.stack, "Empties",
        json::object(
            {{"L", json::array({})}, {"O", json::object({})}, {"N", json::array({json::object({})})}}));
  EXPECT_EQ(template_text(one.stack), R"({
 "Resources": {
  "Queue": {
   "Type": "AWS::SQS::Queue",
   "Properties": {
    "DelaySeconds": 5,
    "QueueName": "é"
   }
  },
  "Empties": {
   "Type": "T::T::T",
   "Properties": {
    "L": [],
    "O": {},
    "N": [
     {}
    ]
   }
  }
 }
})");
}

// As aws-cdk-lib 2.276.0 orders the same template.
TEST(Template, HasASectionWhereItsFirstElementStands) {
  App app;
  auto props = test::plain();
  props.description = "desc";
  props.template_format_version = "2010-09-09";
  props.transforms = {"T1"};
  auto& stack = app.add("S", props);
  stack.add_metadata("a", 1);
  const auto& first = stack.add("C1", Condition::Props{.Expression = Fn::Equals("a", "b")});
  thing(stack, "Q").set_condition(first);
  stack.add("O", Output::Props{.Value = "x"});
  stack.add("M", Mapping::Props{.Mapping = {{"a", {{"b", 1}}}}});
  stack.add("P", Parameter::Props{.Type = "String"});
  stack.add("R", Rule::Props{.Assertions = {Rule::Assertion{.Assert = Fn::Equals("a", "b")}}});
  stack.add("C2", Condition::Props{.Expression = Fn::Equals("c", "d")});
  EXPECT_EQ(
      template_of(stack),
      R"({"Description":"desc","Transform":"T1","AWSTemplateFormatVersion":"2010-09-09","Metadata":{"a":1},)"
      R"("Conditions":{"C1":{"Fn::Equals":["a","b"]},"C2":{"Fn::Equals":["c","d"]}},)"
      R"("Resources":{"Q":{"Type":"T::T::T","Condition":"C1"}},"Outputs":{"O":{"Value":"x"}},)"
      R"("Mappings":{"M":{"a":{"b":1}}},"Parameters":{"P":{"Type":"String"}},)"
      R"("Rules":{"R":{"Assertions":[{"Assert":{"Fn::Equals":["a","b"]}}]}}})");
}

TEST(Template, ListsElementsInTheOrderOfTheTree) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  thing(one.stack, "Last");
  thing(group, "Inner");
  for (const std::string_view id : {"b", "10", "2"}) thing(one.stack, id);
  EXPECT_EQ(
      template_of(one.stack),
      R"({"Resources":{"2":{"Type":"T::T::T"},"10":{"Type":"T::T::T"},"GInner75C65300":{"Type":"T::T::T"},)"
      R"("Last":{"Type":"T::T::T"},"b":{"Type":"T::T::T"}}})");
}

TEST(Template, NamesEveryTransformOnce) {
  App app;
  auto props = test::plain();
  props.transforms = {"A", "B", "A"};
  auto& stack = app.add("S", props);
  stack.add_transform("B");
  stack.add_transform("C");
  EXPECT_EQ(at(template_text(stack), "/Transform"), R"(["A","B","C"])");
}

TEST(Template, HasTheTransformThatItsTypesNeed) {
  const aws::serverless::Function::Props greet{
      .CodeUri = "s3://bucket/key", .Handler = "index.handler", .Runtime = "python3.13"};
  struct Case {
    std::vector<std::string> own;
    std::string_view transform;
  };
  const Case cases[] = {
      {{}, R"("AWS::Serverless-2016-10-31")"},
      {{"AWS::Serverless-2016-10-31"}, R"("AWS::Serverless-2016-10-31")"},
      {{"Mine"}, R"(["Mine","AWS::Serverless-2016-10-31"])"},
  };
  for (const Case& each : cases) {
    App app;
    auto& stack = app.add("S", test::plain());
    for (const std::string& macro : each.own) stack.add_transform(macro);
    stack.add("Greet", greet);
    stack.add("Again", greet);
    EXPECT_EQ(at(template_text(stack), "/Transform"), each.transform);
  }
}

TEST(Template, HasNoTransformForTypesThatNeedNone) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{});
  EXPECT_EQ(at(template_text(one.stack), "/Transform"), "missing");
}

// --- loops
// ---------------------------------------------------------------------------------------------------------------

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
TEST(ForEach, StandsInItsSectionWithIdentifierCollectionAndBody) {
  const std::pair<ForEach::Section, std::string_view> cases[] = {{ForEach::Section::resources, "Resources"},
                                                                 {ForEach::Section::conditions, "Conditions"},
                                                                 {ForEach::Section::outputs, "Outputs"}};
  for (const auto& [section, name] : cases) {
    OneStack one;
    one.stack.add("Loop", ForEach::Props{.Section = section,
                                         .Identifier = "Team",
                                         .Collection = {"Red", "Blue"},
                                         .Body = json::object({{"Of${Team}", json::object({{"A", 1}})}})});
    EXPECT_EQ(template_of(one.stack),
              R"({"Transform":"AWS::LanguageExtensions",")" + std::string(name) +
                  R"(":{"Fn::ForEach::Loop":["Team",["Red","Blue"],{"Of${Team}":{"A":1}}]}})");
  }
}

TEST(ForEach, MayGoThroughAParameter) {
  OneStack one;
  auto& teams = one.stack.add("Teams", Parameter::Props{.Type = "CommaDelimitedList"});
  one.stack.add("Loop",
                ForEach::Props{.Identifier = "Team",
                               .Collection = teams.list(),
                               .Body = json::object({{"Of${Team}", json::object({{"Type", "T::T::T"}})}})});
  EXPECT_EQ(at(template_text(one.stack), "/Resources/Fn::ForEach::Loop/1"), R"({"Ref":"Teams"})");
}

TEST(ForEach, MayMakeWhatOthersName) {
  OneStack one;
  one.stack.add("Out", Output::Props{.Value = Fn::Ref("OfRed")});
  EXPECT_EQ(test::only_finding(one.app).id, "unknown-name");
  one.stack.add("Loop",
                ForEach::Props{.Identifier = "Team",
                               .Collection = {"Red"},
                               .Body = json::object({{"Of${Team}", json::object({{"Type", "T::T::T"}})}})});
  EXPECT_EQ(test::summaries(one.app), std::vector<std::string>());
}

TEST(ForEach, InAPropertyAddsTheTransform) {
  OneStack one;
  thing(
      one.stack, "R",
      json::object({{"Rules", Fn::ForEach("Each", "Port", {"80", "443"}, json::object({{"P${Port}", 1}}))}}));
  EXPECT_EQ(
      template_of(one.stack),
      R"({"Transform":"AWS::LanguageExtensions","Resources":{"R":{"Type":"T::T::T","Properties":{"Rules":)"
      R"({"Fn::ForEach::Each":["Port",["80","443"],{"P${Port}":1}]}}}}})");
}

// The texts are those of the bootstrap check in aws-cdk-lib 2.276.0.
TEST(Template, ChecksTheBootstrapVersionAtItsEnd) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  stack.add("O", Output::Props{.Value = "x"});
  EXPECT_EQ(
      template_of(stack),
      R"({"Outputs":{"O":{"Value":"x"}},"Parameters":{"BootstrapVersion":{"Type":"AWS::SSM::Parameter::Value<String>",)"
      R"("Default":"/cdk-bootstrap/hnb659fds/version","Description":"Version of the CDK Bootstrap resources in this )"
      R"(environment, automatically retrieved from SSM Parameter Store. [cdk:skip]"}},"Rules":{"CheckBootstrapVersion":)"
      R"({"Assertions":[{"Assert":{"Fn::Not":[{"Fn::Contains":[["1","2","3","4","5"],{"Ref":"BootstrapVersion"}]}]},)"
      R"("AssertDescription":"CDK bootstrap stack version 6 required. Please run 'cdk bootstrap' with a recent version )"
      R"(of the CDK CLI."}]}}})");
}

TEST(Template, ChecksTheBootstrapVersionOnlyWhereItIsNeeded) {
  Synthesizer without_rule = default_synthesizer();
  without_rule.generate_bootstrap_version_rule = false;
  const std::pair<Synthesizer, bool> cases[] = {{default_synthesizer(), true},
                                                {without_rule, false},
                                                {cli_credentials_synthesizer(), false},
                                                {bootstrapless_synthesizer(), false}};
  for (const auto& [synthesizer, checks] : cases) {
    App app;
    auto& stack = app.add("S", Stack::Props{.synthesizer = synthesizer});
    EXPECT_EQ(template_of(stack) != "{}", checks);
  }
}

TEST(Template, TakesTheQualifierOfTheBootstrap) {
  App app(App::Options{.context = json::object({{"@aws-cdk/core:bootstrapQualifier", "fromcontext"}})});
  Synthesizer own = default_synthesizer();
  own.qualifier = "own";
  auto& by_context = app.add("A", Stack::Props{});
  auto& by_synthesizer = app.add("B", Stack::Props{.synthesizer = own});
  EXPECT_EQ(at(template_text(by_context), "/Parameters/BootstrapVersion/Default"),
            R"("/cdk-bootstrap/fromcontext/version")");
  EXPECT_EQ(at(template_text(by_synthesizer), "/Parameters/BootstrapVersion/Default"),
            R"("/cdk-bootstrap/own/version")");
}

// --- path metadata
// -------------------------------------------------------------------------------------------------------

TEST(PathMetadata, IsAddedWhereAsked) {
  struct Case {
    Value<Json> context;
    std::optional<bool> own;
    bool added;
  };
  const Case cases[] = {
      {json::object({}), {}, false},
      {json::object({{"aws:cdk:enable-path-metadata", true}}), {}, true},
      {json::object({{"aws:cdk:enable-path-metadata", true}}), false, false},
      {json::object({{"aws:cdk:enable-path-metadata", false}}), true, true},
      {json::object({{"aws:cdk:enable-path-metadata", "true"}}), {}, true},
      {json::object({{"aws:cdk:enable-path-metadata", "false"}}), {}, false},
  };
  for (const Case& each : cases) {
    App app(App::Options{.context = each.context});
    auto props = test::plain();
    props.path_metadata = each.own;
    auto& stack = app.add("S", props);
    thing(stack.add("G", Construct::Props{}), "R").add_metadata("own", 1);
    stack.add("P", Parameter::Props{.Type = "String"});
    EXPECT_EQ(
        template_of(stack),
        each.added
            ? R"({"Resources":{"GR3865D1CA":{"Type":"T::T::T","Metadata":{"aws:cdk:path":"S/G/R","own":1}}},)"
              R"("Parameters":{"P":{"Type":"String"}}})"
            : R"({"Resources":{"GR3865D1CA":{"Type":"T::T::T","Metadata":{"own":1}}},)"
              R"("Parameters":{"P":{"Type":"String"}}})");
  }
}

TEST(PathMetadata, OfANestedStackIsThatOfItsParent) {
  App app;
  auto& stack = app.add("S", Stack::Props{.path_metadata = true});
  auto& nested = stack.add("N", NestedStack::Props{});
  thing(nested, "R");
  EXPECT_EQ(at(template_text(nested), "/Resources/R/Metadata"), R"({"aws:cdk:path":"S/N/R"})");
}

// --- again
// ---------------------------------------------------------------------------------------------------------------

TEST(Template, IsTheSameWhenItIsAskedForAgain) {
  App app;
  auto& one = app.add("One", Stack::Props{});
  auto& two = app.add("Two", Stack::Props{});
  auto& nested = one.add("N", NestedStack::Props{});
  auto& queue = one.add("Q", aws::sqs::Queue::Props{});
  auto& inner = thing(nested, "Inner", json::object({{"Up", queue.Arn()}}));
  thing(two, "User", json::object({{"Down", inner.get_att("X")}, {"Arn", queue.Arn()}}));
  one.add_tag("team", "x");
  one.add_warning("once");
  int visits = 0;
  app.add_aspect([&visits](Construct& construct) {
    if (construct.id() != "Q") return;
    ++visits;
    construct.parent()->add("ByAspect", Construct::Props{});
  });
  const std::string first[] = {template_text(one), template_text(nested), template_text(two)};
  const std::string second[] = {template_text(one), template_text(nested), template_text(two)};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(first[i], second[i]);
  EXPECT_EQ(visits, 1);
  EXPECT_EQ(app.diagnostics().size(), 1U);
}

TEST(Template, HasWhatWasAddedAfterItWasAskedFor) {
  OneStack one;
  thing(one.stack, "A");
  EXPECT_EQ(template_of(one.stack), R"({"Resources":{"A":{"Type":"T::T::T"}}})");
  thing(one.stack, "B");
  EXPECT_EQ(template_of(one.stack), R"({"Resources":{"A":{"Type":"T::T::T"},"B":{"Type":"T::T::T"}}})");
}

TEST(Template, OfAnAppWithErrorsIsRefusedWithAllFindings) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{.DelaySeconds = 5000});
  one.stack.add_warning("look at this");
  try {
    template_text(one.stack);
    FAIL() << "a template was made";
  } catch (const Error& error) {
    std::string expected = "the app has errors, and the stack 'S' no template";
    for (const Diagnostic& each : one.app.diagnostics()) expected += "\n" + to_string(each);
    EXPECT_EQ(error.what(), expected);
    EXPECT_EQ(one.app.diagnostics().size(), 2U);
  }
}

TEST(Template, IsMadeAfterAMistakeIsMended) {
  OneStack one;
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{.DelaySeconds = 5000});
  EXPECT_EQ(test::error_id([&] { template_text(one.stack); }), "synthesis-failed");
  queue.set_property("DelaySeconds", 5);
  EXPECT_EQ(template_of(one.stack),
            R"({"Resources":{"Q":{"Type":"AWS::SQS::Queue","Properties":{"DelaySeconds":5}}}})");
}

}  // namespace
}  // namespace tenon
