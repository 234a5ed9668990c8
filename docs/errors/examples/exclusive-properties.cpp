#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/Subnet.hpp"

namespace aws = tenon::aws;

void exclusive_properties(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Subnet", aws::ec2::Subnet::Props{
                          .AvailabilityZone = "eu-west-1a",
                          .AvailabilityZoneId = "euw1-az1",
                          .CidrBlock = "10.0.0.0/24",
                          .VpcId = "vpc-0123456789abcdef0",
                      });
}
