#pragma once

/// \file
/// Private ways from a network to services of AWS.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"

namespace tenon::aws::ec2 {
class VPCEndpoint;
namespace kind {
struct VPCEndpoint_Id;
}
}  // namespace tenon::aws::ec2

namespace tenon {

class Vpc;

/// A service that route tables lead to.
/// https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
class GatewayEndpointService {
 public:
  static constexpr GatewayEndpointService s3() { return GatewayEndpointService("s3"); }
  static constexpr GatewayEndpointService dynamodb() { return GatewayEndpointService("dynamodb"); }
  static constexpr GatewayEndpointService s3_express() { return GatewayEndpointService("s3express"); }

  /// "s3"
  constexpr std::string_view name() const noexcept { return name_; }

 private:
  explicit constexpr GatewayEndpointService(std::string_view name) : name_(name) {}
  std::string_view name_;
};

/// A service that is reached by network interfaces inside the network.
/// https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
class InterfaceEndpointService {
 public:
  /// A service of AWS by the last part of its endpoint's name: "secretsmanager", "ecr.dkr",
  /// "bedrock-runtime". Its names resolve to the endpoint inside the network unless told otherwise.
  static InterfaceEndpointService aws(std::string_view name);
  /// A service of somebody else by its whole name, "com.amazonaws.vpce.eu-west-1.vpce-svc-…".
  static InterfaceEndpointService named(const Value<std::string>& name, Port port = 443);

  static InterfaceEndpointService api_gateway() { return aws("execute-api"); }
  static InterfaceEndpointService bedrock_runtime() { return aws("bedrock-runtime"); }
  static InterfaceEndpointService cloudwatch_logs() { return aws("logs"); }
  static InterfaceEndpointService cloudwatch_monitoring() { return aws("monitoring"); }
  static InterfaceEndpointService ecr() { return aws("ecr.api"); }
  static InterfaceEndpointService ecr_docker() { return aws("ecr.dkr"); }
  static InterfaceEndpointService ecs() { return aws("ecs"); }
  static InterfaceEndpointService eventbridge() { return aws("events"); }
  static InterfaceEndpointService kinesis_streams() { return aws("kinesis-streams"); }
  static InterfaceEndpointService kms() { return aws("kms"); }
  static InterfaceEndpointService lambda() { return aws("lambda"); }
  static InterfaceEndpointService rds_data() { return aws("rds-data"); }
  static InterfaceEndpointService secrets_manager() { return aws("secretsmanager"); }
  static InterfaceEndpointService sns() { return aws("sns"); }
  static InterfaceEndpointService sqs() { return aws("sqs"); }
  static InterfaceEndpointService ssm() { return aws("ssm"); }
  static InterfaceEndpointService ssm_messages() { return aws("ssmmessages"); }
  static InterfaceEndpointService step_functions() { return aws("states"); }
  static InterfaceEndpointService sts() { return aws("sts"); }
  static InterfaceEndpointService xray() { return aws("xray"); }

  /// The whole name as an endpoint in the region has it.
  Value<std::string> name(const Value<std::string>& region) const;
  Port port() const noexcept { return port_; }
  /// Whether the service's own DNS names lead to the endpoint unless told otherwise: true for AWS's.
  bool private_dns_default() const noexcept { return aws_; }

 private:
  InterfaceEndpointService(Value<std::string> name, Port port, bool aws)
      : name_(std::move(name)), port_(port), aws_(aws) {}

  Value<std::string> name_;
  Port port_;
  bool aws_;
};

/// A way from the route tables of some subnets to S3 or DynamoDB that costs nothing and leaves the internet
/// out.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
class GatewayEndpoint final : public Construct {
 public:
  struct Props {
    using Of = GatewayEndpoint;
    Vpc& vpc;
    GatewayEndpointService service;
    /// Whose route tables lead to the service. Default: those of all subnets.
    std::vector<SubnetSelection> subnets = {};
    /// Statements with principals. Default: no policy, which allows everything.
    std::vector<PolicyStatement> policy = {};
  };

  GatewayEndpoint(const Scope& scope, const Props& props);

  aws::ec2::VPCEndpoint& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::VPCEndpoint_Id> vpc_endpoint_id() const;
  /// A statement without principals is an error (`property-needed`).
  void add_to_policy(PolicyStatement statement);

 protected:
  void prepare() override;

 private:
  aws::ec2::VPCEndpoint* resource_ = nullptr;
  PolicyDocument policy_;
};

/// Network interfaces in some subnets, behind which a service of AWS or of somebody else stands.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
class InterfaceEndpoint final : public Construct, public Connectable {
 public:
  struct Props {
    using Of = InterfaceEndpoint;
    Vpc& vpc;
    InterfaceEndpointService service;
    /// One subnet of each Availability Zone is taken. Default: the private subnets (see `SubnetSelection`).
    SubnetSelection subnets = {};
    /// Whether the service's own DNS names lead to the endpoint. Default: true for services of AWS, else
    /// false.
    std::optional<bool> private_dns_enabled = {};
    /// Whether everything in the network may use the endpoint. Otherwise `allow_from` says who.
    bool open = true;
    /// Default: a new one.
    std::vector<SecurityGroup*> security_groups = {};
    /// Statements with principals. Default: no policy, which allows everything.
    std::vector<PolicyStatement> policy = {};
  };

  InterfaceEndpoint(const Scope& scope, const Props& props);
  /// An endpoint that exists already, with the port it serves.
  static InterfaceEndpoint& from_id(Construct& scope, std::string_view id,
                                    const Value<std::string>& vpc_endpoint_id,
                                    std::vector<SecurityGroup*> security_groups, Port port = 443,
                                    std::source_location where = std::source_location::current());

  aws::ec2::VPCEndpoint& resource() const noexcept { return *resource_; }
  Attribute<aws::ec2::kind::VPCEndpoint_Id> vpc_endpoint_id() const;
  /// A statement without principals is an error (`property-needed`).
  void add_to_policy(PolicyStatement statement);

 protected:
  void prepare() override;

 private:
  struct Imported;
  InterfaceEndpoint(const Scope& scope, const Imported& imported);

  aws::ec2::VPCEndpoint* resource_ = nullptr;
  PolicyDocument policy_;
};

}  // namespace tenon
