#include "tenon/constructs/observability/health_check.hpp"

#include <array>

#include <fmt/format.h>

#include "tenon/aws/cloudwatch/Alarm.hpp"
#include "tenon/aws/route53/HealthCheck.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/observability/alarm.hpp"

namespace tenon {

namespace {

using L1 = aws::route53::HealthCheck;

struct CheckFacts {
  std::string_view text;
  bool is_endpoint;
  bool is_http;  // asks for a path
  bool is_tls;
  bool is_search;     // looks for a string
  std::int64_t port;  // 0: none by default
};

/// In the order of `HealthCheckType`.
constexpr std::array<CheckFacts, 7> types = {{
    {"HTTP", true, true, false, false, 80},
    {"HTTPS", true, true, true, false, 443},
    {"HTTP_STR_MATCH", true, true, false, true, 80},
    {"HTTPS_STR_MATCH", true, true, true, true, 443},
    {"TCP", true, false, false, false, 0},
    {"CLOUDWATCH_METRIC", false, false, false, false, 0},
    {"CALCULATED", false, false, false, false, 0},
}};

constexpr std::array<std::string_view, 3> insufficient_data_texts = {"Healthy", "Unhealthy",
                                                                     "LastKnownStatus"};
constexpr std::size_t most_children = 256;
constexpr std::size_t least_regions = 3;
constexpr Duration fast_interval = Duration::seconds(10);
constexpr Duration usual_interval = Duration::seconds(30);

const CheckFacts& facts_of(const HealthCheck::Props& props) {
  return types[static_cast<std::size_t>(props.type)];
}

template <class T>
Value<T> or_default(const Value<T>& given, T otherwise) {
  return given.is_set() ? given : Value<T>(otherwise);
}

void set_endpoint(L1::HealthCheckConfig& config, const HealthCheck::Props& props) {
  const CheckFacts& facts = facts_of(props);
  config.FullyQualifiedDomainName = props.fqdn;
  config.IPAddress = props.ip_address;
  config.Port = props.port.is_set() || facts.port == 0 ? props.port : Value<std::int64_t>(facts.port);
  config.ResourcePath = props.resource_path;
  config.SearchString = props.search_string;
  config.RequestInterval = props.request_interval.value_or(usual_interval).to_seconds();
  config.FailureThreshold = or_default<std::int64_t>(props.failure_threshold, 3);
  config.MeasureLatency = or_default<bool>(props.measure_latency, false);
  if (facts.is_tls) config.EnableSNI = or_default<bool>(props.enable_sni, true);
  std::vector<OneOf<aws::route53::allowed::HealthCheck_HealthCheckConfig_Regions>> regions(
      props.regions.begin(), props.regions.end());
  if (!regions.empty())
    config.Regions = List<OneOf<aws::route53::allowed::HealthCheck_HealthCheckConfig_Regions>>(regions);
}

void set_calculated(L1::HealthCheckConfig& config, const HealthCheck::Props& props) {
  std::vector<Node> children;
  for (const HealthCheck* child : props.child_health_checks) children.push_back(child->health_check_id());
  config.ChildHealthChecks = {Raw{}, Node::list(children)};
  config.HealthThreshold =
      or_default<std::int64_t>(props.health_threshold, static_cast<std::int64_t>(children.size()));
}

void set_alarm(L1::HealthCheckConfig& config, const HealthCheck::Props& props) {
  using InsufficientData = HealthCheck::InsufficientData;
  const auto status = props.insufficient_data_health_status.value_or(InsufficientData::last_known_status);
  config.InsufficientDataHealthStatus = insufficient_data_texts[static_cast<std::size_t>(status)];
  if (props.alarm == nullptr) return;
  config.AlarmIdentifier = L1::AlarmIdentifier{.Name = props.alarm->alarm_name(),
                                               .Region = {Raw{}, props.alarm->stack().region()}};
}

L1::Props resource_props(const HealthCheck::Props& props) {
  L1::HealthCheckConfig config{.Inverted = props.inverted, .Type = facts_of(props).text};
  if (facts_of(props).is_endpoint) set_endpoint(config, props);
  if (props.type == HealthCheckType::calculated) set_calculated(config, props);
  if (props.type == HealthCheckType::cloudwatch_metric) set_alarm(config, props);
  L1::Props check{.HealthCheckConfig = config};
  if (props.name.is_set()) check.HealthCheckTags = {{.Key = "Name", .Value = props.name}};
  return check;
}

}  // namespace

struct HealthCheck::Imported {
  Value<std::string> id;
};

HealthCheck::HealthCheck(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(props), where())) {
  check(props);
}

HealthCheck::HealthCheck(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(::tenon::from_attributes<L1>(
          *this, "Resource", {{"HealthCheckId", imported.id}, {"Ref", imported.id}}, where())) {}

HealthCheck& HealthCheck::from_id(Construct& scope, std::string_view id,
                                  const Value<std::string>& health_check_id, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<HealthCheck>(new HealthCheck(inner, Imported{health_check_id}));
      },
      where);
}

void HealthCheck::check(const Props& props) {
  const CheckFacts& facts = facts_of(props);
  const bool calculated = props.type == HealthCheckType::calculated;
  const bool of_alarm = props.type == HealthCheckType::cloudwatch_metric;

  struct Use {
    std::string_view property;
    bool given;
    bool allowed;
    bool needed;
  };
  const Use uses[] = {
      {"fqdn", props.fqdn.is_set(), facts.is_endpoint, facts.is_endpoint && !props.ip_address.is_set()},
      {"ip_address", props.ip_address.is_set(), facts.is_endpoint, false},
      {"port", props.port.is_set(), facts.is_endpoint, facts.is_endpoint && facts.port == 0},
      {"resource_path", props.resource_path.is_set(), facts.is_http, false},
      {"search_string", props.search_string.is_set(), facts.is_search, facts.is_search},
      {"request_interval", props.request_interval.has_value(), facts.is_endpoint, false},
      {"failure_threshold", props.failure_threshold.is_set(), facts.is_endpoint, false},
      {"measure_latency", props.measure_latency.is_set(), facts.is_endpoint, false},
      {"enable_sni", props.enable_sni.is_set(), facts.is_tls, false},
      {"regions", !props.regions.empty(), facts.is_endpoint, false},
      {"child_health_checks", !props.child_health_checks.empty(), calculated, calculated},
      {"health_threshold", props.health_threshold.is_set(), calculated, false},
      {"alarm", props.alarm != nullptr, of_alarm, of_alarm},
      {"insufficient_data_health_status", props.insufficient_data_health_status.has_value(), of_alarm, false},
  };
  for (const Use& use : uses) {
    if (use.given && !use.allowed) {
      detail::refuse(*this, use.property, "", fmt::format("none with the type {}", facts.text),
                     fmt::format("a health check of the type {} has no use for it", facts.text), where());
    } else if (!use.given && use.needed) {
      detail::demand(*this, use.property, use.property == "fqdn" ? "a name, or ip_address" : "a value",
                     fmt::format("a health check of the type {} needs it", facts.text), where());
    }
  }
  if (props.request_interval && *props.request_interval != fast_interval &&
      *props.request_interval != usual_interval) {
    detail::refuse(*this, "request_interval", props.request_interval->text(), "10 or 30 seconds",
                   "Route 53 asks at these intervals alone", where());
  }
  if (!props.regions.empty() && props.regions.size() < least_regions) {
    detail::refuse(*this, "regions", std::to_string(props.regions.size()) + " regions", "at least 3",
                   "Route 53 asks from several places", where());
  }
  if (props.child_health_checks.size() > most_children) {
    detail::refuse(*this, "child_health_checks",
                   std::to_string(props.child_health_checks.size()) + " health checks", "at most 256",
                   "a health check has too many children", where());
  }
}

Attribute<aws::route53::kind::HealthCheck_HealthCheckId> HealthCheck::health_check_id() const {
  return resource_.ref();
}

Metric HealthCheck::metric_status() const {
  return Metric({.metric_namespace = "AWS/Route53",
                 .metric_name = "HealthCheckStatus",
                 .dimensions = {{"HealthCheckId", health_check_id()}},
                 .statistic = Statistic::minimum,
                 .region = "us-east-1"});
}

}  // namespace tenon
