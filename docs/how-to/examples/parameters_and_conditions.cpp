#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/rds/DBInstance.hpp"

namespace aws = tenon::aws;
namespace Fn = tenon::Fn;

void parameters_and_conditions(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});

  // Parameters: a single value, a reference of a kind, a list.
  auto& stage = stack.add("Stage", tenon::Parameter::Props{
                                       .Type = "String",
                                       .Default = "dev",
                                       .AllowedValues = {"dev", "prod"},
                                   });
  auto& vpc = stack.add("Vpc", tenon::Parameter::Props{.Type = "AWS::EC2::VPC::Id"});
  auto& groups = stack.add("Groups", tenon::Parameter::Props{.Type = "List<AWS::EC2::SecurityGroup::Id>"});

  // Mappings, looked up by literals (which synthesis checks) or by a parameter.
  auto& sizes = stack.add("Sizes", tenon::Mapping::Props{{
                                       {"dev", {{"Days", 1}, {"Class", "db.t4g.micro"}}},
                                       {"prod", {{"Days", 14}, {"Class", "db.r8g.large"}}},
                                   }});

  // Conditions: of a value, of a resource, of an output.
  auto& is_prod = stack.add("IsProd", tenon::Condition::Props{Fn::Equals(stage.ref(), "prod")});
  auto& database = stack.add("Database", aws::rds::DBInstance::Props{
                                             .AllocatedStorage = "20",
                                             .DBInstanceClass = sizes.find_in_map(stage.ref(), "Class"),
                                             .Engine = "postgres",
                                             .MultiAZ = Fn::If(is_prod, true, false),
                                             .StorageType = Fn::If(is_prod, "io2", tenon::NoValue),
                                             .VPCSecurityGroups = groups.list(),
                                         });
  database.set_condition(is_prod);
  stack.add("Audit", aws::ec2::SecurityGroup::Props{
                         .GroupDescription = "Audit",
                         .VpcId = vpc.as<aws::ec2::kind::VPC_VpcId>(),
                     });

  // Rules: checked before anything is deployed.
  stack.add("ProdStaysInEurope",
            tenon::Rule::Props{
                .RuleCondition = Fn::Equals(stage.ref(), "prod"),
                .Assertions = {tenon::Rule::Assertion{
                    .Assert = Fn::Contains({"eu-west-1", "eu-central-1"}, tenon::pseudo::region),
                    .AssertDescription = "prod is deployed in Europe only",
                }},
            });

  // Outputs, exported under a name of their own.
  stack.add("DatabaseHost",
            tenon::Output::Props{
                .Description = "Where the database listens",
                .Value = database.Endpoint_Address(),
                .Export = tenon::Output::ExportName{.Name = tenon::sub("${AWS::StackName}-host")},
                .Condition = is_prod,
            });
}
