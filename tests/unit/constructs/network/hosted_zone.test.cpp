#include "tenon/constructs/network/hosted_zone.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/network/distribution.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/health_check.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

constexpr std::string_view zone_type = "AWS::Route53::HostedZone";
constexpr std::string_view record_type = "AWS::Route53::RecordSet";

class HostedZoneTest : public StackFixture {
 protected:
  const RecordTarget address = RecordTarget::ip_addresses({"192.0.2.1"});
  HostedZone& zone =
      HostedZone::from_attributes(stack, "Zone", {.hosted_zone_id = "Z1", .zone_name = "example.com."});
  Distribution& site = Distribution::from_attributes(
      stack, "Site", {.distribution_id = "E1", .domain_name = "d1.cloudfront.net"});
};

// --- zones

TEST_F(HostedZoneTest, MakesPublicZones) {
  auto& group = stack.add("Queries", LogGroup::Props{});
  auto& made = stack.add(
      "Made", HostedZone::Props{.zone_name = "example.org", .comment = "Ours", .query_log_group = &group});
  expect(zone_type, R"({"$exactly": {"Name": "example.org.", "HostedZoneConfig": {"Comment": "Ours"},
      "QueryLoggingConfig": {"CloudWatchLogsLogGroupArn": {"Fn::GetAtt": [{"$like": "Queries*"}, "Arn"]}}}})");
  EXPECT_EQ(made.zone_name().literal(), "example.org");
  EXPECT_FALSE(made.is_private());
}

TEST_F(HostedZoneTest, MakesPrivateZones) {
  auto& vpc = Vpc::from_attributes(stack, "Vpc", {.vpc_id = "vpc-1"});
  auto& other = Vpc::from_attributes(stack, "Other", {.vpc_id = "vpc-2"});
  stack.add("Made", HostedZone::Props{.zone_name = "inside.", .vpcs = {&vpc}}).add_vpc(other);
  expect(
      zone_type,
      R"({"Name": "inside.", "VPCs": [{"VPCId": "vpc-1", "VPCRegion": {"Ref": "AWS::Region"}}, {"VPCId": "vpc-2"}]})");
}

TEST_F(HostedZoneTest, LooksZonesUp) {
  auto& here = app.add("Here", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  auto& found = HostedZone::from_lookup(here, "Zone", {.domain_name = "example.com"});
  EXPECT_EQ(found.zone_name().literal(), "example.com");
  EXPECT_EQ(resolved_json(found.hosted_zone_id()), R"("DUMMY")");
}

TEST_F(HostedZoneTest, TakesTheAnswerOfALookUp) {
  App answered(App::Options{
      .context = json::object({{"hosted-zone:account=111122223333:domainName=example.com:region=eu-west-1",
                                json::object({{"Id", "/hostedzone/Z9"}, {"Name", "example.com."}})}})});
  auto& here = answered.add("Here", Stack::Props{.env = {.account = "111122223333", .region = "eu-west-1"}});
  auto& found = HostedZone::from_lookup(here, "Zone", {.domain_name = "example.com"});
  EXPECT_EQ(resolved_json(found.hosted_zone_id()), R"("Z9")");
  EXPECT_EQ(found.zone_name().literal(), "example.com");
}

TEST_F(HostedZoneTest, LetsRecordsBeChanged) {
  auto& role = stack.add("Role", Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")});
  zone.grant_change_records(role);
  expect("AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [
      {"Action": ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
       "Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":route53:::hostedzone/Z1"]]}},
      {"Action": "route53:GetChange"}]}})");
}

// --- records

TEST_F(HostedZoneTest, CompletesNames) {
  stack.add("Apex", ARecord::Props{.zone = zone, .target = address});
  stack.add("Short", ARecord::Props{.zone = zone,
                                    .record_name = "www",
                                    .target = address,
                                    .ttl = Duration::minutes(1),
                                    .comment = "Ours"});
  stack.add("Long", AaaaRecord::Props{.zone = zone,
                                      .record_name = "api.example.com",
                                      .target = RecordTarget::ip_addresses({"2001:db8::1"})});
  stack.add("Whole", ARecord::Props{.zone = zone, .record_name = "other.example.com.", .target = address});
  expect(
      record_type,
      R"({"$exactly": {"HostedZoneId": "Z1", "Name": "example.com.", "Type": "A", "TTL": "1800", "ResourceRecords": ["192.0.2.1"]}})");
  expect(record_type, R"({"Name": "www.example.com.", "TTL": "60", "Comment": "Ours"})");
  expect(record_type, R"({"Name": "api.example.com.", "Type": "AAAA", "ResourceRecords": ["2001:db8::1"]})");
  expect(record_type, R"({"Name": "other.example.com."})");
}

TEST_F(HostedZoneTest, PointsAtConstructs) {
  auto& vpc = stack.add("Vpc", Vpc::Props{});
  auto& balancer = stack.add("Balancer", ApplicationLoadBalancer::Props{.vpc = vpc});
  stack.add("A", ARecord::Props{
                     .zone = zone, .record_name = "shop", .target = RecordTarget::alias(balancer, true)});
  stack.add("B", ARecord::Props{.zone = zone, .record_name = "www", .target = site});
  expect(record_type, R"({"Name": "shop.example.com.", "TTL": {"$absent": true}, "AliasTarget": {"$exactly": {
      "DNSName": {"Fn::Join": ["", ["dualstack.", {"Fn::GetAtt": [{"$like": "Balancer*"}, "DNSName"]}]]},
      "HostedZoneId": {"Fn::GetAtt": [{"$like": "Balancer*"}, "CanonicalHostedZoneID"]}, "EvaluateTargetHealth": true}}})");
  expect(
      record_type,
      R"({"Name": "www.example.com.", "AliasTarget": {"$exactly": {"DNSName": "d1.cloudfront.net", "HostedZoneId": "Z2FDTNDATAQYW2"}}})");
}

TEST_F(HostedZoneTest, WritesEveryKindOfRecord) {
  auto& part = stack.add("Part", HostedZone::Props{.zone_name = "part.example.com"});
  stack.add("Cname",
            CnameRecord::Props{.zone = zone, .record_name = "blog", .domain_name = "blog.example.net"});
  stack.add("Mx",
            MxRecord::Props{.zone = zone, .values = {{{.priority = 10, .host_name = "mail.example.com"}}}});
  stack.add("Txt", TxtRecord::Props{.zone = zone, .values = {{"say \"hi\"", std::string(300, 'x')}}});
  stack.add("Caa", CaaRecord::Props{.zone = zone, .values = {{{.tag = "issue", .value = "amazon.com"}}}});
  stack.add("Ns", NsRecord::Props{.zone = zone, .record_name = "part", .values = part.name_servers()});
  expect(record_type,
         R"({"Type": "CNAME", "Name": "blog.example.com.", "ResourceRecords": ["blog.example.net"]})");
  expect(record_type, R"({"Type": "MX", "ResourceRecords": ["10 mail.example.com"]})");
  expect(record_type,
         R"({"Type": "TXT", "ResourceRecords": ["\"say \\\"hi\\\"\"", {"$like": "\"xxx*x\"\"xxx*x\""}]})");
  expect(record_type, R"({"Type": "CAA", "ResourceRecords": ["0 issue \"amazon.com\""]})");
  expect(
      record_type,
      R"({"Type": "NS", "TTL": "172800", "ResourceRecords": {"Fn::GetAtt": [{"$like": "Part*"}, "NameServers"]}})");
}

TEST_F(HostedZoneTest, ChoosesAmongRecords) {
  auto& check =
      stack.add("Check", HealthCheck::Props{.type = HealthCheckType::https, .fqdn = "www.example.com"});
  stack.add(
      "Weighted",
      ARecord::Props{
          .zone = zone, .target = address, .routing = RoutingPolicy::weighted(0), .health_check = &check});
  stack.add("Latency", ARecord::Props{.zone = zone,
                                      .target = address,
                                      .routing = RoutingPolicy::latency("eu-west-1"),
                                      .set_identifier = "near"});
  stack.add("Geo", ARecord::Props{.zone = zone,
                                  .target = address,
                                  .routing = RoutingPolicy::geolocation(
                                      {.country_code = "US", .subdivision_code = "WA"})});
  stack.add("Else",
            ARecord::Props{.zone = zone, .target = address, .routing = RoutingPolicy::geolocation({})});
  stack.add("First", ARecord::Props{.zone = zone, .target = site, .routing = RoutingPolicy::primary()});
  stack.add("Second", ARecord::Props{.zone = zone, .target = address, .routing = RoutingPolicy::secondary()});
  stack.add("Any",
            ARecord::Props{.zone = zone, .target = address, .routing = RoutingPolicy::multi_value_answer()});
  expect(
      record_type,
      R"({"Weight": 0, "SetIdentifier": {"$like": "WEIGHT_0_ID_ShopWeighted*"}, "HealthCheckId": {"Ref": {"$like": "Check*"}}})");
  expect(record_type, R"({"Region": "eu-west-1", "SetIdentifier": "near"})");
  expect(
      record_type,
      R"({"GeoLocation": {"$exactly": {"CountryCode": "US", "SubdivisionCode": "WA"}}, "SetIdentifier": "GEO_COUNTRY_US_SUBDIVISION_WA"})");
  expect(record_type, R"({"GeoLocation": {"$exactly": {"CountryCode": "*"}}})");
  expect(
      record_type,
      R"({"Failover": "PRIMARY", "AliasTarget": {"EvaluateTargetHealth": true}, "SetIdentifier": {"$like": "FAILOVER_PRIMARY_ID_*"}})");
  expect(record_type, R"({"Failover": "SECONDARY"})");
  expect(record_type, R"({"MultiValueAnswer": true, "SetIdentifier": {"$like": "MVA_ID_*"}})");
}

// --- refusals

struct Refused {
  const char* name;
  void (*make)(Stack&, HostedZone&, Distribution&);
  const char* property;
  const char* id = "property-not-allowed";
};

class RefusedRecord : public StackFixture, public ::testing::WithParamInterface<Refused> {};

TEST_P(RefusedRecord, IsReported) {
  auto& zone =
      HostedZone::from_attributes(stack, "Zone", {.hosted_zone_id = "Z1", .zone_name = "example.com"});
  auto& site = Distribution::from_attributes(stack, "Site",
                                             {.distribution_id = "E1", .domain_name = "d1.cloudfront.net"});
  GetParam().make(stack, zone, site);
  expect_refused(GetParam().property, GetParam().id);
}

RecordTarget some_address() { return RecordTarget::ip_addresses({"192.0.2.1"}); }

INSTANTIATE_TEST_SUITE_P(
    Each, RefusedRecord,
    ::testing::Values(
        Refused{"ttl_of_alias",
                [](Stack& stack, HostedZone& zone, Distribution& site) {
                  stack.add("A", ARecord::Props{.zone = zone, .target = site, .ttl = Duration::minutes(1)});
                },
                "ttl"},
        Refused{"identifier_alone",
                [](Stack& stack, HostedZone& zone, Distribution&) {
                  stack.add("A",
                            ARecord::Props{.zone = zone, .target = some_address(), .set_identifier = "one"});
                },
                "set_identifier"},
        Refused{"cname_at_apex",
                [](Stack& stack, HostedZone& zone, Distribution&) {
                  stack.add("A", CnameRecord::Props{
                                     .zone = zone, .record_name = "example.com", .domain_name = "a.example"});
                },
                "record_name"},
        Refused{"weight",
                [](Stack& stack, HostedZone& zone, Distribution&) {
                  stack.add("A", ARecord::Props{.zone = zone,
                                                .target = some_address(),
                                                .routing = RoutingPolicy::weighted(256)});
                },
                "routing"},
        Refused{"several_aliases",
                [](Stack& stack, HostedZone& zone, Distribution& site) {
                  stack.add(
                      "A", ARecord::Props{
                               .zone = zone, .target = site, .routing = RoutingPolicy::multi_value_answer()});
                },
                "routing"},
        Refused{"primary_without_check",
                [](Stack& stack, HostedZone& zone, Distribution&) {
                  stack.add("A",
                            ARecord::Props{
                                .zone = zone, .target = some_address(), .routing = RoutingPolicy::primary()});
                },
                "health_check", "property-needed"},
        Refused{"failover_without_health",
                [](Stack& stack, HostedZone& zone, Distribution& site) {
                  stack.add("A", ARecord::Props{.zone = zone,
                                                .target = RecordTarget::alias(site, false),
                                                .routing = RoutingPolicy::primary()});
                },
                "evaluate_target_health"},
        Refused{"short_name_in_unnamed_zone",
                [](Stack& stack, HostedZone&, Distribution&) {
                  auto& unnamed = HostedZone::from_attributes(stack, "Unnamed", {.hosted_zone_id = "Z2"});
                  stack.add("A",
                            ARecord::Props{.zone = unnamed, .record_name = "www", .target = some_address()});
                },
                "zone_name", "property-needed"},
        Refused{"public_zone_made_private",
                [](Stack& stack, HostedZone& zone, Distribution&) {
                  zone.add_vpc(Vpc::from_attributes(stack, "Vpc", {.vpc_id = "vpc-1"}));
                },
                "vpcs"}),
    [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace tenon
