#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace aws = tenon::aws;

void pattern_mismatch(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Greet", aws::lambda::Function::Props{
                         .Code = aws::lambda::Function::Code{.S3Bucket = "my-bucket", .S3Key = "greet.zip"},
                         .Handler = "index handler",
                         .Role = "arn:aws:iam::123456789012:role/greeter",
                     });
}
