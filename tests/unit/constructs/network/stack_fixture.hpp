#pragma once

#include <string_view>

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {

/// A stack, and what is expected of its template or of what was found wrong with it.
class StackFixture : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = testing::Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_count(std::string_view type, std::size_t count) {
    const auto result = testing::Template::of(stack).resource_count_is(type, count);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  /// The first thing that was found wrong, also by synthesis.
  void expect_refused(std::string_view property, std::string_view id = "property-not-allowed") {
    EXPECT_THROW(template_text(stack), Error) << property;
    ASSERT_FALSE(app.diagnostics().empty()) << property;
    EXPECT_EQ(app.diagnostics()[0].id, id) << app.diagnostics()[0].message;
    EXPECT_EQ(app.diagnostics()[0].property, property) << app.diagnostics()[0].message;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

}  // namespace tenon
