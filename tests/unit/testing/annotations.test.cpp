#include "tenon/testing/annotations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/testing/gmock.hpp"

namespace {

using tenon::testing::Annotations;
using tenon::testing::HasError;
using tenon::testing::HasInfo;
using tenon::testing::HasWarning;
using tenon::testing::Result;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

/// Two stacks with notes: "Shop" has one of each severity, "Shop2" an error of Tenon's.
class AnnotationsTest : public ::testing::Test {
 protected:
  AnnotationsTest() {
    shop_.add_info("an info");
    queue_.add_warning("the queue is not encrypted");
    queue_.add_error("the queue has no owner");
    shop_2_.add_warning("nothing is monitored");
    shop_2_.rename_logical_id("Nobody", "Somebody");
  }

  tenon::App app_;
  tenon::Stack& shop_ = app_.add("Shop", tenon::Stack::Props{});
  tenon::Stack& shop_2_ = app_.add("Shop2", tenon::Stack::Props{});
  tenon::Resource& queue_ = shop_.add("Queue", tenon::Resource::Props{.Type = "AWS::SQS::Queue"});
};

TEST_F(AnnotationsTest, AreAskedBySeverityPathAndMessage) {
  const auto notes = Annotations::of(shop_);
  EXPECT_TRUE(notes.has_info());
  EXPECT_TRUE(notes.has_warning("Shop/Queue", "the queue is not encrypted"));
  EXPECT_TRUE(notes.has_warning("/Shop/Queue", "*not encrypted"));
  EXPECT_TRUE(notes.has_warning("*/Queue"));
  EXPECT_TRUE(notes.has_error("Shop/*", "*owner"));
  EXPECT_FALSE(notes.has_warning("Shop"));
  EXPECT_FALSE(notes.has_warning("Shop/Queue", "not encrypted"));
  EXPECT_FALSE(notes.has_error("*", "the queue is not encrypted"));
  EXPECT_FALSE(notes.has_info("Shop/Queue"));
}

TEST_F(AnnotationsTest, AreThoseOfTheConstructAndWhatIsBelow) {
  EXPECT_FALSE(Annotations::of(shop_).has_warning("Shop2"));
  EXPECT_THAT(Annotations::of(shop_).all(), SizeIs(3));
  EXPECT_THAT(Annotations::of(queue_).all(), SizeIs(2));
  EXPECT_TRUE(Annotations::of(app_).has_warning("Shop2"));
  EXPECT_TRUE(Annotations::of(app_).has_warning("Shop/Queue"));
}

TEST_F(AnnotationsTest, FindingsOfTenonCountAndHaveTheirId) {
  const auto notes = Annotations::of(shop_2_);
  const auto errors = notes.find_errors();
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(errors[0].id, "unused-rename");
  EXPECT_TRUE(notes.has_error("Shop2", "unused-rename"));
  EXPECT_TRUE(Annotations::of(shop_).has_error("*", "annotation"));
  EXPECT_FALSE(Annotations::of(shop_).has_error("*", "unused-rename"));
}

TEST_F(AnnotationsTest, AreFoundInOrder) {
  const auto notes = Annotations::of(app_);
  const auto warnings = notes.find_warnings();
  ASSERT_THAT(warnings, SizeIs(2));
  EXPECT_EQ(warnings[0].message, "the queue is not encrypted");
  EXPECT_EQ(warnings[0].path, "Shop/Queue");
  EXPECT_EQ(warnings[1].path, "Shop2");
  EXPECT_THAT(notes.find_warnings("Shop/Queue", "x*"), IsEmpty());
  EXPECT_THAT(notes.find_infos(), SizeIs(1));
}

TEST_F(AnnotationsTest, ThatThereIsNoneIsACheckOfItsOwn) {
  const auto notes = Annotations::of(shop_2_);
  EXPECT_TRUE(notes.has_no_info());
  EXPECT_TRUE(notes.has_no_warning("*", "*encrypted*"));
  EXPECT_FALSE(notes.has_no_error());
  const Result warning = notes.has_no_warning();
  EXPECT_FALSE(warning);
  EXPECT_THAT(warning.explanation,
              HasSubstr("there is 1 warning\n  warning annotation at Shop2: nothing is monitored"));
}

TEST_F(AnnotationsTest, WhatIsMissingIsAnsweredWithTheNearest) {
  const auto notes = Annotations::of(shop_);
  EXPECT_THAT(
      notes.has_warning("Shop/Queue", "*is public*").explanation,
      HasSubstr("there is no warning at Shop/Queue like \"*is public*\"; the nearest of 3 findings is\n"
                "  warning annotation at Shop/Queue: the queue is not encrypted"));
  EXPECT_THAT(notes.has_info("Shop/Queue", "*owner").explanation,
              HasSubstr("error annotation at Shop/Queue: the"));
  tenon::App quiet;
  EXPECT_EQ(Annotations::of(quiet.add("Quiet", tenon::Stack::Props{})).has_error().explanation,
            "there is no error, nor any other finding");
}

TEST_F(AnnotationsTest, CanBeAskedTwice) {
  EXPECT_THAT(Annotations::of(app_).all(), SizeIs(5));
  EXPECT_THAT(Annotations::of(app_).all(), SizeIs(5));
}

TEST(AnnotationsOfAppTest, AspectsHaveRunAndNoStackIsNeeded) {
  tenon::App app;
  app.add_info("empty");
  EXPECT_TRUE(Annotations::of(app).has_info("", "empty"));

  tenon::App full;
  auto& stack = full.add("Shop", tenon::Stack::Props{});
  stack.add("Queue", tenon::Resource::Props{.Type = "AWS::SQS::Queue"});
  full.add_aspect([](tenon::Construct& construct) {
    if (construct.kind() == tenon::ConstructKind::resource) construct.add_warning("seen");
  });
  EXPECT_TRUE(Annotations::of(stack).has_warning("Shop/Queue", "seen"));
}

TEST_F(AnnotationsTest, HaveMatchersOfGmock) {
  const auto notes = Annotations::of(shop_);
  EXPECT_THAT(notes, HasWarning("Shop/Queue", "*encrypted"));
  EXPECT_THAT(notes, HasError("Shop/Queue"));
  EXPECT_THAT(notes, HasInfo());
  EXPECT_THAT(notes, Not(HasWarning("Shop2")));
  EXPECT_THAT(::testing::PrintToString(notes), HasSubstr("info annotation at Shop: an info"));
}

}  // namespace
