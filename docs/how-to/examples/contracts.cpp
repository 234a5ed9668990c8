#include <boost/hana/define_struct.hpp>

#include "tenon/app/run.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/config/contract.hpp"

namespace aws = tenon::aws;

// In a header that both teams include.
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Attribute<aws::ec2::kind::VPC_VpcId>, vpc_id),
                           (tenon::List<tenon::Reference<aws::ec2::kind::Subnet_SubnetId>>, subnet_ids));
};

namespace {

// In the app of the network team.
void publish_network(tenon::Stack& stack) {
  auto& vpc = stack.add("Vpc", aws::ec2::VPC::Props{.CidrBlock = "10.0.0.0/16"});
  auto& a = stack.add("A", aws::ec2::Subnet::Props{.CidrBlock = "10.0.0.0/20", .VpcId = vpc.ref()});
  auto& b = stack.add("B", aws::ec2::Subnet::Props{.CidrBlock = "10.0.16.0/20", .VpcId = vpc.ref()});
  tenon::publish(stack, "network", NetworkContract{.vpc_id = vpc.ref(), .subnet_ids = {a.ref(), b.ref()}});
}

// In the app of another team, which is deployed by itself.
void use_network(tenon::Stack& stack) {
  const auto network = tenon::import_contract<NetworkContract>(stack, "NetworkProd", "network");
  stack.add("Web", aws::ec2::SecurityGroup::Props{.GroupDescription = "Web", .VpcId = network.vpc_id});
  stack.add("Front", aws::elasticloadbalancingv2::LoadBalancer::Props{.Subnets = network.subnet_ids});
}

}  // namespace

void contracts(tenon::App& app) {
  publish_network(app.add("NetworkProd", tenon::Stack::Props{}));
  use_network(app.add("Shop", tenon::Stack::Props{}));
}
