#include "tenon/constructs/observability/health_check.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/route53/HealthCheck.hpp"
#include "tenon/constructs/observability/alarm.hpp"

namespace tenon {
namespace {

class HealthCheckTest : public StackTest {
 protected:
  HealthCheck& add(const HealthCheck::Props& props) { return stack.add("Health", props); }
};

TEST_F(HealthCheckTest, AsksAnEndpointEveryHalfMinute) {
  add({.type = HealthCheckType::https, .fqdn = "example.org", .resource_path = "/health", .name = "site"});
  expect("AWS::Route53::HealthCheck",
         R"({"HealthCheckTags": [{"Key": "Name", "Value": "site"}], "HealthCheckConfig": {"$exactly": {
      "Type": "HTTPS", "FullyQualifiedDomainName": "example.org", "ResourcePath": "/health", "Port": 443, "RequestInterval": 30,
      "FailureThreshold": 3, "MeasureLatency": false, "EnableSNI": true, "Inverted": false}}})");
}

TEST_F(HealthCheckTest, SetsWhatWasGiven) {
  add({.type = HealthCheckType::http_string_match,
       .ip_address = "192.0.2.1",
       .port = 8080,
       .search_string = "ok",
       .request_interval = Duration::seconds(10),
       .failure_threshold = 2,
       .measure_latency = true,
       .regions = {"eu-west-1", "us-east-1", "us-west-2"},
       .inverted = true});
  expect("AWS::Route53::HealthCheck",
         R"({"HealthCheckConfig": {"Type": "HTTP_STR_MATCH", "IPAddress": "192.0.2.1", "Port": 8080,
      "SearchString": "ok", "RequestInterval": 10, "FailureThreshold": 2, "MeasureLatency": true, "Inverted": true,
      "Regions": ["eu-west-1", "us-east-1", "us-west-2"], "EnableSNI": {"$absent": true}}})");
}

TEST_F(HealthCheckTest, CountsItsChildren) {
  HealthCheck& child = HealthCheck::from_id(stack, "Child", "1234");
  HealthCheck& tcp =
      stack.add("Tcp", HealthCheck::Props{.type = HealthCheckType::tcp, .fqdn = "example.org", .port = 22});
  add({.type = HealthCheckType::calculated, .child_health_checks = {&child, &tcp}});
  expect("AWS::Route53::HealthCheck",
         R"({"HealthCheckConfig": {"$exactly": {"Type": "CALCULATED", "Inverted": false,
      "HealthThreshold": 2, "ChildHealthChecks": ["1234", {"Ref": {"$like": "Tcp*"}}]}}})");
}

TEST_F(HealthCheckTest, FollowsAnAlarm) {
  Alarm& alarm =
      stack.add("High", Alarm::Props{.metric = Metric({.metric_namespace = "Shop", .metric_name = "Errors"}),
                                     .evaluation_periods = 1,
                                     .threshold = 1});
  add({.type = HealthCheckType::cloudwatch_metric, .alarm = &alarm});
  expect("AWS::Route53::HealthCheck",
         R"({"HealthCheckConfig": {"$exactly": {"Type": "CLOUDWATCH_METRIC", "Inverted": false,
      "InsufficientDataHealthStatus": "LastKnownStatus", "AlarmIdentifier": {"Name": {"Ref": {"$like": "High*"}},
      "Region": {"Ref": "AWS::Region"}}}}})");
}

TEST_F(HealthCheckTest, ReportsItsStatusInOneRegion) {
  const Metric metric = HealthCheck::from_id(stack, "Existing", "1234").metric_status();
  EXPECT_EQ(metric.props().region, "us-east-1");
  EXPECT_EQ(metric.props().dimensions.at(0).name, "HealthCheckId");
}

TEST_F(HealthCheckTest, RefusesWhatTheTypeHasNoUseForAndDemandsWhatItNeeds) {
  struct Row {
    HealthCheck::Props props;
    std::string_view id;
    std::string_view property;
  };
  const Row rows[] = {
      {{.type = HealthCheckType::http}, "property-needed", "fqdn"},
      {{.type = HealthCheckType::tcp, .fqdn = "example.org"}, "property-needed", "port"},
      {{.type = HealthCheckType::tcp, .fqdn = "example.org", .port = 22, .resource_path = "/"},
       "property-not-allowed",
       "resource_path"},
      {{.type = HealthCheckType::https_string_match, .fqdn = "example.org"},
       "property-needed",
       "search_string"},
      {{.type = HealthCheckType::http, .fqdn = "example.org", .search_string = "ok"},
       "property-not-allowed",
       "search_string"},
      {{.type = HealthCheckType::http, .fqdn = "example.org", .enable_sni = true},
       "property-not-allowed",
       "enable_sni"},
      {{.type = HealthCheckType::http, .fqdn = "example.org", .health_threshold = 1},
       "property-not-allowed",
       "health_threshold"},
      {{.type = HealthCheckType::http, .fqdn = "example.org", .request_interval = Duration::seconds(20)},
       "property-not-allowed",
       "request_interval"},
      {{.type = HealthCheckType::http, .fqdn = "example.org", .regions = {"eu-west-1"}},
       "property-not-allowed",
       "regions"},
      {{.type = HealthCheckType::calculated}, "property-needed", "child_health_checks"},
      {{.type = HealthCheckType::cloudwatch_metric}, "property-needed", "alarm"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{}).add("Health", row.props);
    ASSERT_EQ(other.diagnostics().size(), 1U) << row.property;
    EXPECT_EQ(other.diagnostics()[0].id, row.id) << row.property;
    EXPECT_EQ(other.diagnostics()[0].property, row.property);
  }
}

}  // namespace
}  // namespace tenon
