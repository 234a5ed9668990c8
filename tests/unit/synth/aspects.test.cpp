#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;
using test::template_of;

Resource& thing(Construct& scope, std::string_view id) {
  return scope.add(id, Resource::Props{.Type = "T::T::T"});
}

using Log = std::vector<std::string>;

auto writer(Log& log, std::string name) {
  return
      [&log, name = std::move(name)](Construct& construct) { log.push_back(name + ":" + construct.path()); };
}

TEST(Aspect, VisitsItsConstructAndAllBelow) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  thing(group, "B");
  thing(group, "A");
  thing(one.stack, "Outside");
  Log log;
  group.add_aspect(writer(log, "a"));
  test::findings(one.app);
  EXPECT_EQ(log, (Log{"a:S/G", "a:S/G/B", "a:S/G/A"}));
}

TEST(Aspect, OfLowerPriorityRunsFirstAndOfTheSameInheritedBeforeOwn) {
  OneStack one;
  auto& leaf = thing(one.stack, "L");
  Log log;
  leaf.add_aspect(writer(log, "own"));
  leaf.add_aspect(writer(log, "own-first"), AspectPriority::mutating);
  one.app.add_aspect(writer(log, "inherited"));
  one.app.add_aspect(writer(log, "last"), AspectPriority::standard + 1);
  test::findings(one.app);
  Log of_leaf;
  for (const auto& each : log) {
    if (each.ends_with(":S/L")) of_leaf.push_back(each.substr(0, each.find(':')));
  }
  EXPECT_EQ(of_leaf, (Log{"own-first", "inherited", "own", "last"}));
}

TEST(Aspect, VisitsWhatAspectsAdd) {
  OneStack one;
  auto& first = thing(one.stack, "First");
  one.stack.add_aspect([&first](Construct& construct) {
    if (&construct == &first) thing(construct.stack(), "Added");
  });
  Log log;
  one.stack.add_aspect(writer(log, "late"), AspectPriority::standard + 1);
  test::findings(one.app);
  EXPECT_EQ(std::ranges::count(log, "late:S/Added"), 1);
  EXPECT_EQ(std::ranges::count(log, "late:S/First"), 1);
  EXPECT_EQ(template_of(one.stack),
            R"({"Resources":{"First":{"Type":"T::T::T"},"Added":{"Type":"T::T::T"}}})");
}

TEST(Aspect, MayAddAspects) {
  OneStack one;
  thing(one.stack, "L");
  Log log;
  one.stack.add_aspect(
      [&log](Construct& construct) {
        if (construct.kind() == ConstructKind::resource)
          construct.add_aspect(writer(log, "inner"), AspectPriority::mutating);
      },
      AspectPriority::mutating);
  test::findings(one.app);
  EXPECT_EQ(log, (Log{"inner:S/L"}));
}

TEST(Aspect, ThatNeverEndsIsRefused) {
  OneStack one;
  int count = 0;
  one.stack.add_aspect([&](Construct& construct) {
    if (construct.kind() == ConstructKind::resource) thing(one.stack, "R" + std::to_string(++count));
  });
  thing(one.stack, "R0");
  EXPECT_EQ(test::error_id([&] { list_stacks(one.app); }), "aspects-never-end");
}

TEST(Aspect, ThatAddsBelowWhateverItVisitsIsRefused) {
  OneStack one;
  one.app.add_aspect([](Construct& construct) {
    if (construct.find_stack() != nullptr) construct.add("Below", Construct::Props{});
  });
  EXPECT_EQ(test::error_id([&] { list_stacks(one.app); }), "aspects-never-end");
}

TEST(Aspect, ThatAddsTwoLevelsDownIsRefused) {
  OneStack one;
  one.stack.add("C", Construct::Props{});
  one.app.add_aspect([](Construct& construct) {
    for (Construct* child : construct.children()) {
      if (child->find_stack() != nullptr)
        child->add("C" + std::to_string(child->children().size()), Construct::Props{});
    }
  });
  EXPECT_EQ(test::error_id([&] { list_stacks(one.app); }), "aspects-never-end");
}

// The order is that of aws-cdk-lib 2.276.0, with its flag aspectStabilization and without.
TEST(Aspect, VisitsAtOnceWhatItAddsBelow) {
  OneStack one;
  auto& group = one.stack.add("G", Construct::Props{});
  group.add("Old", Construct::Props{});
  one.stack.add("After", Construct::Props{});
  Log log;
  one.stack.add_aspect([&](Construct& construct) {
    log.push_back(construct.path());
    if (&construct == &group) group.add("New", Construct::Props{}).add("Inner", Construct::Props{});
  });
  test::findings(one.app);
  EXPECT_EQ(log, (Log{"S", "S/G", "S/G/Old", "S/G/New", "S/G/New/Inner", "S/After"}));
}

TEST(Aspect, MayMakeADeepTreeDeeper) {
  OneStack one;
  Construct* deepest = &one.stack;
  for (int i = 0; i < 300; ++i) deepest = &deepest->add("C", Construct::Props{});
  int visits = 0;
  one.stack.add_aspect([&](Construct& construct) {
    ++visits;
    if (&construct != deepest) return;
    Construct* added = deepest;
    for (int i = 0; i < 50; ++i) added = &added->add("D", Construct::Props{});
  });
  test::findings(one.app);
  EXPECT_EQ(visits, 1 + 300 + 50);
}

TEST(Aspect, MayAddAspectsToWhatItVisits) {
  OneStack one;
  thing(one.stack, "L");
  Log log;
  one.stack.add_aspect([&log](Construct& construct) {
    if (construct.kind() != ConstructKind::stack) return;
    for (int i = 0; i < 20; ++i) construct.add_aspect(writer(log, std::to_string(i)));
  });
  one.stack.add_aspect(writer(log, "own"));
  test::findings(one.app);
  EXPECT_EQ(log.size(), 2U * 21U);
  EXPECT_EQ((Log{log.begin(), log.begin() + 2}), (Log{"own:S", "own:S/L"}));
}

TEST(Aspect, ChangesResourcesBeforeTheyAreWritten) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{});
  one.app.add_aspect([](Construct& construct) {
    if (construct.kind() != ConstructKind::resource) return;
    auto& resource = static_cast<Resource&>(construct);
    if (resource.type() == "AWS::SQS::Queue") resource.set_property("SqsManagedSseEnabled", true);
  });
  EXPECT_EQ(at(template_text(one.stack), "/Resources/Q/Properties"), R"({"SqsManagedSseEnabled":true})");
}

TEST(Aspect, ThatOnlyReadsSeesTags) {
  OneStack one;
  auto& queue = one.stack.add("Q", aws::sqs::Queue::Props{});
  one.stack.add_tag("team", "x");
  bool tagged_early = true;
  bool tagged_late = false;
  const auto is_tagged = [&queue] { return queue.properties().find("Tags") != nullptr; };
  queue.add_aspect([&](Construct&) { tagged_early = is_tagged(); });
  queue.add_aspect([&](Construct&) { tagged_late = is_tagged(); }, AspectPriority::readonly);
  test::findings(one.app);
  EXPECT_FALSE(tagged_early);
  EXPECT_TRUE(tagged_late);
}

TEST(Aspect, ReportsWhatItFinds) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{});
  one.app.add_aspect(
      [](Construct& construct) {
        if (construct.kind() == ConstructKind::resource) construct.add_error("not encrypted");
      },
      AspectPriority::readonly);
  const Diagnostic found = test::only_finding(one.app);
  EXPECT_EQ(found.message, "not encrypted");
  EXPECT_EQ(found.path, "S/Q");
}

}  // namespace
}  // namespace tenon
