#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/VPC.hpp"

namespace aws = tenon::aws;

void malformed_text(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  const std::string range = "10.0.0.1/16";
  stack.add("Vpc", aws::ec2::VPC::Props{.CidrBlock = range});
}
