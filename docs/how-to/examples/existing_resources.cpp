#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/lambda/EventSourceMapping.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void existing_resources(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});

  auto& queue =
      tenon::from_arn<aws::sqs::Queue>(stack, "Intake", "arn:aws:sqs:eu-west-1:123456789012:intake");
  auto& handler = tenon::from_name<aws::lambda::Function>(stack, "Handler", "order-handler");
  stack.add("Intake-Handler", aws::lambda::EventSourceMapping::Props{
                                  .EventSourceArn = queue.Arn(),
                                  .FunctionName = handler.ref(),
                              });

  auto& vpc = tenon::from_attributes<aws::ec2::VPC>(
      stack, "Network", {{"Ref", "vpc-0123456789abcdef0"}, {"VpcId", "vpc-0123456789abcdef0"}});
  stack.add("Database", aws::ec2::SecurityGroup::Props{
                            .GroupDescription = "Who may talk to the database",
                            .VpcId = vpc.ref(),
                        });
  stack.add("IntakeName", tenon::Output::Props{.Value = queue.QueueName()});
}
