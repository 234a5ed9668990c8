#include "tenon/app/run.hpp"
#include "tenon/aws/lambda/Function.hpp"

namespace aws = tenon::aws;

void count_out_of_bounds(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Greet", aws::lambda::Function::Props{
                         .Code = aws::lambda::Function::Code{.S3Bucket = "my-bucket", .S3Key = "greet.zip"},
                         .FileSystemConfigs =
                             {
                                 aws::lambda::Function::FileSystemConfig{
                                     .Arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/"
                                            "fsap-0123456789abcdef0",
                                     .LocalMountPath = "/mnt/a",
                                 },
                                 aws::lambda::Function::FileSystemConfig{
                                     .Arn = "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/"
                                            "fsap-0123456789abcdef1",
                                     .LocalMountPath = "/mnt/b",
                                 },
                             },
                         .Role = "arn:aws:iam::123456789012:role/greeter",
                     });
}
