#pragma once

#include <string_view>

#include "constructs/stack_test.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"

namespace tenon {

/// With a function, which most of the area's constructs send something to.
class IntegrationTest : public StackTest {
 protected:
  void expect_count(std::string_view type, std::size_t count) {
    const auto result = synthesized().resource_count_is(type, count);
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  Role& add_role(std::string_view id = "Worker") { return StackTest::add_role(id); }
  LambdaFn& add_function(std::string_view id = "Handler") {
    return stack.add(id,
                     LambdaFn::Props{.code = Code::from_inline("def handler(event, context): return event\n"),
                                     .handler = "index.handler",
                                     .runtime = Runtime::python_3_13});
  }
};

}  // namespace tenon
