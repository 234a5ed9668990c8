#include "settings.hpp"

#include <span>

#include "tenon/value/format.hpp"

namespace serverless_app {

namespace {

// Resources that can bear tags, and that the description leaves without.
constexpr std::string_view untagged[] = {"AWS::CloudWatch::Alarm", "AWS::EC2::EIP", "AWS::EC2::VPCEndpoint",
                                         "AWS::Logs::LogGroup"};
// Besides the VPC itself, nothing of the network is tagged with the environment.
constexpr std::string_view without_environment[] = {
    "AWS::CloudWatch::Alarm", "AWS::EC2::EIP",         "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",   "AWS::EC2::RouteTable",  "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",       "AWS::EC2::VPCEndpoint", "AWS::Logs::LogGroup"};

tenon::Parameter& add_environment(tenon::Stack& stack) {
  return stack.add("Environment",
                   tenon::Parameter::Props{
                       .Type = "String",
                       .Default = "production",
                       .AllowedValues = {"development", "staging", "production"},
                       .Description = "Environment name for resource tagging and configuration",
                   });
}

tenon::Parameter& add_suffix(tenon::Stack& stack) {
  return stack.add("EnvironmentSuffix",
                   tenon::Parameter::Props{
                       .Type = "String",
                       .Default = "",
                       .Description = "Optional suffix to append to resource names for environment isolation "
                                      "(e.g., -v2, -test)",
                   });
}

tenon::Mapping& add_mapping(tenon::Stack& stack) {
  return stack.add("EnvironmentConfig", tenon::Mapping::Props{{
                                            {"development",
                                             {{"LogRetention", 7},
                                              {"DynamoDBReadCapacity", 5},
                                              {"DynamoDBWriteCapacity", 5},
                                              {"LambdaMemory", 512},
                                              {"LambdaTimeout", 30}}},
                                            {"staging",
                                             {{"LogRetention", 30},
                                              {"DynamoDBReadCapacity", 10},
                                              {"DynamoDBWriteCapacity", 10},
                                              {"LambdaMemory", 1024},
                                              {"LambdaTimeout", 60}}},
                                            {"production",
                                             {{"LogRetention", 90},
                                              {"DynamoDBReadCapacity", 20},
                                              {"DynamoDBWriteCapacity", 20},
                                              {"LambdaMemory", 2048},
                                              {"LambdaTimeout", 90}}},
                                        }});
}

void add_tags(tenon::Stack& stack, const Settings& settings) {
  using Types = std::span<const std::string_view>;
  const Types no_team = settings.corrections ? Types() : Types(untagged);
  stack.add_tag("project", "iac-rlhf-amazon", {.exclude_resource_types = no_team});
  stack.add_tag("team-number", "2", {.exclude_resource_types = no_team});
  stack.add_tag("Environment", settings.environment.ref(), {.exclude_resource_types = without_environment});
}

}  // namespace

tenon::Expression Settings::of_environment(std::string_view key) const {
  return by_environment.find_in_map(environment.ref(), key);
}

tenon::TextExpression Settings::name(std::string_view what) const {
  return tenon::format_sub("{}-{}{}", tenon::pseudo::stack_name, what, suffix.ref());
}

tenon::Value<std::string> Settings::partition() const {
  if (corrections) return tenon::pseudo::partition;
  return "aws";
}

Settings add_settings(tenon::Stack& stack, bool corrections) {
  const Settings settings{add_environment(stack), add_suffix(stack), add_mapping(stack), corrections};
  add_tags(stack, settings);
  return settings;
}

}  // namespace serverless_app
