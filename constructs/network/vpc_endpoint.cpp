#include "tenon/constructs/network/vpc_endpoint.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/ec2/RouteTable.hpp"
#include "tenon/aws/ec2/SecurityGroup.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

using RouteTableId = Attribute<aws::ec2::kind::RouteTable_RouteTableId>;
using GroupId = Attribute<aws::ec2::kind::SecurityGroup_GroupId>;

std::vector<Subnet*> selected(const GatewayEndpoint::Props& props) {
  std::vector<Subnet*> subnets;
  const auto append = [&subnets](const std::vector<Subnet*>& more) {
    subnets.insert(subnets.end(), more.begin(), more.end());
  };
  for (const SubnetSelection& selection : props.subnets) append(props.vpc.select_subnets(selection));
  if (!props.subnets.empty()) return subnets;
  append(props.vpc.private_subnets());
  append(props.vpc.public_subnets());
  append(props.vpc.isolated_subnets());
  return subnets;
}

std::vector<RouteTableId> route_tables_of(const std::vector<Subnet*>& subnets) {
  std::vector<RouteTableId> ids;
  for (const Subnet* subnet : subnets) {
    if (!subnet->has_route_table()) continue;
    if (std::ranges::find(ids, subnet->route_table_id()) == ids.end())
      ids.push_back(subnet->route_table_id());
  }
  return ids;
}

void add_statement(const Construct& endpoint, PolicyDocument& policy, PolicyStatement statement) {
  if (statement.principals.empty()) {
    endpoint.report({.id = "property-needed",
                     .path = endpoint.path(),
                     .property = "principals",
                     .allowed = "Principal::anyone() and the like",
                     .message = "a statement of an endpoint's policy says whom it is about",
                     .where = endpoint.where()});
  }
  policy.add(std::move(statement));
}

}  // namespace

// --- GatewayEndpoint
// -------------------------------------------------------------------------------------------------

GatewayEndpoint::GatewayEndpoint(const Scope& scope, const Props& props) : Construct(scope) {
  const std::vector<RouteTableId> route_tables = route_tables_of(selected(props));
  if (route_tables.empty()) {
    report({.id = "property-needed",
            .path = path(),
            .property = "subnets",
            .allowed = "subnets with route tables; imported ones need their route_table_id",
            .message = "a gateway endpoint is reached by route tables, and none is known of the subnets",
            .where = where()});
  }
  resource_ = &add("Resource",
                   aws::ec2::VPCEndpoint::Props{
                       .RouteTableIds = route_tables,
                       .ServiceName = format("com.amazonaws.{}.{}", pseudo::region, props.service.name()),
                       .VpcEndpointType = "Gateway",
                       .VpcId = props.vpc.vpc_id()},
                   where());
  for (const PolicyStatement& statement : props.policy) add_to_policy(statement);
}

Attribute<aws::ec2::kind::VPCEndpoint_Id> GatewayEndpoint::vpc_endpoint_id() const {
  return resource_->ref();
}

void GatewayEndpoint::add_to_policy(PolicyStatement statement) {
  add_statement(*this, policy_, std::move(statement));
}

void GatewayEndpoint::prepare() {
  if (!policy_.empty()) resource_->set_property("PolicyDocument", policy_.json());
}

// --- InterfaceEndpointService
// ----------------------------------------------------------------------------------------

InterfaceEndpointService InterfaceEndpointService::aws(std::string_view name) { return {name, 443, true}; }

InterfaceEndpointService InterfaceEndpointService::named(const Value<std::string>& name, Port port) {
  return {name, port, false};
}

Value<std::string> InterfaceEndpointService::name(const Value<std::string>& region) const {
  if (!aws_) return name_;
  return format("com.amazonaws.{}.{}", region, name_);
}

// --- InterfaceEndpoint
// -----------------------------------------------------------------------------------------------

struct InterfaceEndpoint::Imported {
  const Value<std::string>& vpc_endpoint_id;
};

InterfaceEndpoint::InterfaceEndpoint(const Scope& scope, const Props& props)
    : Construct(scope), Connectable(Connections(props.security_groups, Traffic::tcp(props.service.port()))) {
  if (props.security_groups.empty()) {
    connections_.add_security_group(add("SecurityGroup", SecurityGroup::Props{.vpc = props.vpc}, where()));
  }
  if (props.open) allow_from(Peer::cidr(props.vpc.cidr_block()), {}, {}, where());
  SubnetSelection one_per_zone = props.subnets;
  one_per_zone.one_per_az = true;
  std::vector<GroupId> groups;
  for (const SecurityGroup* group : connections_.security_groups())
    groups.push_back(group->security_group_id());
  resource_ =
      &add("Resource",
           aws::ec2::VPCEndpoint::Props{
               .PrivateDnsEnabled = props.private_dns_enabled.value_or(props.service.private_dns_default()),
               .SecurityGroupIds = groups,
               .ServiceName = props.service.name(stack().region()),
               .SubnetIds = props.vpc.subnet_ids(one_per_zone),
               .VpcEndpointType = "Interface",
               .VpcId = props.vpc.vpc_id()},
           where());
  for (const PolicyStatement& statement : props.policy) add_to_policy(statement);
}

InterfaceEndpoint::InterfaceEndpoint(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::ec2::VPCEndpoint>(
          *this, "Resource", {{"Id", imported.vpc_endpoint_id}, {"Ref", imported.vpc_endpoint_id}},
          where())) {}

InterfaceEndpoint& InterfaceEndpoint::from_id(Construct& scope, std::string_view id,
                                              const Value<std::string>& vpc_endpoint_id,
                                              std::vector<SecurityGroup*> security_groups, Port port,
                                              std::source_location where) {
  auto& endpoint = scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<InterfaceEndpoint>(new InterfaceEndpoint(inner, Imported{vpc_endpoint_id}));
      },
      where);
  endpoint.connections_ = Connections(std::move(security_groups), Traffic::tcp(port));
  return endpoint;
}

Attribute<aws::ec2::kind::VPCEndpoint_Id> InterfaceEndpoint::vpc_endpoint_id() const {
  return resource_->ref();
}

void InterfaceEndpoint::add_to_policy(PolicyStatement statement) {
  add_statement(*this, policy_, std::move(statement));
}

void InterfaceEndpoint::prepare() {
  if (!policy_.empty() && !resource_->is_imported())
    resource_->set_property("PolicyDocument", policy_.json());
}

}  // namespace tenon
