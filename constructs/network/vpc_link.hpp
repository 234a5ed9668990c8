#pragma once

/// \file
/// Ways from API Gateway into a network.

#include <string>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"

namespace tenon::aws::apigateway {
class VpcLink;
namespace kind {
struct VpcLink_VpcLinkId;
}
}  // namespace tenon::aws::apigateway
namespace tenon::aws::apigatewayv2 {
class VpcLink;
namespace kind {
struct VpcLink_VpcLinkId;
}
}  // namespace tenon::aws::apigatewayv2

namespace tenon {

class NetworkLoadBalancer;
class Vpc;

/// A way from REST APIs to network load balancers.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-vpclink.html
class VpcLink final : public Construct {
 public:
  struct Props {
    using Of = VpcLink;
    /// Default: the construct's unique id.
    Value<std::string> vpc_link_name = {};
    Value<std::string> description = {};
    /// Default: none yet; a link that has none at synthesis is an error (`property-needed`).
    std::vector<NetworkLoadBalancer*> targets = {};
  };

  VpcLink(const Scope& scope, const Props& props);
  static VpcLink& from_id(Construct& scope, std::string_view id, const Value<std::string>& vpc_link_id,
                          std::source_location where = std::source_location::current());

  aws::apigateway::VpcLink& resource() const noexcept { return *resource_; }
  Attribute<aws::apigateway::kind::VpcLink_VpcLinkId> vpc_link_id() const;
  const std::vector<NetworkLoadBalancer*>& targets() const noexcept { return targets_; }
  void add_target(NetworkLoadBalancer& target);

 protected:
  void prepare() override;

 private:
  struct Imported;
  VpcLink(const Scope& scope, const Imported& imported);

  aws::apigateway::VpcLink* resource_ = nullptr;
  std::vector<NetworkLoadBalancer*> targets_;
};

/// A way from HTTP APIs to load balancers and services of a network.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-vpclink.html
class HttpVpcLink final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = HttpVpcLink;
    Vpc& vpc;
    /// Default: the construct's unique id.
    Value<std::string> vpc_link_name = {};
    /// Default: the private subnets with egress, where there are such (see `SubnetSelection`).
    SubnetSelection subnets = {};
    /// Default: none, which leaves the link to the network's default group.
    std::vector<SecurityGroup*> security_groups = {};
  };

  HttpVpcLink(const Scope& scope, const Props& props);
  static HttpVpcLink& from_id(Construct& scope, std::string_view id, const Value<std::string>& vpc_link_id,
                              std::source_location where = std::source_location::current());

  aws::apigatewayv2::VpcLink& resource() const noexcept { return *resource_; }
  Attribute<aws::apigatewayv2::kind::VpcLink_VpcLinkId> vpc_link_id() const;

 private:
  struct Imported;
  HttpVpcLink(const Scope& scope, const Imported& imported);

  aws::apigatewayv2::VpcLink* resource_ = nullptr;
};

}  // namespace tenon
