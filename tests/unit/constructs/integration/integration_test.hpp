#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {

/// A stack, and what its template must have.
class IntegrationTest : public ::testing::Test {
 protected:
  testing::Template synthesized() { return testing::Template::of(stack); }
  void expect(std::string_view type, std::string_view properties) {
    const auto result = synthesized().has_resource(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_entry(std::string_view type, std::string_view entry) {
    const auto result = synthesized().has_resource_entry(type, entry);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  void expect_count(std::string_view type, std::size_t count) {
    const auto result = synthesized().resource_count_is(type, count);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  /// A role's policy has exactly these statements.
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
        << "the report points at the line of the user";
  }
  Role& add_role(std::string_view id = "Worker") {
    return stack.add(id, Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")});
  }
  LambdaFn& add_function(std::string_view id = "Handler") {
    return stack.add(id,
                     LambdaFn::Props{.code = Code::from_inline("def handler(event, context): return event\n"),
                                     .handler = "index.handler",
                                     .runtime = Runtime::python_3_13});
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

}  // namespace tenon
