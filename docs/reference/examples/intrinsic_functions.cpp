#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;
namespace pseudo = tenon::pseudo;
namespace resolve = tenon::resolve;
namespace Fn = tenon::Fn;

void intrinsic_functions(tenon::App& app) {
  auto& stack = app.add("Functions", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});
  auto& stage = stack.add("Stage", tenon::Parameter::Props{.Type = "String"});
  auto& zones = stack.add("Zones", tenon::Parameter::Props{.Type = "CommaDelimitedList"});
  auto& sizes = stack.add("Sizes", tenon::Mapping::Props{{{"dev", {{"Days", 1}}}, {"prod", {{"Days", 14}}}}});
  auto& is_prod = stack.add("IsProd", tenon::Condition::Props{Fn::Equals(stage.ref(), "prod")});
  auto& is_other = stack.add(
      "IsOther", tenon::Condition::Props{
                     Fn::And({Fn::Not(is_prod), Fn::Or({is_prod, Fn::Equals(stage.ref(), "test")})})});

  const tenon::Value<tenon::Json> values[] = {
      // references
      queue.ref(),
      queue.any_ref(),
      queue.Arn(),
      queue.get_att("Arn"),
      stage.ref(),
      Fn::Ref("Queue"),
      Fn::GetAtt("Queue", "Arn"),
      pseudo::stack_name,
      Fn::ImportValue("network-vpc"),
      Fn::GetStackOutput("Network", "VpcId"),
      // texts
      tenon::format("{}-orders", pseudo::stack_name),
      tenon::format_sub("{}-orders", pseudo::stack_name),
      tenon::sub("${AWS::StackName}-orders"),
      tenon::sub("${AWS::StackName}-${Suffix}", {{"Suffix", stage.ref()}}),
      Fn::Join(",", {"a", stage.ref()}),
      Fn::Base64("#!/bin/sh"),
      Fn::ToJsonString(json::object({{"stage", stage.ref()}})),
      json::string(json::object({{"stage", stage.ref()}})),
      // lists
      Fn::Split(",", stage.ref()),
      Fn::Select(0, zones.list()),
      Fn::GetAZs(),
      Fn::Cidr("10.0.0.0/16", 4, 8),
      Fn::Length(zones.list()),
      // choices
      Fn::If(is_other, "a", "b"),
      Fn::If(is_prod, queue.QueueName(), tenon::NoValue),
      sizes.find_in_map(stage.ref(), "Days"),
      Fn::FindInMap("Sizes", stage.ref(), "Weeks", 2),
      // secrets and macros
      resolve::ssm("/shop/colour"),
      resolve::ssm_secure("/shop/password", 3),
      resolve::secrets_manager("shop/database", "password"),
      Fn::Transform("AWS::Include", {{"Location", "s3://my-bucket/snippet.yaml"}}),
  };
  stack.add("Values", tenon::Resource::Props{.Type = "Custom::Values",
                                             .Properties = json::object(
                                                 {{"ServiceToken", "arn:aws:sns:eu-west-1:123456789012:x"},
                                                  {"Values", json::array(values)}})});

  stack.add("Rule",
            tenon::Rule::Props{
                .Assertions =
                    {
                        tenon::Rule::Assertion{.Assert = Fn::Contains({"dev", "prod"}, stage.ref())},
                        tenon::Rule::Assertion{
                            .Assert = Fn::EachMemberEquals(Fn::RefAll("AWS::EC2::VPC::Id"), "x")},
                        tenon::Rule::Assertion{.Assert = Fn::EachMemberIn(
                                                   Fn::ValueOfAll("AWS::EC2::Subnet::Id", "VpcId"), {"x"})},
                        tenon::Rule::Assertion{.Assert = Fn::Equals(Fn::ValueOf("Stage", "Tags.Name"), "x")},
                    },
            });
}
