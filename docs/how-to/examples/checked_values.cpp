#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/events/Rule.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/size.hpp"

namespace aws = tenon::aws;
using namespace tenon::literals;

void checked_values(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});

  // Networks with arithmetic; a subnet outside of its network would not compile.
  constexpr tenon::Cidr range = "10.0.0.0/16";
  constexpr auto subnets = range.carve<2>(20);
  auto& vpc = stack.add("Vpc", aws::ec2::VPC::Props{.CidrBlock = range});
  stack.add("Left", aws::ec2::Subnet::Props{.CidrBlock = subnets[0], .VpcId = vpc.ref()});
  stack.add("Right", aws::ec2::Subnet::Props{.CidrBlock = subnets[1], .VpcId = vpc.ref()});

  // Ports.
  constexpr tenon::PortRange web = {8000, 8080};
  stack.add("Web", aws::ec2::SecurityGroup::Props{
                       .GroupDescription = "Web",
                       .SecurityGroupIngress = {aws::ec2::SecurityGroup::Ingress{
                           .CidrIp = range.text(),
                           .FromPort = web.first().number(),
                           .IpProtocol = "tcp",
                           .ToPort = web.last().number(),
                       }},
                       .VpcId = vpc.ref(),
                   });

  // Times and sizes, in the unit that the service takes; a remainder is refused.
  constexpr tenon::Duration timeout = 5_min;
  constexpr tenon::Size memory = 1_gib;
  stack.add("Work", aws::sqs::Queue::Props{.VisibilityTimeout = (6 * timeout).to_seconds()});
  stack.add("Worker", aws::lambda::Function::Props{
                          .Code = aws::lambda::Function::Code{.S3Bucket = "my-bucket", .S3Key = "worker.zip"},
                          .MemorySize = memory.to_mebibytes(),
                          .Role = "arn:aws:iam::123456789012:role/worker",
                          .Timeout = timeout.to_seconds(),
                      });

  // Schedules: the six fields of cron, and a unit that agrees with its number.
  stack.add("Nightly", aws::events::Rule::Props{.ScheduleExpression = "cron(0 3 * * ? *)"});
}
