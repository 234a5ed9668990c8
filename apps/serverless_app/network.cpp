#include "network.hpp"

#include <vector>

#include "data.hpp"
#include "policy.hpp"
#include "tenon/aws/ec2/EIP.hpp"
#include "tenon/aws/ec2/InternetGateway.hpp"
#include "tenon/aws/ec2/NatGateway.hpp"
#include "tenon/aws/ec2/Route.hpp"
#include "tenon/aws/ec2/RouteTable.hpp"
#include "tenon/aws/ec2/SubnetRouteTableAssociation.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/ec2/VPCGatewayAttachment.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/port.hpp"

namespace serverless_app {

namespace {

namespace Fn = tenon::Fn;
namespace json = tenon::json;
namespace ec2 = aws::ec2;

constexpr tenon::Cidr network("10.0.0.0/16");
constexpr tenon::Cidr anywhere("0.0.0.0/0");

/// One subnet of the table below.
struct SubnetSpec {
  std::string_view id;
  std::string_view name;
  std::string_view type;
  int zone;
  tenon::Cidr cidr;
  bool is_public = false;
};

constexpr SubnetSpec private_subnet_1{"PrivateSubnetAZ1", "private-subnet-az1", "Private", 0,
                                      network.subnet(24, 1)};
constexpr SubnetSpec private_subnet_2{"PrivateSubnetAZ2", "private-subnet-az2", "Private", 1,
                                      network.subnet(24, 2)};
constexpr SubnetSpec public_subnet_1{
    "PublicSubnetAZ1", "public-subnet-az1", "Public", 0, network.subnet(24, 101), true};
constexpr SubnetSpec public_subnet_2{
    "PublicSubnetAZ2", "public-subnet-az2", "Public", 1, network.subnet(24, 102), true};

/// How the private subnets of a zone reach the internet.
struct NatIds {
  std::string_view address;
  std::string_view gateway;
  std::string_view gateway_name;
  std::string_view route_table;
  std::string_view route_table_name;
  std::string_view route;
};

constexpr NatIds nat_1{"NATGatewayEIP",     "NATGateway",          "nat-gateway",
                       "PrivateRouteTable", "private-route-table", "PrivateRoute"};
constexpr NatIds nat_2{"NATGatewayAZ2EIP",     "NATGatewayAZ2",           "nat-gateway-az2",
                       "PrivateRouteTableAZ2", "private-route-table-az2", "PrivateRouteAZ2"};

class NetworkBuilder {
 public:
  NetworkBuilder(tenon::Stack& stack, const Settings& settings)
      : stack_(stack),
        settings_(settings),
        vpc_(add_vpc()),
        internet_(add_internet_gateway()),
        attachment_(attach()) {}

  Network add(const aws::dynamodb::Table& table) {
    auto& private_1 = add_subnet(private_subnet_1);
    auto& private_2 = add_subnet(private_subnet_2);
    auto& public_1 = add_subnet(public_subnet_1);
    auto& public_routes = add_public_routes();
    auto& routes_1 = add_nat(public_1, nat_1);
    associate("PublicSubnetRouteTableAssociation", public_1, public_routes);
    associate("PrivateSubnetAZ1RouteTableAssociation", private_1, routes_1);
    if (settings_.corrections) {
      // With one NAT gateway the second zone goes down with the first.
      auto& public_2 = add_subnet(public_subnet_2);
      auto& routes_2 = add_nat(public_2, nat_2);
      associate("PublicSubnetAZ2RouteTableAssociation", public_2, public_routes);
      associate("PrivateSubnetAZ2RouteTableAssociation", private_2, routes_2);
      add_endpoint(table, {routes_1.ref(), routes_2.ref()});
    } else {
      associate("PrivateSubnetAZ2RouteTableAssociation", private_2, routes_1);
      add_endpoint(table, {routes_1.ref()});
    }
    return {vpc_, private_1, private_2, add_security_group()};
  }

 private:
  tenon::Tags named(std::string_view name) const { return {{.Key = "Name", .Value = settings_.name(name)}}; }

  ec2::VPC& add_vpc() {
    return stack_.add("ApplicationVPC", ec2::VPC::Props{
                                            .CidrBlock = network,
                                            .EnableDnsHostnames = true,
                                            .EnableDnsSupport = true,
                                            .Tags = named("vpc"),
                                        });
  }

  ec2::Subnet& add_subnet(const SubnetSpec& spec) {
    return stack_.add(
        spec.id, ec2::Subnet::Props{
                     .AvailabilityZone = Fn::Select(spec.zone, Fn::GetAZs()),
                     .CidrBlock = spec.cidr,
                     .MapPublicIpOnLaunch = spec.is_public ? tenon::Value<bool>(true) : tenon::Value<bool>(),
                     .Tags = {{.Key = "Name", .Value = settings_.name(spec.name)},
                              {.Key = "Type", .Value = spec.type}},
                     .VpcId = vpc_.ref(),
                 });
  }

  ec2::InternetGateway& add_internet_gateway() {
    return stack_.add("InternetGateway", ec2::InternetGateway::Props{.Tags = named("igw")});
  }

  ec2::VPCGatewayAttachment& attach() {
    return stack_.add("AttachGateway", ec2::VPCGatewayAttachment::Props{
                                           .InternetGatewayId = internet_.ref(),
                                           .VpcId = vpc_.ref(),
                                       });
  }

  ec2::RouteTable& add_route_table(std::string_view id, std::string_view name) {
    return stack_.add(id, ec2::RouteTable::Props{.Tags = named(name), .VpcId = vpc_.ref()});
  }

  ec2::RouteTable& add_public_routes() {
    auto& routes = add_route_table("PublicRouteTable", "public-route-table");
    auto& route = stack_.add("PublicRoute", ec2::Route::Props{
                                                .DestinationCidrBlock = anywhere,
                                                .GatewayId = internet_.ref(),
                                                .RouteTableId = routes.ref(),
                                            });
    route.depends_on(attachment_);
    return routes;
  }

  /// A NAT gateway in a public subnet, and the route table that leads to it.
  ec2::RouteTable& add_nat(const ec2::Subnet& public_subnet, const NatIds& ids) {
    auto& address = stack_.add(ids.address, ec2::EIP::Props{.Domain = "vpc"});
    address.depends_on(attachment_);
    auto& gateway = stack_.add(ids.gateway, ec2::NatGateway::Props{
                                                .AllocationId = address.AllocationId(),
                                                .SubnetId = public_subnet.ref(),
                                                .Tags = named(ids.gateway_name),
                                            });
    auto& routes = add_route_table(ids.route_table, ids.route_table_name);
    stack_.add(ids.route, ec2::Route::Props{
                              .DestinationCidrBlock = anywhere,
                              .NatGatewayId = gateway.ref(),
                              .RouteTableId = routes.ref(),
                          });
    return routes;
  }

  void associate(std::string_view id, const ec2::Subnet& subnet, const ec2::RouteTable& routes) {
    stack_.add(id, ec2::SubnetRouteTableAssociation::Props{
                       .RouteTableId = routes.ref(),
                       .SubnetId = subnet.ref(),
                   });
  }

  static ec2::SecurityGroup::Egress egress(const tenon::Cidr& to, tenon::Port port,
                                           std::string_view description) {
    return {.CidrIp = to,
            .Description = description,
            .FromPort = port.number(),
            .IpProtocol = "tcp",
            .ToPort = port.number()};
  }

  ec2::SecurityGroup& add_security_group() {
    return stack_.add(
        "LambdaSecurityGroup",
        ec2::SecurityGroup::Props{
            .GroupDescription = "Security group for Lambda functions",
            .SecurityGroupEgress = {egress(anywhere, tenon::Port(443), "HTTPS outbound for AWS services"),
                                    egress(network, tenon::Port(3306), "MySQL/Aurora access within VPC")},
            .Tags = named("lambda-sg"),
            .VpcId = vpc_.ref(),
        });
  }

  void add_endpoint(const aws::dynamodb::Table& table,
                    decltype(ec2::VPCEndpoint::Props::RouteTableIds) routes) {
    stack_.add("DynamoDBVPCEndpoint",
               ec2::VPCEndpoint::Props{
                   .PolicyDocument = policy_document({endpoint_statement(table)}),
                   .RouteTableIds = std::move(routes),
                   .ServiceName = tenon::format_sub("com.amazonaws.{}.dynamodb", tenon::pseudo::region),
                   .VpcId = vpc_.ref(),
               });
  }

  /// Least privilege: what the functions do with the table, and nothing else. The description allows
  /// everything.
  tenon::Value<tenon::Json> endpoint_statement(const aws::dynamodb::Table& table) const {
    const bool least = settings_.corrections;
    return json::object({
        {"Effect", "Allow"},
        {"Principal", "*"},
        {"Action", least ? table_actions() : "*"},
        {"Resource", least ? table_and_indexes(table) : "*"},
    });
  }

  tenon::Stack& stack_;
  const Settings& settings_;
  ec2::VPC& vpc_;
  ec2::InternetGateway& internet_;
  ec2::VPCGatewayAttachment& attachment_;
};

}  // namespace

Network add_network(tenon::Stack& stack, const Settings& settings, const aws::dynamodb::Table& table) {
  return NetworkBuilder(stack, settings).add(table);
}

}  // namespace serverless_app
