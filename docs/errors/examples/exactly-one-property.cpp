#include "tenon/app/run.hpp"
#include "tenon/aws/autoscaling/AutoScalingGroup.hpp"

namespace aws = tenon::aws;

void exactly_one_property(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Fleet", aws::autoscaling::AutoScalingGroup::Props{
                         .AvailabilityZones = tenon::Fn::GetAZs(),
                         .MaxSize = "4",
                         .MinSize = "2",
                     });
}
