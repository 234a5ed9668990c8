#include "tenon/app/run.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/iam/s3.hpp"

using tenon::GatewayEndpointService;
using tenon::InterfaceEndpoint;
using tenon::InterfaceEndpointService;

void vpc_endpoint(tenon::App& app) {
  auto& stack = app.add("PrivateWays", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{.nat_gateways = 0});
  auto& worker = stack.add("Worker", tenon::SecurityGroup::Props{.vpc = network});

  auto& objects = network.add_gateway_endpoint("S3", GatewayEndpointService::s3());
  objects.add_to_policy({.actions = {tenon::iam::s3::GetObject},
                         .resources = {"arn:aws:s3:::reports/*"},
                         .principals = {tenon::Principal::anyone()}});

  // Every address of the network may use it.
  network.add_interface_endpoint("Images", InterfaceEndpointService::ecr_docker());

  // Only the worker may.
  auto& models = network.add(
      "Models", InterfaceEndpoint::Props{
                    .vpc = network, .service = InterfaceEndpointService::bedrock_runtime(), .open = false});
  models.allow_from(worker);
}
