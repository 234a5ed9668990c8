#include "tenon/constructs/network/network_load_balancer.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::NetworkLoadBalancer;
using tenon::NetworkProtocol;
using tenon::NetworkTarget;

void network_load_balancer(tenon::App& app) {
  auto& stack = app.add("Api", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});
  auto& certificate = stack.add("Certificate", tenon::Certificate::Props{.domain_name = "api.example.com"});

  auto& balancer =
      stack.add("Balancer", NetworkLoadBalancer::Props{.vpc = network, .cross_zone_enabled = true});
  auto& tls = balancer.add_listener("Tls", {.port = 443, .certificates = {certificate}});
  tls.add_targets(
      "Servers",
      {.port = 8443, .protocol = NetworkProtocol::tls, .targets = {NetworkTarget::ip("10.0.128.10")}});
  tls.allow_from(tenon::Peer::cidr(network.cidr_block()));
}
