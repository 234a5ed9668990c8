#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/VPC.hpp"

void text_parameter_as_list(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& zone = stack.add("Zone", tenon::Parameter::Props{.Type = "String"});
  stack.add("First",
            tenon::Output::Props{.Value = tenon::Fn::Select(0, tenon::Value<tenon::Json>(zone.list()))});
}
