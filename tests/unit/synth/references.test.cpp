#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::only_finding;
using test::template_of;

Resource& thing(Construct& scope, std::string_view id, const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = "A::B::C", .Properties = properties});
}

std::string properties_of(Stack& stack, std::string_view id) {
  return at(template_text(stack), "/Resources/" + std::string(id) + "/Properties");
}

Value<Json> with(const Value<Json>& value) { return json::object({{"v", value}}); }

/// A producer P and a consumer C.
struct TwoStacks {
  explicit TwoStacks(Value<Json> context = {}, Environment of_producer = {}, Environment of_consumer = {})
      : app(App::Options{.context = std::move(context)}),
        producer(add("P", of_producer)),
        consumer(add("C", of_consumer)),
        queue(producer.add("G", Construct::Props{}).add("Q", aws::sqs::Queue::Props{})) {}

  Stack& add(std::string_view id, const Environment& env) {
    auto props = test::plain();
    props.env = env;
    return app.add(id, props);
  }

  App app;
  Stack& producer;
  Stack& consumer;
  aws::sqs::Queue& queue;
};

constexpr std::string_view weak_arn =
    R"({"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},"OutputName":"PublishOutputFnGetAttGQ4F5B8DB4ArnD999CBA8"}})";
constexpr std::string_view weak_outputs =
    R"({"PublishOutputFnGetAttGQ4F5B8DB4ArnD999CBA8":{"Value":{"Fn::GetAtt":["GQ4F5B8DB4","Arn"]}}})";
constexpr std::string_view strong_arn =
    R"({"Fn::ImportValue":"P:ExportsOutputFnGetAttGQ4F5B8DB4Arn4F3E2FA6"})";
constexpr std::string_view strong_outputs =
    R"({"ExportsOutputFnGetAttGQ4F5B8DB4Arn4F3E2FA6":{"Value":{"Fn::GetAtt":["GQ4F5B8DB4","Arn"]},)"
    R"("Export":{"Name":"P:ExportsOutputFnGetAttGQ4F5B8DB4Arn4F3E2FA6"}}})";

// Everything that is written about two stacks here is what aws-cdk-lib 2.276.0 writes (CDK rule 4.11).

TEST(CrossStackReference, IsWeakByDefault) {
  TwoStacks two;
  thing(two.consumer, "X", json::object({{"a", two.queue.Arn()}, {"again", two.queue.Arn()}}));
  EXPECT_EQ(properties_of(two.consumer, "X"),
            R"({"a":)" + std::string(weak_arn) + R"(,"again":)" + std::string(weak_arn) + "}");
  EXPECT_EQ(at(template_text(two.producer), "/Outputs"), weak_outputs);
}

TEST(CrossStackReference, HasTheStrengthThatIsAskedFor) {
  using Strength = ReferenceStrength;
  struct Case {
    std::string_view context;
    std::optional<Strength> of_consumer;
    std::optional<Strength> of_element;
    Strength expected;
  };
  const Case cases[] = {
      {"weak", {}, {}, Strength::weak},
      {"strong", {}, {}, Strength::strong},
      {"both", {}, {}, Strength::both},
      {"strong", Strength::weak, {}, Strength::weak},
      {"weak", Strength::strong, {}, Strength::strong},
      {"weak", Strength::weak, Strength::strong, Strength::strong},
      {"strong", Strength::strong, Strength::both, Strength::both},
      {"nonsense", {}, {}, Strength::weak},
  };
  for (const Case& each : cases) {
    App app(
        App::Options{.context = json::object({{"@aws-cdk/core:defaultCrossStackReferences", each.context}})});
    auto& producer = app.add("P", test::plain());
    auto props = test::plain();
    props.cross_stack_references = each.of_consumer;
    auto& consumer = app.add("C", props);
    auto& queue = producer.add("G", Construct::Props{}).add("Q", aws::sqs::Queue::Props{});
    if (each.of_element) producer.set_reference_strength(queue, *each.of_element);
    thing(consumer, "X", with(queue.Arn()));
    const auto expected = each.expected == Strength::strong ? strong_arn : weak_arn;
    EXPECT_EQ(properties_of(consumer, "X"), R"({"v":)" + std::string(expected) + "}");
    const std::string outputs = at(template_text(producer), "/Outputs");
    if (each.expected == Strength::both) {
      EXPECT_EQ(outputs, std::string(strong_outputs.substr(0, strong_outputs.size() - 1)) + "," +
                             std::string(weak_outputs.substr(1)));
    } else {
      EXPECT_EQ(outputs, each.expected == Strength::strong ? strong_outputs : weak_outputs);
    }
  }
}

TEST(CrossStackReference, IsFoundWhereverItStands) {
  TwoStacks two;
  const auto arn = two.queue.Arn();
  const auto& condition = two.consumer.add("Is", Condition::Props{.Expression = Fn::Equals(arn, "x")});
  const std::string weak(weak_arn);
  const std::pair<Value<Json>, std::string> cases[] = {
      {format("a{}b", arn), R"({"Fn::Join":["",["a",)" + weak + R"(,"b"]]})"},
      {format_sub("a{}b", arn), R"({"Fn::Sub":["a${Value1}b",{"Value1":)" + weak + "}]}"},
      {json::string(json::object({{"k", arn}})), R"({"Fn::Join":["",["{\"k\":\"",)" + weak + R"(,"\"}"]]})"},
      {Fn::If(condition, arn, NoValue), R"({"Fn::If":["Is",)" + weak + R"(,{"Ref":"AWS::NoValue"}]})"},
      {sub("${Own}", {{"Own", arn}}), R"({"Fn::Sub":["${Own}",{"Own":)" + weak + "}]}"},
      {json::array({json::object({{"deep", unchecked(arn)}})}), R"([{"deep":)" + weak + "}]"},
  };
  for (const auto& [value, json] : cases) EXPECT_EQ(test::rendered(two.consumer, value), json);
  EXPECT_EQ(at(template_text(two.consumer), "/Conditions/Is"), R"({"Fn::Equals":[)" + weak + R"(,"x"]})");
  two.consumer.add("O", Output::Props{.Value = arn});
  EXPECT_EQ(at(template_text(two.consumer), "/Outputs/O/Value"), weak);
  two.consumer.add_metadata("note", arn);
  EXPECT_EQ(at(template_text(two.consumer), "/Metadata/note"), weak);
}

TEST(CrossStackReference, InAnOverrideIsFound) {
  TwoStacks two;
  auto& user = thing(two.consumer, "X");
  user.add_property_override("v", two.queue.Arn());
  EXPECT_EQ(properties_of(two.consumer, "X"), R"({"v":)" + std::string(weak_arn) + "}");
}

TEST(CrossStackReference, InMetadataOfAResourceIsFound) {
  TwoStacks two;
  thing(two.consumer, "X").add_metadata("v", two.queue.Arn());
  EXPECT_EQ(at(template_text(two.consumer), "/Resources/X/Metadata/v"), weak_arn);
}

TEST(CrossStackReference, ToAnUntypedResourceNamesItsAttribute) {
  TwoStacks two;
  auto& custom = thing(two.producer, "R");
  thing(two.consumer, "X", json::object({{"a", custom.get_att("Some.Thing")}, {"b", custom.any_ref()}}));
  EXPECT_EQ(
      properties_of(two.consumer, "X"),
      R"({"a":{"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},"OutputName":"PublishOutputFnGetAttRSomeThingE06DCBA5"}},)"
      R"("b":{"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},"OutputName":"PublishOutputRefR73C53195"}}})");
  EXPECT_EQ(at(template_text(two.producer), "/Outputs/PublishOutputFnGetAttRSomeThingE06DCBA5"),
            R"({"Value":{"Fn::GetAtt":["R","Some.Thing"]}})");
}

// CDK splits the output itself; Fn::Split is not documented to take Fn::GetStackOutput, but to take Fn::Join.
TEST(CrossStackReference, ThatIsSplitIsJoinedBefore) {
  TwoStacks two;
  const Value<std::string> name = Fn::Select(5, Fn::Split(":", two.queue.Arn()));
  thing(two.consumer, "X", with(name));
  EXPECT_EQ(properties_of(two.consumer, "X"), R"({"v":{"Fn::Select":[5,{"Fn::Split":[":",{"Fn::Join":["",[)" +
                                                  std::string(weak_arn) + R"(]]}]}]}})");
  thing(two.producer, "Y", with(name));
  EXPECT_EQ(properties_of(two.producer, "Y"),
            R"({"v":{"Fn::Select":[5,{"Fn::Split":[":",{"Fn::GetAtt":["GQ4F5B8DB4","Arn"]}]}]}})");
}

TEST(CrossStackReference, OfAListTravelsAsOneText) {
  TwoStacks two;
  const auto& list = two.producer.add("L", Parameter::Props{.Type = "CommaDelimitedList"});
  const auto& single = two.producer.add("Par", Parameter::Props{.Type = "String"});
  thing(two.consumer, "X", json::object({{"a", single.ref()}, {"l", list.list()}}));
  EXPECT_EQ(
      properties_of(two.consumer, "X"),
      R"({"a":{"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},"OutputName":"PublishOutputRefPar8CDC68FE"}},)"
      R"("l":{"Fn::Split":["||",{"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},)"
      R"("OutputName":"PublishOutputRefLCACE5783"}}]}})");
  EXPECT_EQ(at(template_text(two.producer), "/Outputs/PublishOutputRefLCACE5783"),
            R"({"Value":{"Fn::Join":["||",{"Ref":"L"}]}})");
}

TEST(CrossStackReference, OfAListAttributeTravelsAsOneText) {
  for (const bool strong : {false, true}) {
    TwoStacks two(json::object({{"@aws-cdk/core:defaultCrossStackReferences", strong ? "strong" : "weak"}}));
    const auto& endpoint = two.producer.add("E", aws::ec2::VPCEndpoint::Props{.VpcId = "vpc-1"});
    thing(two.consumer, "X", with(endpoint.DnsEntries()));
    EXPECT_EQ(
        properties_of(two.consumer, "X"),
        strong
            ? R"({"v":{"Fn::Split":["||",{"Fn::ImportValue":"P:ExportsOutputFnGetAttEDnsEntriesC211BCB8"}]}})"
            : R"({"v":{"Fn::Split":["||",{"Fn::GetStackOutput":{"StackName":"P","Region":{"Ref":"AWS::Region"},)"
              R"("OutputName":"PublishOutputFnGetAttEDnsEntries11010ACD"}}]}})");
    const std::string output =
        strong ? "ExportsOutputFnGetAttEDnsEntriesC211BCB8" : "PublishOutputFnGetAttEDnsEntries11010ACD";
    EXPECT_EQ(at(template_text(two.producer), "/Outputs/" + output + "/Value"),
              R"({"Fn::Join":["||",{"Fn::GetAtt":["E","DnsEntries"]}]})");
  }
}

TEST(CrossStackReference, OrdersTheStacks) {
  App app;
  auto& consumer = app.add("Consumer", test::plain());
  auto& producer = app.add("Producer", test::plain());
  thing(consumer, "X", with(thing(producer, "R").any_ref()));
  const auto stacks = list_stacks(app);
  ASSERT_EQ(stacks.size(), 2U);
  EXPECT_EQ(stacks[0].display_name, "Producer");
}

// --- environments
// ----------------------------------------------------------------------------------------------------------

TEST(CrossStackReference, NamesTheRegionWhereItIsKnown) {
  for (const char* region : {"us-east-1", "eu-west-1"}) {
    TwoStacks two({}, {.account = "111111111111", .region = "us-east-1"},
                  {.account = "111111111111", .region = *Region::parse(region)});
    thing(two.consumer, "X", with(two.queue.Arn()));
    EXPECT_EQ(
        properties_of(two.consumer, "X"),
        R"({"v":{"Fn::GetStackOutput":{"StackName":"P","Region":"us-east-1","OutputName":"PublishOutputFnGetAttGQ4F5B8DB4ArnD999CBA8"}}})");
  }
}

TEST(CrossStackReference, IsRefusedWhereItCannotBe) {
  struct Case {
    std::string_view strength;
    Environment of_producer;
    Environment of_consumer;
    std::string_view id;
  };
  const Case cases[] = {
      {"weak", {.region = "us-east-1"}, {}, "cross-region-reference"},
      {"weak", {}, {.region = "us-east-1"}, "cross-region-reference"},
      {"strong",
       {.account = "111111111111", .region = "us-east-1"},
       {.account = "111111111111", .region = "eu-west-1"},
       "strong-reference-across-regions"},
  };
  for (const Case& each : cases) {
    TwoStacks two(json::object({{"@aws-cdk/core:defaultCrossStackReferences", each.strength}}),
                  each.of_producer, each.of_consumer);
    thing(two.consumer, "X", with(two.queue.Arn()));
    const Diagnostic found = only_finding(two.app);
    EXPECT_EQ(found.id, each.id);
    EXPECT_EQ(found.path, "C/X");
    EXPECT_EQ(found.value, "P/G/Q");
  }
}

TEST(CrossStackReference, DoesNotLeaveItsStage) {
  App app;
  auto& inside = app.add("Dev", Stage::Props{}).add("S", test::plain());
  auto& outside = app.add("T", test::plain());
  thing(outside, "X", with(thing(inside, "R").any_ref()));
  const Diagnostic found = only_finding(app);
  EXPECT_EQ(found.id, "cross-stage-reference");
  EXPECT_EQ(found.path, "T/X");
}

TEST(CrossStackReference, StaysInItsStage) {
  App app;
  for (const std::string_view id : {"Dev", "Prod"}) {
    auto& stage = app.add(id, Stage::Props{});
    auto& service = stage.add("Svc", test::plain());
    thing(stage.add("T", test::plain()), "X", with(service.add("Q", aws::sqs::Queue::Props{}).Arn()));
  }
  auto& dev = app.find_child("Dev")->find_child("T")->stack();
  EXPECT_EQ(
      properties_of(dev, "X"),
      R"({"v":{"Fn::GetStackOutput":{"StackName":"Dev-Svc","Region":{"Ref":"AWS::Region"},"OutputName":"PublishOutputFnGetAttQArn52889A26"}}})");
}

TEST(CrossStackReference, DoesNotLeaveItsApp) {
  test::OneStack other;
  test::OneStack one;
  thing(one.stack, "X", with(thing(other.stack, "R").any_ref()));
  EXPECT_EQ(only_finding(one.app).id, "foreign-app");
}

// --- cycles
// ----------------------------------------------------------------------------------------------------------------

TEST(Cycle, OfStacksNamesBothEdgesAndTheirLines) {
  App app;
  auto& s = app.add("S", test::plain());
  auto& t = app.add("T", test::plain());
  auto& q = s.add("Q", aws::sqs::Queue::Props{});
  auto& r = t.add("R", aws::sqs::Queue::Props{});
  auto& x = s.add("X", Resource::Props{.Type = "A::B::C", .Properties = with(r.Arn())});
  auto& y = t.add("Y", Resource::Props{.Type = "A::B::C", .Properties = with(q.ref())});
  const Diagnostic found = only_finding(app);
  EXPECT_EQ(found.id, "stack-cycle");
  const std::string file = x.where().file_name();
  EXPECT_EQ(found.value, "'S' needs 'T' because 'S/X' refers to Arn of 'T/R' (" + file + ":" +
                             std::to_string(x.where().line()) +
                             "); 'T' needs 'S' because 'T/Y' refers to Ref of 'S/Q' (" + file + ":" +
                             std::to_string(y.where().line()) + ")");
}

TEST(Cycle, OfAReferenceAndADependencyIsFound) {
  App app;
  auto& s = app.add("S", test::plain());
  auto& t = app.add("T", test::plain());
  thing(s, "X", with(thing(t, "R").any_ref()));
  t.add_stack_dependency(s);
  const auto line = std::to_string(std::source_location::current().line() - 1);
  const Diagnostic found = only_finding(app);
  EXPECT_EQ(found.id, "stack-cycle");
  EXPECT_NE(
      found.value.find("'T' depends on 'S' (" + std::string(found.where.file_name()) + ":" + line + ")"),
      std::string::npos)
      << found.value;
}

TEST(Cycle, OfThreeStacksIsReportedOnce) {
  App app;
  std::vector<Stack*> stacks;
  for (const std::string_view id : {"A", "B", "C"}) stacks.push_back(&app.add(id, test::plain()));
  for (std::size_t i = 0; i < 3; ++i) stacks[i]->add_stack_dependency(*stacks[(i + 1) % 3]);
  EXPECT_EQ(only_finding(app).id, "stack-cycle");
}

TEST(Cycle, OfResourcesNamesEveryEdge) {
  test::OneStack one;
  auto& a = thing(one.stack, "A");
  auto& b = thing(one.stack, "B", with(a.any_ref()));
  auto& c = thing(one.stack, "C", with(b.get_att("Arn")));
  a.set_property("Back", json::array({c.any_ref()}));
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "resource-cycle");
  const auto line = [](const Resource& resource) { return std::to_string(resource.where().line()); };
  const std::string file = a.where().file_name();
  EXPECT_EQ(found.value, "'S/A' needs 'S/C' by Back (" + file + ":" + line(a) +
                             "); 'S/C' needs 'S/B' by v (" + file + ":" + line(c) +
                             "); 'S/B' needs 'S/A' by v (" + file + ":" + line(b) + ")");
}

TEST(Cycle, OfAResourceWithItselfIsFound) {
  test::OneStack one;
  auto& a = thing(one.stack, "A");
  a.set_property("Self", a.get_att("Arn"));
  EXPECT_EQ(only_finding(one.app).id, "resource-cycle");
}

TEST(Cycle, OfADependencyIsFound) {
  test::OneStack one;
  auto& a = thing(one.stack, "A");
  auto& b = thing(one.stack, "B", with(a.any_ref()));
  a.depends_on(b);
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "resource-cycle");
  EXPECT_NE(found.value.find("'S/A' needs 'S/B' by DependsOn"), std::string::npos) << found.value;
}

TEST(Cycle, ThroughANameInATextIsFound) {
  test::OneStack one;
  thing(one.stack, "A", with(sub("${B}")));
  thing(one.stack, "B", with(Fn::GetAtt("A", "Arn")));
  EXPECT_EQ(only_finding(one.app).id, "resource-cycle");
}

}  // namespace
}  // namespace tenon
