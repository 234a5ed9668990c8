#pragma once

/// \file
/// Health checks of Route 53.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::route53 {
class HealthCheck;
namespace kind {
struct HealthCheck_HealthCheckId;
}
}  // namespace tenon::aws::route53

namespace tenon {

class Alarm;
class HealthCheck;

/// What is looked at. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-types.html
enum class HealthCheckType : std::uint8_t {
  http,
  https,
  http_string_match,   ///< the answer's first 5,120 bytes hold `search_string`
  https_string_match,  ///< likewise
  tcp,
  cloudwatch_metric,  ///< the state of `alarm`
  calculated,         ///< how many of `child_health_checks` are healthy
};

/// Looks from many places whether something answers. What a type has no use for is refused.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-healthcheck.html
class HealthCheck final : public Construct {
 public:
  /// What the state is while the alarm has not enough data.
  enum class InsufficientData : std::uint8_t { healthy, unhealthy, last_known_status };

  struct Props {
    using Of = HealthCheck;
    HealthCheckType type;
    /// The name that is asked, for endpoints. Either this or `ip_address` is needed.
    Value<std::string> fqdn = {};
    Value<std::string> ip_address = {};
    /// Default: 80 for HTTP, 443 for HTTPS; needed for TCP.
    Value<std::int64_t> port = {};
    /// "/health". Default: "/", of HTTP and HTTPS.
    Value<std::string> resource_path = {};
    /// At most 255 characters; of the types that match a string, which need it.
    Value<std::string> search_string = {};
    /// 10 or 30 seconds, of endpoints. Default: 30 seconds.
    std::optional<Duration> request_interval = {};
    /// How many times in a row an endpoint changes its state, 1 to 10. Default: 3.
    Value<std::int64_t> failure_threshold = {};
    /// Whether times are measured, of endpoints. Default: they are not.
    Value<bool> measure_latency = {};
    /// Whether the name is sent with TLS, of HTTPS. Default: it is.
    Value<bool> enable_sni = {};
    /// At least three. Default: all that the service recommends.
    std::vector<std::string> regions = {};
    /// Whether the state is turned into its opposite.
    bool inverted = false;
    /// Of `calculated`; 1 to 256 of them.
    std::vector<HealthCheck*> child_health_checks = {};
    /// How many of the children must be healthy. Default: all.
    Value<std::int64_t> health_threshold = {};
    /// Of `cloudwatch_metric`.
    const Alarm* alarm = nullptr;
    /// Of `cloudwatch_metric`. Default: the last known status.
    std::optional<InsufficientData> insufficient_data_health_status = {};
    /// Shown in the console as the tag Name. Default: none.
    Value<std::string> name = {};
  };

  HealthCheck(const Scope& scope, const Props& props);
  static HealthCheck& from_id(Construct& scope, std::string_view id,
                              const Value<std::string>& health_check_id,
                              std::source_location where = std::source_location::current());

  aws::route53::HealthCheck& resource() const noexcept { return resource_; }
  Attribute<aws::route53::kind::HealthCheck_HealthCheckId> health_check_id() const;
  /// 1 where the check is healthy, else 0; minimum. The service reports it in us-east-1 alone.
  Metric metric_status() const;

 private:
  struct Imported;
  HealthCheck(const Scope& scope, const Imported& imported);
  void check(const Props& props);

  aws::route53::HealthCheck& resource_;
};

}  // namespace tenon
