#include "tenon/constructs/network/private_dns_namespace.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/testing/template.hpp"

namespace tenon {
namespace {

using testing::Template;

class PrivateDnsNamespaceTest : public ::testing::Test {
 protected:
  void expect(std::string_view type, std::string_view properties) {
    const auto result = Template::of(stack).has_resource_properties(type, properties);
    EXPECT_TRUE(result.passed) << result.explanation;
  }

  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
  Vpc& vpc = Vpc::from_attributes(stack, "Vpc", {.vpc_id = "vpc-1"});
  PrivateDnsNamespace& names = stack.add(
      "Names", PrivateDnsNamespace::Props{.name = "internal.example", .vpc = vpc, .description = "Ours"});
};

constexpr std::string_view service = "AWS::ServiceDiscovery::Service";

TEST_F(PrivateDnsNamespaceTest, BelongsToItsNetwork) {
  expect("AWS::ServiceDiscovery::PrivateDnsNamespace",
         R"({"Name": "internal.example", "Vpc": "vpc-1", "Description": "Ours"})");
  EXPECT_EQ(resolved_json(names.namespace_id()), R"({"Fn::GetAtt":["Names8B2C83D9","Id"]})");
  EXPECT_EQ(resolved_json(names.arn()), R"({"Fn::GetAtt":["Names8B2C83D9","Arn"]})");
  EXPECT_EQ(resolved_json(names.hosted_zone_id()), R"({"Fn::GetAtt":["Names8B2C83D9","HostedZoneId"]})");
}

TEST_F(PrivateDnsNamespaceTest, ResolvesServicesToAddressesForAMinute) {
  names.create_service("Orders");
  expect(
      service,
      R"({"DnsConfig": {"DnsRecords": [{"TTL": 60, "Type": "A"}], "NamespaceId": {"$any": true}, "RoutingPolicy": "MULTIVALUE"},
      "NamespaceId": {"$any": true}, "Name": {"$absent": true}, "Type": {"$absent": true}, "HealthCheckCustomConfig": {"$absent": true}})");
}

TEST_F(PrivateDnsNamespaceTest, SetsWhatWasGiven) {
  names.create_service("Orders", {.name = "orders",
                                  .description = "Takes orders",
                                  .dns_record_type = DnsRecordType::a_and_aaaa,
                                  .dns_ttl = Duration::seconds(10),
                                  .routing_policy = CloudMapRoutingPolicy::weighted,
                                  .custom_health_check_failure_threshold = 1});
  names.create_service("Queue", {.dns_record_type = DnsRecordType::cname});
  names.create_service("Jobs", {.discovery_type = DiscoveryType::api});
  expect(
      service,
      R"({"Name": "orders", "Description": "Takes orders", "HealthCheckCustomConfig": {"FailureThreshold": 1},
      "DnsConfig": {"DnsRecords": [{"TTL": 10, "Type": "A"}, {"TTL": 10, "Type": "AAAA"}], "RoutingPolicy": "WEIGHTED"}})");
  expect(service, R"({"DnsConfig": {"DnsRecords": [{"Type": "CNAME"}], "RoutingPolicy": "WEIGHTED"}})");
  expect(service, R"({"Type": "HTTP", "DnsConfig": {"$absent": true}})");
}

TEST_F(PrivateDnsNamespaceTest, KnowsInstances) {
  auto& queue = names.create_service("Queue", {.dns_record_type = DnsRecordType::cname});
  queue.register_instance("Broker", {{"AWS_INSTANCE_CNAME", "broker.example"}}, "broker-1");
  expect("AWS::ServiceDiscovery::Instance",
         R"({"InstanceAttributes": {"AWS_INSTANCE_CNAME": "broker.example"}, "InstanceId": "broker-1",
      "ServiceId": {"Fn::GetAtt": [{"$like": "NamesQueue*"}, "Id"]}})");
}

TEST_F(PrivateDnsNamespaceTest, TakesANamespaceThatExists) {
  auto& existing = PrivateDnsNamespace::from_attributes(
      stack, "Existing",
      {.namespace_id = "ns-1",
       .namespace_name = "old.example",
       .namespace_arn = "arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1"});
  existing.create_service("Orders");
  expect(service, R"({"NamespaceId": "ns-1"})");
  EXPECT_EQ(resolved_json(existing.namespace_name()), R"("old.example")");
  EXPECT_EQ(resolved_json(existing.arn()),
            R"("arn:aws:servicediscovery:eu-west-1:111122223333:namespace/ns-1")");
}

TEST_F(PrivateDnsNamespaceTest, RefusesRecordsOfWhatIsFoundByCallsAndSeveralCnames) {
  names.create_service("A", {.discovery_type = DiscoveryType::api, .dns_record_type = DnsRecordType::a});
  names.create_service(
      "B", {.discovery_type = DiscoveryType::api, .routing_policy = CloudMapRoutingPolicy::weighted});
  names.create_service(
      "C", {.dns_record_type = DnsRecordType::cname, .routing_policy = CloudMapRoutingPolicy::multivalue});
  ASSERT_EQ(app.diagnostics().size(), 3U);
  const char* const properties[] = {"dns_record_type", "routing_policy", "routing_policy"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(app.diagnostics()[i].id, "property-not-allowed");
    EXPECT_EQ(app.diagnostics()[i].property, properties[i]);
  }
}

}  // namespace
}  // namespace tenon
