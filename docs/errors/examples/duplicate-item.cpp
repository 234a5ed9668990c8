#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace aws = tenon::aws;

void duplicate_item(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  const std::string layer = "arn:aws:lambda:eu-west-1:123456789012:layer:logging:7";
  stack.add("Greet", aws::lambda::Function::Props{
                         .Code = aws::lambda::Function::Code{.S3Bucket = "my-bucket", .S3Key = "greet.zip"},
                         .Layers = {layer, layer},
                         .Role = "arn:aws:iam::123456789012:role/greeter",
                     });
}
