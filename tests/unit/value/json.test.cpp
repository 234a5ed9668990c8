#include "tenon/value/json.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

using test::OneStack;
using test::rendered;

TEST(Json, KeepsKeyOrderAndTheSpellingOfNumbers) {
  OneStack one;
  const auto read =
      json::parse(R"({"b":1,"a":[true,null,1.10,-0.5e-7,18446744073709551615,"é\u00e9\n"],"":{}})");
  EXPECT_EQ(read.find("a")->items()[2].text(), "1.10");
  EXPECT_EQ(read.find("a")->items()[3].text(), "-0.5e-7");
  EXPECT_EQ(read.find("a")->items()[4].text(), "18446744073709551615");
  one.stack.add("R", Resource::Props{.Type = "Test::Value::Holder", .Properties = read});
  EXPECT_NE(test::template_of(one.stack).find(
                R"({"b":1,"a":[true,null,1.10,-0.5e-7,18446744073709551615,"éé\n"],"":{}})"),
            std::string::npos);
}

TEST(Json, ReadsEveryScalar) {
  EXPECT_EQ(json::parse("-9223372036854775808").integer(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(json::parse("null").kind(), NodeKind::null);
  EXPECT_EQ(json::parse("\"x\"").text(), "x");
  EXPECT_EQ(json::parse(" [] ").kind(), NodeKind::list);
  EXPECT_EQ(json::parse("1.0").text(), "1.0");
}

TEST(Json, SaysWhereTextIsNoJson) {
  for (const std::string_view text :
       {"", "{", "{\"a\":}", "[1,]", "'x'", "{a:1}", "1 2", "nul", "\"\xff\"", "\"\n\""}) {
    try {
      json::parse(text);
      ADD_FAILURE() << text;
    } catch (const InvalidValue& error) {
      EXPECT_NE(std::string(error.what()).find("column"), std::string::npos) << error.what();
    }
  }
}

TEST(Json, RefusesDeepNestingInsteadOfRunningOutOfStack) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NO_THROW(json::parse(nested(500)));
  EXPECT_THROW(json::parse(nested(501)), InvalidValue);
  EXPECT_THROW(json::parse(nested(200'000)), InvalidValue);
}

TEST(Json, IsBuiltFromObjectsAndLists) {
  OneStack one;
  const std::array items{Value<Json>("x"), Value<Json>(2)};
  EXPECT_EQ(rendered(one.stack, json::object({{"z", 1},
                                              {"a", json::array({true, 1.5, json::null()})},
                                              {"e", json::object({})},
                                              {"l", json::array(std::span(items))}})),
            R"({"z":1,"a":[true,1.5,null],"e":{},"l":["x",2]})");
}

TEST(Json, WritesNumbersAsJavaScriptDoes) {
  // Facts from node: JSON.stringify.
  const std::pair<double, std::string_view> cases[] = {
      {0.1, "0.1"},
      {1.5, "1.5"},
      {1e21, "1e+21"},
      {1e20, "100000000000000000000"},
      {1e-6, "0.000001"},
      {1e-7, "1e-7"},
      {1.5e-7, "1.5e-7"},
      {5e-324, "5e-324"},
      {1e300, "1e+300"},
      {3.0, "3"},
      {-0.0, "0"},
      {-1.25, "-1.25"},
      {123456789012345680000.0, "123456789012345680000"},
      {0.1 + 0.2, "0.30000000000000004"},
  };
  for (const auto& [number, text] : cases) {
    OneStack one;
    one.stack.add("R", Resource::Props{.Type = "T::T::T", .Properties = json::object({{"N", number}})});
    EXPECT_EQ(test::template_of(one.stack),
              R"({"Resources":{"R":{"Type":"T::T::T","Properties":{"N":)" + std::string(text) + "}}}}");
  }
}

TEST(Json, EscapesTextAsJavaScriptDoes) {
  OneStack one;
  one.stack.add("R",
                Resource::Props{.Type = "T::T::T",
                                .Properties = json::object(
                                    {{"T", "\" \\ / \b\f\n\r\t \x01\x1f\x7f <>& é \u2028 \U0001F600"}})});
  EXPECT_NE(template_text(one.stack).find(
                "\"\\\" \\\\ / \\b\\f\\n\\r\\t \\u0001\\u001f\x7f <>& é \u2028 \U0001F600\""),
            std::string::npos);
}

// --- documents as text
// ---------------------------------------------------------------------------------------------------

/// A stack with a resource, a condition and parameters to refer to.
struct Referred : OneStack {
  Resource& thing = stack.add("Q", Resource::Props{.Type = "Test::Some::Thing"});
  Condition& condition = stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  Parameter& number = stack.add("P", Parameter::Props{.Type = "Number"});
  Parameter& text = stack.add("T", Parameter::Props{.Type = "String"});
  Value<std::string> ref = thing.any_ref();

  std::string joined(const Value<Json>& document) { return rendered(stack, json::string(document)); }
  std::string subbed(const Value<Json>& document) {
    return rendered(stack, json::string(document, {.rendering = json::Rendering::sub}));
  }
};

TEST(JsonString, IsPlainTextWhereNothingIsReferredTo) {
  Referred one;
  EXPECT_EQ(one.joined(json::object({})), R"("{}")");
  EXPECT_EQ(one.joined(json::array({})), R"("[]")");
  EXPECT_EQ(
      one.joined(json::object({{"a", json::object({})}, {"b", json::array({})}, {"c", 1.5}, {"d", 1e21}})),
      R"("{\"a\":{},\"b\":[],\"c\":1.5,\"d\":1e+21}")");
  EXPECT_EQ(one.joined("x\"y"), R"("\"x\\\"y\"")");
  EXPECT_EQ(one.subbed(json::object({{"a", "${x}"}})), R"("{\"a\":\"${x}\"}")");
}

// The documents and what becomes of them are those of Stack.toJsonString in aws-cdk-lib 2.276.0.
TEST(JsonString, PutsReferencesBetweenQuotesAndEscapesWhatIsAround) {
  Referred one;
  EXPECT_EQ(
      one.joined(json::object({{"a", one.ref},
                               {"b", json::array({1, true, json::null(), "x\"y\\z\n"})},
                               {"c", json::object({{"d", format("{}\"", one.thing.get_att("Arn"))}})},
                               {"k\"", 1}})),
      R"({"Fn::Join":["",["{\"a\":\"",{"Ref":"Q"},"\",\"b\":[1,true,null,\"x\\\"y\\\\z\\n\"],\"c\":{\"d\":\"",)"
      R"({"Fn::GetAtt":["Q","Arn"]},"\\\"\"},\"k\\\"\":1}"]]})");
  EXPECT_EQ(one.joined(one.ref), R"({"Fn::Join":["",["\"",{"Ref":"Q"},"\""]]})");
  EXPECT_EQ(one.joined(json::object({{"l", json::array({one.ref, one.ref})}})),
            R"({"Fn::Join":["",["{\"l\":[\"",{"Ref":"Q"},"\",\"",{"Ref":"Q"},"\"]}"]]})");
  EXPECT_EQ(one.joined(json::object({{"u", Fn::Join("", {"\"", one.ref})}})),
            R"({"Fn::Join":["",["{\"u\":\"\\\"",{"Ref":"Q"},"\"}"]]})");
}

TEST(JsonString, LeavesNumbersBare) {
  Referred one;
  EXPECT_EQ(one.joined(json::object({{"n", one.number.ref()}, {"s", one.text.ref()}})),
            R"({"Fn::Join":["",["{\"n\":",{"Ref":"P"},",\"s\":\"",{"Ref":"T"},"\"}"]]})");
  EXPECT_EQ(one.joined(json::object({{"n", Fn::Length(Fn::Split(",", one.ref))}})),
            R"({"Fn::Join":["",["{\"n\":",{"Fn::Length":{"Fn::Split":[",",{"Ref":"Q"}]}},"}"]]})");
}

TEST(JsonString, EscapesLiteralsInsideFunctions) {
  Referred one;
  EXPECT_EQ(one.joined(json::object({{"i", Fn::If(one.condition, "say \"x\"", one.ref)}})),
            R"({"Fn::Join":["",["{\"i\":\"",{"Fn::If":["C","say \\\"x\\\"",{"Ref":"Q"}]},"\"}"]]})");
  EXPECT_EQ(one.joined(json::object({{"i", Fn::Join(",", {"a\"b", one.ref})}})),
            R"({"Fn::Join":["",["{\"i\":\"",{"Fn::Join":[",",["a\\\"b",{"Ref":"Q"}]]},"\"}"]]})");
  EXPECT_EQ(one.joined(json::object({{"i", sub("a\"${Q}")}})),
            R"({"Fn::Join":["",["{\"i\":\"",{"Fn::Sub":"a\\\"${Q}"},"\"}"]]})");
  EXPECT_EQ(
      one.joined(json::object({{"i", Fn::If(one.condition, format("\"{}", one.ref), "b")}})),
      R"({"Fn::Join":["",["{\"i\":\"",{"Fn::If":["C",{"Fn::Join":["",["\\\"",{"Ref":"Q"}]]},"b"]},"\"}"]]})");
}

TEST(JsonString, WritesEachBranchOfADecisionThatIsNotText) {
  Referred one;
  EXPECT_EQ(one.joined(json::object({{"i", Fn::If(one.condition, 5, 6)}})),
            R"({"Fn::Join":["",["{\"i\":",{"Fn::If":["C","5","6"]},"}"]]})");
  EXPECT_EQ(
      one.joined(
          json::object({{"i", Fn::If(one.condition, json::object({{"a", one.ref}}), json::array({"\""}))}})),
      R"({"Fn::Join":["",["{\"i\":",{"Fn::If":["C",{"Fn::Join":["",["{\"a\":\"",{"Ref":"Q"},"\"}"]]},"[\"\\\"\"]"]},"}"]]})");
}

TEST(JsonString, HoldsJsonTextsThemselves) {
  Referred one;
  EXPECT_EQ(
      one.joined(json::object({{"inner", json::string(json::object({{"a", one.ref}, {"b", "\""}}))}})),
      R"({"Fn::Join":["",["{\"inner\":\"{\\\"a\\\":\\\"",{"Ref":"Q"},"\\\",\\\"b\\\":\\\"\\\\\\\"\\\"}\"}"]]})");
}

TEST(JsonString, IsRenderedAsSubWhereAsked) {
  Referred one;
  EXPECT_EQ(one.subbed(json::object({{"a", one.ref}, {"d", "${dollar}"}, {"r", pseudo::region}})),
            R"({"Fn::Sub":"{\"a\":\"${Q}\",\"d\":\"${!dollar}\",\"r\":\"${AWS::Region}\"}"})");
  EXPECT_EQ(
      one.subbed(json::object({{"a", one.ref}, {"i", Fn::ImportValue("x")}, {"n", one.number.ref()}})),
      R"({"Fn::Sub":["{\"a\":\"${Q}\",\"i\":\"${Value1}\",\"n\":${P}}",{"Value1":{"Fn::ImportValue":"x"}}]})");
}

TEST(JsonString, IsIndentedWhereAsked) {
  Referred one;
  const auto document =
      json::object({{"a", json::array({1, json::object({})})}, {"b", json::object({{"c", one.ref}})}});
  EXPECT_EQ(
      rendered(one.stack, json::string(document, {.rendering = json::Rendering::sub, .indent = 2})),
      R"({"Fn::Sub":"{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": {\n    \"c\": \"${Q}\"\n  }\n}\n"})");
}

TEST(JsonString, TakesUncheckedValuesAsTheyAre) {
  Referred one;
  EXPECT_EQ(one.joined(json::object({{"a", unchecked(json::object({{"b", one.ref}}))}, {"n", unchecked(1)}})),
            R"({"Fn::Join":["",["{\"a\":{\"b\":\"",{"Ref":"Q"},"\"},\"n\":1}"]]})");
}

}  // namespace
}  // namespace tenon
