#include "tenon/app/run.hpp"
#include "tenon/aws/autoscaling/AutoScalingGroup.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

void resource_attributes(tenon::App& app) {
  auto& stack = app.add("Fleet", tenon::Stack::Props{});
  stack.add_metadata("AWS::CloudFormation::Interface", json::object({{"ParameterGroups", json::array({})}}));

  auto& group = stack.add("Group", aws::autoscaling::AutoScalingGroup::Props{
                                       .AvailabilityZones = tenon::Fn::GetAZs(),
                                       .InstanceId = "i-0123456789abcdef0",
                                       .MaxSize = "4",
                                       .MinSize = "2",
                                   });
  group.set_creation_policy(tenon::CreationPolicy{
      .ResourceSignal = tenon::ResourceSignal{.Count = 2, .Timeout = "PT15M"},
  });
  group.set_update_policy(tenon::UpdatePolicy{
      .AutoScalingRollingUpdate = tenon::AutoScalingRollingUpdate{.MaxBatchSize = 1, .PauseTime = "PT5M"},
  });
  group.add_metadata("Owner", "fleet team");
}
