#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace aws = tenon::aws;

void number_out_of_bounds(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Greet", aws::lambda::Function::Props{
                         .Code = aws::lambda::Function::Code{.S3Bucket = "my-bucket", .S3Key = "greet.zip"},
                         .MemorySize = 64,
                         .Role = "arn:aws:iam::123456789012:role/greeter",
                     });
}
