#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/VPC.hpp"

namespace aws = tenon::aws;

void imported_attribute_unknown(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& vpc = tenon::from_name<aws::ec2::VPC>(stack, "Network", "vpc-0123456789abcdef0");
  stack.add("Range", tenon::Output::Props{.Value = vpc.CidrBlock()});
}
