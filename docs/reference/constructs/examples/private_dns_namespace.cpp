#include "tenon/constructs/network/private_dns_namespace.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/vpc.hpp"

using tenon::PrivateDnsNamespace;

void private_dns_namespace(tenon::App& app) {
  auto& stack = app.add("Discovery", tenon::Stack::Props{});
  auto& network = stack.add("Vpc", tenon::Vpc::Props{});

  auto& names = stack.add("Names", PrivateDnsNamespace::Props{.name = "shop.internal", .vpc = network});
  names.create_service("Orders", {.name = "orders", .dns_ttl = tenon::Duration::seconds(10)});

  auto& broker =
      names.create_service("Broker", {.name = "broker", .dns_record_type = tenon::DnsRecordType::cname});
  broker.register_instance("Primary", {{"AWS_INSTANCE_CNAME", "b-1.mq.eu-west-1.amazonaws.com"}});
}
