#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

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
  // Made here, for machines have few: z sorts before t in Estonian, numbers have a comma in German, Turkish has another i.
  const std::filesystem::path locales = std::filesystem::path(::testing::TempDir()) / ("locales-" + std::to_string(::getpid()));
  std::filesystem::create_directories(locales);
  ::setenv("LOCPATH", locales.c_str(), 1);
  const std::string first = everything();
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const std::string language : {"et_EE", "de_DE", "tr_TR"}) {
    const std::string made = (locales / (language + ".UTF-8")).string();
    if (std::system(("localedef -i " + language + " -f UTF-8 " + made + " >/dev/null 2>&1").c_str()) != 0) {
      std::filesystem::remove_all(locales);
      GTEST_SKIP() << "localedef or the package `locales` is missing";
    }
    ASSERT_NE(std::setlocale(LC_ALL, (language + ".UTF-8").c_str()), nullptr) << language;
    EXPECT_EQ(first, everything()) << language;
    std::setlocale(LC_ALL, before.c_str());
  }
  ::unsetenv("LOCPATH");
  std::filesystem::remove_all(locales);
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
