#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/cidr.hpp"

namespace aws = tenon::aws;

void environments_and_look_ups(tenon::App& app) {
  // Environment-agnostic: deployed wherever the caller's credentials lead.
  auto& anywhere = app.add("Anywhere", tenon::Stack::Props{});
  anywhere.add("Queue", aws::sqs::Queue::Props{});

  // The environment of whoever runs the CDK CLI.
  auto& mine = app.add("Mine", tenon::Stack::Props{.env = tenon::default_environment()});
  mine.add("Queue", aws::sqs::Queue::Props{});

  // A known environment, whose Availability Zones are looked up.
  constexpr tenon::Cidr range = "10.0.0.0/16";
  auto& network =
      app.add("Network", tenon::Stack::Props{.env = {.account = "123456789012", .region = "eu-west-1"}});
  auto& vpc = network.add("Vpc", aws::ec2::VPC::Props{.CidrBlock = range});
  std::uint64_t number = 0;
  for (const auto& zone : network.availability_zones()) {
    network.add("Subnet" + std::to_string(number), aws::ec2::Subnet::Props{
                                                       .AvailabilityZone = zone,
                                                       .CidrBlock = range.subnet(20, number),
                                                       .VpcId = vpc.ref(),
                                                   });
    ++number;
  }
}
