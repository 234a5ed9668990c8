#include "tenon/value/format.hpp"

#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::findings;
using test::OneStack;
using test::only_finding;
using test::rendered;

TEST(Format, CountsPlaceholders) {
  static_assert(detail::count_placeholders("") == 0);
  static_assert(detail::count_placeholders("a{}b{}") == 2);
  static_assert(detail::count_placeholders("{{}}") == 0);
  static_assert(detail::count_placeholders("{{{}}}") == 1);
  static_assert(detail::count_placeholders("${{{}}}") == 1);
}

TEST(Format, JoinsWhatOnlyTheDeploymentKnowsAndMergesTheRest) {
  OneStack one;
  const auto& own = one.stack.add("Thing", Resource::Props{.Type = "Test::Some::Thing"});
  const Value<std::string> ref = own.any_ref();
  const Value<std::string> name = "orders";
  struct Case {
    Value<Json> value;
    std::string_view json;
  };
  const Case cases[] = {
      {format("plain"), R"("plain")"},
      {format(""), R"("")"},
      {format("{}-{}", name, "x"), R"("orders-x")"},
      {format("{}", ref), R"({"Ref":"Thing"})"},
      {format("{}", name), R"("orders")"},
      {format("a{}b", ref), R"({"Fn::Join":["",["a",{"Ref":"Thing"},"b"]]})"},
      {format("{}{}", ref, ref), R"({"Fn::Join":["",[{"Ref":"Thing"},{"Ref":"Thing"}]]})"},
      {format("{{{}}}", ref), R"({"Fn::Join":["",["{",{"Ref":"Thing"},"}"]]})"},
      {format("a{}-{}c", ref, name), R"({"Fn::Join":["",["a",{"Ref":"Thing"},"-ordersc"]]})"},
      // texts inside texts, whichever way they are written
      {format("<{}>", format("({})", ref)), R"({"Fn::Join":["",["<(",{"Ref":"Thing"},")>"]]})"},
      {format("<{}>", format_sub("({})", ref)), R"({"Fn::Join":["",["<(",{"Ref":"Thing"},")>"]]})"},
      {format("<{}>", Fn::Join("", {"a", ref})), R"({"Fn::Join":["",["<a",{"Ref":"Thing"},">"]]})"},
      {format("<{}>", Fn::Join("-", {"a", ref})),
       R"({"Fn::Join":["",["<",{"Fn::Join":["-",["a",{"Ref":"Thing"}]]},">"]]})"},
      {format("<{}>", sub("${Thing}")), R"({"Fn::Join":["",["<",{"Fn::Sub":"${Thing}"},">"]]})"},
      {format("<{}>", resolve::ssm("p")), R"("<{{resolve:ssm:p}}>")"},
      // as Fn::Sub
      {format_sub("plain"), R"("plain")"},
      {format_sub("{}", name), R"("orders")"},
      {format_sub("{}", ref), R"({"Fn::Sub":"${Thing}"})"},
      {format_sub("arn:{}:{}", pseudo::partition, ref), R"({"Fn::Sub":"arn:${AWS::Partition}:${Thing}"})"},
      {format_sub("cost: ${{x}} {}", ref), R"({"Fn::Sub":"cost: ${!x} ${Thing}"})"},
      {format_sub("{}/{}", Fn::ImportValue("a"), ref),
       R"({"Fn::Sub":["${Value1}/${Thing}",{"Value1":{"Fn::ImportValue":"a"}}]})"},
      {format_sub("<{}>", format("({})", ref)), R"({"Fn::Sub":"<(${Thing})>"})"},
  };
  for (const Case& each : cases) EXPECT_EQ(rendered(one.stack, each.value), each.json);
}

TEST(Format, EndsWithADollarBeforeAValue) {
  OneStack one;
  // "$" and "{" come together only where the text says so.
  EXPECT_EQ(rendered(one.stack, format_sub("$ {}", pseudo::region)), R"({"Fn::Sub":"$ ${AWS::Region}"})");
  EXPECT_EQ(rendered(one.stack, format_sub("{}{}{}", "$", "{a}", pseudo::region)),
            R"({"Fn::Sub":"${!a}${AWS::Region}"})");
}

// --- sub
// ---------------------------------------------------------------------------------------------------------------

TEST(Sub, TakesNamesOfTheStack) {
  OneStack one;
  one.stack.add("Thing", Resource::Props{.Type = "Test::Some::Thing"});
  one.stack.add("Suffix", Parameter::Props{.Type = "String"});
  const Value<Json> subs[] = {
      sub("${Thing} ${Thing.Any.Attribute} ${Suffix} ${AWS::StackName}"),
      sub("${!Literal} ${!Thing} $ {no} $${Thing}"),
      sub("${Own}-${Thing}", {{"Own", "x"}}),
      sub("${Own.Dotted}", {{"Own.Dotted", "x"}}),
      sub("no names"),
      sub_text(std::string("${Thing}") + "!"),
      sub_text("${Own}", {{"Own", pseudo::region}}),
  };
  for (const auto& each : subs) rendered(one.stack, each);
  EXPECT_EQ(findings(one.app).size(), 0U);
}

TEST(Sub, ReportsNamesThatTheStackLacks) {
  struct Case {
    Value<Json> value;
    std::string_view id;
    std::string_view name;
  };
  const Case cases[] = {
      {sub("a ${Nothing} b"), "unknown-name", "Nothing"},
      {sub("${Nothing.Arn}"), "unknown-name", "Nothing"},
      {sub("${Suffix.Arn}"), "unknown-name", "Suffix"},
      {sub("${Own}", {{"Other", "x"}}), "unknown-name", "Own"},
      {sub("${thing}"), "unknown-name", "thing"},
      {sub("${Decision}"), "unknown-name", "Decision"},
      {sub("${ Thing}"), "unknown-name", " Thing"},
      {sub_text("${AWS::Regoin}"), "unknown-name", "AWS::Regoin"},
      {sub_text("${Thing"), "malformed-sub", "${Thing"},
      {Fn::Ref("Nothing"), "unknown-name", "Nothing"},
      {Fn::GetAtt("Nothing", "Arn"), "unknown-name", "Nothing"},
      {Fn::Base64(sub("${Nothing}")), "unknown-name", "Nothing"},
      {sub("${Own}", {{"Own", Fn::Ref("Nothing")}}), "unknown-name", "Nothing"},
  };
  for (const Case& each : cases) {
    OneStack one;
    one.stack.add("Thing", Resource::Props{.Type = "Test::Some::Thing"});
    one.stack.add("Suffix", Parameter::Props{.Type = "String"});
    one.stack.add("Decision", Condition::Props{.Expression = Fn::Equals("a", "b")});
    one.stack.add("User", Resource::Props{.Type = "Test::Value::Holder",
                                          .Properties = json::object({{"Value", each.value}})});
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, each.id) << each.name;
    EXPECT_EQ(found.value, each.name);
    EXPECT_EQ(found.path, "S/User");
    EXPECT_TRUE(found.property.starts_with("Properties.Value")) << found.property;
  }
}

TEST(Sub, DoesNotCheckNamesThatAMacroMayMake) {
  App app;
  Stack::Props props = test::plain();
  props.transforms = {"AWS::Serverless-2016-10-31"};
  auto& stack = app.add("S", props);
  stack.add("User", Resource::Props{.Type = "Test::Value::Holder",
                                    .Properties = json::object({{"Value", sub("${ApiDeployment}")}})});
  EXPECT_EQ(findings(app).size(), 0U);
}

TEST(Sub, OrdersTheStacksResources) {
  OneStack one;
  auto& thing = one.stack.add("Thing", Resource::Props{.Type = "Test::Some::Thing"});
  one.stack.add("User", Resource::Props{.Type = "Test::Value::Holder",
                                        .Properties = json::object({{"Value", sub("${Thing.Arn}")}})});
  thing.set_property("Back", Fn::GetAtt("User", "Arn"));
  EXPECT_EQ(only_finding(one.app).id, "resource-cycle");
}

}  // namespace
}  // namespace tenon
