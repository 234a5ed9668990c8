#include "tenon/constructs/network/vpc_link.hpp"

#include "tenon/aws/apigateway/VpcLink.hpp"
#include "tenon/aws/apigatewayv2/VpcLink.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/elasticloadbalancingv2/LoadBalancer.hpp"
#include "tenon/constructs/network/network_load_balancer.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/support/unique_id.hpp"

namespace tenon {

namespace {

Value<std::string> name_or_id(const Value<std::string>& name, const Construct& construct) {
  return name.is_set() ? name : Value<std::string>(detail::unique_id(construct));
}

}  // namespace

// --- VpcLink
// ---------------------------------------------------------------------------------------------------------

struct VpcLink::Imported {
  const Value<std::string>& vpc_link_id;
};

VpcLink::VpcLink(const Scope& scope, const Props& props) : Construct(scope), targets_(props.targets) {
  resource_ = &add("Resource",
                   aws::apigateway::VpcLink::Props{.Description = props.description,
                                                   .Name = name_or_id(props.vpc_link_name, *this),
                                                   .TargetArns = {{Raw{}, Node::list({})}}},
                   where());
}

VpcLink::VpcLink(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::apigateway::VpcLink>(
          *this, "Resource", {{"VpcLinkId", imported.vpc_link_id}, {"Ref", imported.vpc_link_id}}, where())) {
}

VpcLink& VpcLink::from_id(Construct& scope, std::string_view id, const Value<std::string>& vpc_link_id,
                          std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<VpcLink>(new VpcLink(inner, Imported{vpc_link_id})); },
      where);
}

Attribute<aws::apigateway::kind::VpcLink_VpcLinkId> VpcLink::vpc_link_id() const { return resource_->ref(); }

void VpcLink::add_target(NetworkLoadBalancer& target) { targets_.push_back(&target); }

void VpcLink::prepare() {
  if (resource_->is_imported()) return;
  if (targets_.empty()) {
    report({.id = "property-needed",
            .path = path(),
            .property = "targets",
            .allowed = "at least one network load balancer",
            .message = "the link leads nowhere",
            .where = where()});
  }
  std::vector<Value<std::string>> arns;
  for (const NetworkLoadBalancer* target : targets_) arns.push_back(target->resource().ref());
  resource_->set_property("TargetArns", List<std::string>(arns));
}

// --- HttpVpcLink
// -----------------------------------------------------------------------------------------------------

struct HttpVpcLink::Imported {
  const Value<std::string>& vpc_link_id;
};

HttpVpcLink::HttpVpcLink(const Scope& scope, const Props& props)
    : Construct(scope), Connectable(Connections(props.security_groups)) {
  std::vector<Attribute<aws::ec2::kind::SecurityGroup_GroupId>> groups;
  for (const SecurityGroup* group : props.security_groups) groups.push_back(group->security_group_id());
  aws::apigatewayv2::VpcLink::Props link{.Name = name_or_id(props.vpc_link_name, *this),
                                         .SubnetIds = props.vpc.subnet_ids(props.subnets)};
  if (!groups.empty()) link.SecurityGroupIds = groups;
  resource_ = &add("Resource", link, where());
}

HttpVpcLink::HttpVpcLink(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::apigatewayv2::VpcLink>(
          *this, "Resource", {{"VpcLinkId", imported.vpc_link_id}, {"Ref", imported.vpc_link_id}}, where())) {
}

HttpVpcLink& HttpVpcLink::from_id(Construct& scope, std::string_view id,
                                  const Value<std::string>& vpc_link_id, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<HttpVpcLink>(new HttpVpcLink(inner, Imported{vpc_link_id}));
      },
      where);
}

Attribute<aws::apigatewayv2::kind::VpcLink_VpcLinkId> HttpVpcLink::vpc_link_id() const {
  return resource_->ref();
}

}  // namespace tenon
