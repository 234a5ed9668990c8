#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {

/// A stack, and what its template must have.
class StackTest : public ::testing::Test {
 protected:
  testing::Template synthesized() { return testing::Template::of(stack); }
  void expect(std::string_view type, std::string_view properties) {
    const auto result = synthesized().has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_entry(std::string_view type, std::string_view entry) {
    const auto result = synthesized().has_resource(type, entry);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  /// The statements of the only policy of roles.
  void expect_granted(std::string_view statements) {
    expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": )" + std::string(statements) + "}}");
  }
  /// Exactly one thing is wrong, and it is this.
  void expect_refused(std::string_view id, std::string_view property) {
    const auto found = app.diagnostics();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].id, id);
    EXPECT_EQ(found[0].property, property);
    EXPECT_FALSE(found[0].message.empty());
    EXPECT_FALSE(found[0].allowed.empty());
    EXPECT_NE(std::string_view(found[0].where.file_name()).find(".test.cpp"), std::string_view::npos)
        << "the report points at the line that added the construct";
  }
  Role& add_role(std::string_view id = "Reader") {
    return stack.add(id, Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")});
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

}  // namespace tenon
