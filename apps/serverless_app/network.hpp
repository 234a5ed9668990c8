#pragma once

/// \file
/// The VPC that the functions run in.

#include "settings.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"

namespace serverless_app {

namespace aws = tenon::aws;

/// What others need of the network.
struct Network {
  aws::ec2::VPC& vpc;
  aws::ec2::Subnet& private_1;
  aws::ec2::Subnet& private_2;
  aws::ec2::SecurityGroup& lambda_security_group;
};

/// The subnets with their routes and NAT, the functions' security group, and the endpoint of DynamoDB, by
/// which they reach the table.
Network add_network(tenon::Stack& stack, const Settings& settings, const aws::dynamodb::Table& table);

}  // namespace serverless_app
