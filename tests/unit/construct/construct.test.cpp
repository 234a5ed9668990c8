#include "tenon/construct/construct.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::error_id;
using test::only_finding;

std::vector<std::string> ids(const std::vector<Construct*>& constructs) {
  std::vector<std::string> texts;
  for (const Construct* each : constructs) texts.emplace_back(each->id());
  return texts;
}

/// A construct as a user writes one.
class Pair : public Construct {
 public:
  struct Props {
    using Of = Pair;
    std::string suffix = {};
    bool fails = false;
  };

  Pair(const Scope& scope, const Props& props) : Construct(scope) {
    first = &add("First" + props.suffix, Construct::Props{});
    if (props.fails) throw std::runtime_error("no second");
    second = &add("Second", Construct::Props{});
  }

  Construct* first = nullptr;
  Construct* second = nullptr;
};

TEST(Construct, KnowsItsPlaceInTheTree) {
  App app;
  auto& stack = app.add("Orders", Stack::Props{});
  auto& group = stack.add("Group", Construct::Props{});
  auto& leaf = group.add("Leaf", Construct::Props{});
  EXPECT_EQ(app.path(), "");
  EXPECT_EQ(stack.path(), "Orders");
  EXPECT_EQ(leaf.path(), "Orders/Group/Leaf");
  EXPECT_EQ(leaf.parent(), &group);
  EXPECT_EQ(app.parent(), nullptr);
  EXPECT_EQ(&leaf.app(), &app);
  EXPECT_EQ(&leaf.stage(), &app);
  EXPECT_EQ(&leaf.stack(), &stack);
  EXPECT_EQ(&stack.stack(), &stack);
  EXPECT_EQ(app.find_stack(), nullptr);
  EXPECT_EQ(error_id([&] { app.stack(); }), "not-in-a-stack");
}

TEST(Construct, RemembersTheLineThatAddsIt) {
  App app;
  const auto here = std::source_location::current();
  auto& stack = app.add("Orders", Stack::Props{});
  EXPECT_EQ(stack.where().line(), here.line() + 1);
  EXPECT_STREQ(stack.where().file_name(), here.file_name());
  auto& pair = stack.add("Pair", Pair::Props{});
  EXPECT_EQ(pair.where().line(), here.line() + 4);
}

TEST(Construct, OwnsWhatItsConstructorAdds) {
  App app;
  const auto& pair = app.add("Pair", Pair::Props{.suffix = "X"});
  EXPECT_EQ(ids(pair.children()), (std::vector<std::string>{"FirstX", "Second"}));
  EXPECT_EQ(pair.second->path(), "Pair/Second");
}

TEST(Construct, IsMadeByTheCallerWhereAsked) {
  App app;
  auto& made = app.add_with(
      "Made", [](const Scope& scope) { return std::make_unique<Pair>(scope, Pair::Props{.suffix = "Y"}); });
  EXPECT_EQ(made.first->path(), "Made/FirstY");
}

TEST(Construct, ReplacesSlashesInItsId) {
  App app;
  EXPECT_EQ(app.add("Slash/Id", Construct::Props{}).id(), "Slash--Id");
  EXPECT_EQ(error_id([&] { app.add("", Construct::Props{}); }), "empty-id");
}

// CDK rule 4.1.
TEST(Construct, HasItsChildrenInTheOrderOfCdk) {
  App app;
  for (const std::string_view id : {"b", "10", "2", "a", "01"}) app.add(id, Construct::Props{});
  EXPECT_EQ(ids(app.children()), (std::vector<std::string>{"2", "10", "b", "a", "01"}));
}

TEST(Construct, FindsItsChildrenHoweverManyThereAre) {
  App app;
  for (int i = 0; i < 40; ++i) {
    const std::string id = "Child" + std::to_string(i);
    auto& child = app.add(id, Construct::Props{});
    EXPECT_EQ(app.find_child(id), &child);
    EXPECT_NE(app.find_child("Child0"), nullptr);
    EXPECT_EQ(app.find_child("Child" + std::to_string(i + 1)), nullptr);
  }
}

TEST(Construct, HasADefaultChild) {
  App app;
  auto& group = app.add("Group", Construct::Props{});
  EXPECT_EQ(group.default_child(), nullptr);
  auto& resource = group.add("Resource", Construct::Props{});
  EXPECT_EQ(group.default_child(), &resource);
  auto& by_default = group.add("Default", Construct::Props{});
  EXPECT_EQ(group.default_child(), &by_default);
}

TEST(Construct, ReportsASiblingOfTheSameIdAndGoesOn) {
  for (const int others : {0, 20}) {
    App app;
    for (int i = 0; i < others; ++i) app.add("Other" + std::to_string(i), Construct::Props{});
    app.add("Twice", Construct::Props{});
    const auto line = std::source_location::current().line() + 1;
    auto& second = app.add("Twice", Construct::Props{});
    auto& third = app.add("Twice", Construct::Props{});
    EXPECT_EQ(second.id(), "Twice--2");
    EXPECT_EQ(third.id(), "Twice--3");
    ASSERT_EQ(app.diagnostics().size(), 2U);
    EXPECT_EQ(app.diagnostics()[0].id, "duplicate-construct-id");
    EXPECT_EQ(app.diagnostics()[0].value, "Twice");
    EXPECT_EQ(app.diagnostics()[0].where.line(), line);
  }
}

TEST(Construct, SanitizedIdsMeetToo) {
  App app;
  app.add("a/b", Construct::Props{});
  app.add("a--b", Construct::Props{});
  EXPECT_EQ(only_finding(app).id, "duplicate-construct-id");
}

TEST(Construct, WhoseConstructorThrowsIsNotInTheTreeAndIsNamed) {
  App app;
  auto& group = app.add("Group", Construct::Props{});
  EXPECT_THROW(group.add("Broken", Pair::Props{.fails = true}), std::runtime_error);
  EXPECT_EQ(app.failed_construct(), "Group/Broken");
  EXPECT_EQ(group.children().size(), 0U);
  group.add("Broken", Construct::Props{});
  EXPECT_EQ(app.diagnostics().size(), 0U);
}

TEST(Construct, NamesTheInnermostConstructThatFailed) {
  class Outer : public Construct {
   public:
    struct Props {
      using Of = Outer;
    };
    Outer(const Scope& scope, const Props&) : Construct(scope) { add("Inner", Pair::Props{.fails = true}); }
  };
  App app;
  EXPECT_THROW(app.add("Outer", Outer::Props{}), std::runtime_error);
  EXPECT_EQ(app.failed_construct(), "Outer/Inner");
}

// --- context
// -------------------------------------------------------------------------------------------------------------

TEST(Context, IsThatOfTheNearestAncestor) {
  App app(App::Options{.context = json::object({{"key", "app"}, {"other", 1}})});
  auto& stack = app.add("Orders", Stack::Props{});
  stack.set_context("key", "stack");
  auto& group = stack.add("Group", Construct::Props{});
  EXPECT_EQ(group.context("key").text(), "stack");
  EXPECT_EQ(group.context("other").integer(), 1);
  EXPECT_EQ(app.context("key").text(), "app");
  EXPECT_FALSE(group.context("nothing").is_set());
}

TEST(Context, IsSetBeforeChildrenAreAdded) {
  App app;
  app.add("Orders", Stack::Props{});
  EXPECT_EQ(error_id([&] { app.set_context("key", "late"); }), "late-context");
}

// --- annotations
// ---------------------------------------------------------------------------------------------------------

TEST(Annotations, BecomeFindingsOfTheirConstruct) {
  App app;
  auto& stack = app.add("Orders", test::plain());
  stack.add_info("good to know");
  stack.add_warning("not so good");
  const auto found = test::findings(app);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].severity, Severity::info);
  EXPECT_EQ(found[1].severity, Severity::warning);
  EXPECT_EQ(found[1].path, "Orders");
  EXPECT_EQ(found[1].message, "not so good");
  // Neither stops synthesis; an error does.
  EXPECT_EQ(test::template_of(stack), "{}");
  stack.add_error("bad");
  EXPECT_EQ(error_id([&] { template_text(stack); }), "synthesis-failed");
}

TEST(Diagnostic, IsOneLineOfText) {
  const Diagnostic full{.severity = Severity::warning,
                        .id = "number-out-of-bounds",
                        .path = "Orders/Queue",
                        .property = "Properties.DelaySeconds",
                        .value = "1000",
                        .allowed = "between 0 and 900",
                        .message = "the number is out of bounds"};
  const std::string text = to_string(full);
  EXPECT_EQ(text,
            "warning number-out-of-bounds at Orders/Queue, Properties.DelaySeconds: the number is out of "
            "bounds; got 1000; "
            "allowed: between 0 and 900");
  EXPECT_EQ(to_string({.id = "x", .message = "short"}), "error x: short");
  const Diagnostic placed{.id = "x", .message = "m", .where = std::source_location::current()};
  EXPECT_NE(to_string(placed).find("construct.test.cpp:"), std::string::npos);
}

}  // namespace
}  // namespace tenon
