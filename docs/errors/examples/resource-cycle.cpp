#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"

namespace aws = tenon::aws;

void resource_cycle(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& web = stack.add("Web", aws::ec2::SecurityGroup::Props{.GroupDescription = "Web"});
  auto& data = stack.add("Data", aws::ec2::SecurityGroup::Props{
                                     .GroupDescription = "Data",
                                     .SecurityGroupIngress = {aws::ec2::SecurityGroup::Ingress{
                                         .IpProtocol = "tcp",
                                         .SourceSecurityGroupId = web.GroupId(),
                                     }},
                                 });
  web.depends_on(data);
}
