// Not one of these lines compiles.
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/events/Rule.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;
using aws::dynamodb::Table;

// a value outside the allowed ones
const Table::Props mode{.BillingMode = "PAY_PER_REQUESTS", .KeySchema = {}};

// a required property left out
const Table::Props key{.BillingMode = "PAY_PER_REQUEST"};

// a network with host bits, a schedule of five fields
const aws::ec2::VPC::Props network{.CidrBlock = "10.0.0.1/16"};
const aws::events::Rule::Props nightly{.ScheduleExpression = "cron(0 3 * * *)"};

// the ARN of a function where that of a role is wanted
auto handler(const aws::lambda::Function& other) {
  return aws::lambda::Function::Props{.Code = aws::lambda::Function::Code{}, .Role = other.Arn()};
}

// an action that there is not, and one placeholder too many
const auto action = tenon::iam::sqs::SendMesage;
const auto text = tenon::format("{}-{}", tenon::pseudo::region);
