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

void add_resources(Stack& stack, std::string_view type, int count) {
  for (int i = 0; i < count; ++i) {
    stack.add(std::string(type.substr(0, 1)) + std::to_string(i), Resource::Props{.Type = type});
  }
}

TEST(Limits, OfResourcesIsFiveHundred) {
  OneStack fits;
  add_resources(fits.stack, "A::A::A", 500);
  EXPECT_EQ(findings(fits.app).size(), 0U);

  OneStack one;
  add_resources(one.stack, "A::A::A", 200);
  add_resources(one.stack, "B::B::B", 301);
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "too-many-elements");
  EXPECT_EQ(found.path, "S");
  EXPECT_EQ(found.value, "501 resources");
  EXPECT_TRUE(found.allowed.starts_with("at most 500;")) << found.allowed;
  EXPECT_NE(found.message.find("B::B::B × 301, A::A::A × 200"), std::string::npos) << found.message;
}

TEST(Limits, OfResourcesIsWhatTheContextSays) {
  struct Row {
    Value<Json> limit;
    std::size_t found;
  };
  for (const Row& row : {Row{3, 0}, Row{2, 1}, Row{0, 0}, Row{"2", 1}}) {
    App app(App::Options{.context = json::object({{"@aws-cdk/core:stackResourceLimit", row.limit}})});
    auto& stack = app.add("S", test::plain());
    add_resources(stack, "A::A::A", 3);
    ASSERT_EQ(findings(app).size(), row.found);
    if (row.found == 0) continue;
    EXPECT_TRUE(only_finding(app).allowed.starts_with("at most 2;")) << only_finding(app).allowed;
  }
}

TEST(Limits, OfParametersMappingsAndOutputsIsTwoHundred) {
  for (const std::string_view what : {"parameters", "mappings", "outputs"}) {
    for (const int count : {200, 201}) {
      OneStack one;
      for (int i = 0; i < count; ++i) {
        const std::string id = "E" + std::to_string(i);
        if (what == "parameters") one.stack.add(id, Parameter::Props{.Type = "String"});
        if (what == "mappings") one.stack.add(id, Mapping::Props{.Mapping = {{"a", {{"b", 1}}}}});
        if (what == "outputs") one.stack.add(id, Output::Props{.Value = "x"});
      }
      const auto found = findings(one.app);
      ASSERT_EQ(found.size(), count > 200 ? 1U : 0U) << what;
      if (count <= 200) continue;
      EXPECT_EQ(found[0].value, "201 " + std::string(what));
    }
  }
}

TEST(Limits, OfOneStackSayNothingOfAnother) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  auto& nested = stack.add("N", NestedStack::Props{});
  add_resources(stack, "A::A::A", 499);
  add_resources(nested, "A::A::A", 500);
  EXPECT_EQ(findings(app).size(), 0U);
}

TEST(Limits, OfTheTemplatesSizeIsAMebibyte) {
  struct Row {
    std::size_t bytes;
    std::string_view id;
    Severity severity;
  };
  for (const Row& row :
       {Row{700'000, "no finding", Severity::error}, Row{900'000, "template-large", Severity::warning},
        Row{1'100'000, "template-too-large", Severity::error}}) {
    OneStack one;
    one.stack.add("R", Resource::Props{.Type = "T::T::T",
                                       .Properties = json::object({{"Text", std::string(row.bytes, 'x')}})});
    // The size is known once the template is written.
    EXPECT_EQ(test::error_id([&] { template_text(one.stack); }) == "nothing", row.id != "template-too-large");
    const auto found = one.app.diagnostics();
    ASSERT_EQ(found.size(), row.id == "no finding" ? 0U : 1U);
    if (found.empty()) continue;
    EXPECT_EQ(found[0].id, row.id);
    EXPECT_EQ(found[0].severity, row.severity);
  }
}

}  // namespace
}  // namespace tenon
