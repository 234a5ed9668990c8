#include <clocale>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

/// Stacks that refer to each other, with nested ones, tags, dependencies and numbers.
void build(App& app) {
  std::vector<aws::sqs::Queue*> queues;
  for (int s = 0; s < 12; ++s) {
    auto& stack = app.add("Stack" + std::to_string(s), Stack::Props{});
    auto& nested = stack.add("Nested", NestedStack::Props{});
    for (Stack* each : {&stack, static_cast<Stack*>(&nested)}) {
      auto& queue = each->add("Queue", aws::sqs::Queue::Props{.DelaySeconds = s});
      auto& user = each->add("User", Resource::Props{.Type = "T::T::T"});
      user.set_property("Ratio", 0.1 * s);
      user.set_property("Others", queues.empty()
                                      ? json::array({})
                                      : json::array({queues.front()->Arn(), queues.back()->ref()}));
      user.set_property("Text", format("{}/{}", queue.Arn(), pseudo::region));
      user.depends_on(queue);
      queues.push_back(&queue);
    }
    stack.add_tag("team", "t" + std::to_string(s));
    stack.add_tag("zone", "z");
    stack.add_tag("chart", "c");
    stack.add_tag("data", "d");
  }
}

/// Every template of the App, one after another.
std::string everything() {
  App app;
  build(app);
  std::string all;
  for (Construct* child : app.children()) {
    all += template_text(child->stack()) +
           template_text(child->find_child("Nested")->stack(), TemplateFormat::yaml);
  }
  return all;
}

TEST(Determinism, TwoRunsGiveTheSameBytes) {
  const std::string first = everything();
  EXPECT_GT(first.size(), 10'000U);
  EXPECT_EQ(first, everything());
}

TEST(Determinism, TheLocaleDoesNotCount) {
  const std::string first = everything();
  const std::string before = std::setlocale(LC_ALL, nullptr);
  bool any = false;
  // z sorts before t in Estonian; German and French write a comma in numbers.
  for (const char* locale : {"et_EE.UTF-8", "de_DE.UTF-8", "fr_FR.UTF-8", "cs_CZ.UTF-8", "tr_TR.UTF-8"}) {
    if (std::setlocale(LC_ALL, locale) == nullptr) continue;
    any = true;
    EXPECT_EQ(first, everything()) << locale;
  }
  std::setlocale(LC_ALL, before.c_str());
  if (!any) GTEST_SKIP() << "no other locale is installed";
}

TEST(Determinism, TheOrderOfDeploymentIsThatOfTheTreeAmongEquals) {
  App app;
  build(app);
  const auto stacks = list_stacks(app);
  ASSERT_EQ(stacks.size(), 12U);
  for (std::size_t i = 0; i < stacks.size(); ++i)
    EXPECT_EQ(stacks[i].display_name, "Stack" + std::to_string(i));
}

}  // namespace
}  // namespace tenon
