#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;

void yaml_output(tenon::App& app) {
  auto& stack = app.add("Greeter", tenon::Stack::Props{.synthesizer = tenon::bootstrapless_synthesizer()});
  stack.add(
      "Greet",
      aws::lambda::Function::Props{
          .Code = aws::lambda::Function::Code{.ZipFile = "def handler(event, context):\n  return 'hello'\n"},
          .FunctionName = tenon::sub("${AWS::StackName}-greet"),
          .Handler = "index.handler",
          .Role = "arn:aws:iam::123456789012:role/greeter",
          .Runtime = "python3.13",
      });
}
