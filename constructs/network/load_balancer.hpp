#pragma once

/// \file
/// What application and network load balancers have in common.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/connections.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::elasticloadbalancingv2 {
class LoadBalancer;
namespace kind {
struct LoadBalancer_LoadBalancerArn;
}
}  // namespace tenon::aws::elasticloadbalancingv2

namespace tenon {

class Bucket;
class Certificate;
class SecurityGroup;
class Vpc;

/// By which versions and ciphers of TLS clients may connect: all that allow none older than TLS 1.2. A policy
/// that is not here is set by `resource().set_property("SslPolicy", …)`.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
enum class SslPolicy : std::uint8_t {
  tls13_12_pq,         ///< TLS 1.2 and 1.3, also with keys that quantum computers do not break:
                       ///< ELBSecurityPolicy-TLS13-1-2-PQ-2025-09
  tls13_12_res_pq,     ///< likewise, with forward secrecy and authenticated encryption alone
  tls13_13_pq,         ///< TLS 1.3 alone, likewise
  tls13_12,            ///< ELBSecurityPolicy-TLS13-1-2-2021-06
  tls13_12_res,        ///< ELBSecurityPolicy-TLS13-1-2-Res-2021-06
  tls13_12_ext1,       ///< ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06
  tls13_12_ext2,       ///< ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06
  tls13_13,            ///< ELBSecurityPolicy-TLS13-1-3-2021-06
  fips_tls13_12,       ///< ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04
  fips_tls13_12_res,   ///< ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04
  fips_tls13_13,       ///< ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04
  fips_tls13_12_pq,    ///< ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09
  forward_secrecy_12,  ///< ELBSecurityPolicy-FS-1-2-Res-2020-10
};

/// Addresses that a load balancer has.
enum class IpAddressType : std::uint8_t {
  ipv4,
  dual_stack,                      ///< IPv4 and IPv6
  dual_stack_without_public_ipv4,  ///< of internet-facing application load balancers alone
};

/// A certificate of a listener: a `Certificate`, or an ARN.
class ListenerCertificate {
 public:
  ListenerCertificate(const Certificate& certificate);
  static ListenerCertificate arn(const Value<std::string>& arn) { return ListenerCertificate(Raw{}, arn); }

  const Value<std::string>& arn() const noexcept { return arn_; }

 private:
  ListenerCertificate(Raw, Value<std::string> arn) : arn_(std::move(arn)) {}
  Value<std::string> arn_;
};

/// Where a load balancer writes what it was asked.
struct LoadBalancerLogs {
  /// Of the same region, and with keys of S3's own: load balancers write to no bucket with a key of the
  /// account
  /// (`property-not-allowed`).
  Bucket& bucket;
  /// Of the logs' keys, without "AWSLogs". Default: none.
  std::string prefix = {};
};

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html
class LoadBalancerBase : public Construct, public Connectable {
 public:
  aws::elasticloadbalancingv2::LoadBalancer& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::elasticloadbalancingv2::kind::LoadBalancer_LoadBalancerArn> arn() const;
  Value<std::string> dns_name() const;
  /// Of the hosted zone of AWS's that alias records name.
  Value<std::string> canonical_hosted_zone_id() const;
  /// What alias records point at: the name of all of its addresses, IPv6 too; see `RecordTarget`.
  Value<std::string> alias_domain_name() const;
  Value<std::string> alias_hosted_zone_id() const { return canonical_hosted_zone_id(); }
  /// "app/web/0123456789abcdef", of which dimensions of metrics are made.
  Value<std::string> full_name() const;
  Value<std::string> load_balancer_name() const;
  /// Null of an imported load balancer whose network is not known.
  Vpc* vpc() const noexcept { return vpc_; }
  IpAddressType ip_address_type() const noexcept { return ip_address_type_; }
  bool is_internet_facing() const noexcept { return internet_facing_; }

  /// An attribute of the load balancer by the service's name; unset takes it away.
  /// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
  void set_attribute(std::string_view key, const Value<std::string>& value);
  /// One more group; listeners that are made afterwards have it too.
  void add_security_group(SecurityGroup& group);

 protected:
  struct Common {
    std::string_view type;
    Vpc& vpc;
    bool internet_facing;
    const std::optional<SubnetSelection>& vpc_subnets;
    std::optional<IpAddressType> ip_address_type;
    const Value<std::string>& name;
    bool deletion_protection;
    std::optional<bool> cross_zone_enabled;
    std::string_view inbound_rules_on_private_link = {};  // of network load balancers: "on", "off"
  };
  LoadBalancerBase(const Scope& scope) : Construct(scope) {}
  void make(const Common& common);
  void import(const Value<std::string>& arn, const Value<std::string>& dns_name,
              const Value<std::string>& zone_id, const std::vector<SecurityGroup*>& groups, Vpc* vpc);
  SecurityGroup& add_own_group(Vpc& vpc);
  void write_security_groups();
  /// Groups that it bears beside those of `connections()`.
  void set_outbound_groups(std::vector<SecurityGroup*> groups) { outbound_groups_ = std::move(groups); }
  void set_log_attributes(std::string_view kind, const LoadBalancerLogs& logs);
  /// Whether load balancers can write there; reports when not.
  bool takes_logs(std::string_view property, const LoadBalancerLogs& logs) const;
  /// Where the account's logs are in the bucket.
  Value<std::string> logs_arn(const LoadBalancerLogs& logs) const;
  void deploy_after_policy(const Bucket& bucket);
  Metric metric_of(std::string_view metric_namespace, std::string name, Statistic statistic) const;

 private:
  aws::elasticloadbalancingv2::LoadBalancer* resource_ = nullptr;
  Vpc* vpc_ = nullptr;
  IpAddressType ip_address_type_ = IpAddressType::ipv4;
  bool internet_facing_ = false;
  std::vector<SecurityGroup*> outbound_groups_;
  Value<std::string> full_name_;  // of an imported one
  bool has_dns_name_ = true;
  bool has_zone_id_ = true;
  std::vector<std::pair<std::string, Value<std::string>>> attributes_;
};

}  // namespace tenon
