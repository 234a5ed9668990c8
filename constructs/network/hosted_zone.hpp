#pragma once

/// \file
/// DNS: hosted zones of Route 53 and their records.
///
///     auto& zone = HostedZone::from_lookup(stack, "Zone", {.domain_name = "example.com"});
///     stack.add("Www", ARecord::Props{.zone = zone, .record_name = "www", .target = distribution});

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::route53 {
class HostedZone;
class RecordSet;
namespace kind {
struct HostedZone_Id;
}
}  // namespace tenon::aws::route53

namespace tenon {

class Grantee;
class HealthCheck;
class LogGroup;
class Vpc;

/// Which zone of the account is meant. One alone may match.
struct HostedZoneLookup {
  /// "example.com"
  Required<"domain_name", std::string> domain_name;
  bool private_zone = false;
  /// A network that a private zone is for. Default: any.
  std::string vpc_id = {};
};

/// A domain's records: public, or of networks alone.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-hostedzone.html
class HostedZone final : public Construct {
 public:
  struct Props {
    using Of = HostedZone;
    /// "example.com"; the dot at the end is added.
    Required<"zone_name", std::string> zone_name;
    Value<std::string> comment = {};
    /// The networks that a private zone is for. Default: a public zone.
    std::vector<Vpc*> vpcs = {};
    /// Where queries are written, of public zones, in us-east-1. Its name begins with "/aws/route53/"; the
    /// group's resource policy has to let Route 53 write there. Default: not logged.
    LogGroup* query_log_group = nullptr;
  };
  /// A zone that exists already.
  struct Attributes {
    Required<"hosted_zone_id", Value<std::string>> hosted_zone_id;
    /// "example.com", which completes records' names. Needed for records with short names
    /// (`property-needed`).
    Value<std::string> zone_name = {};
  };

  HostedZone(const Scope& scope, const Props& props);
  static HostedZone& from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                     std::source_location where = std::source_location::current());
  /// A zone that the CDK CLI looks up in the account. The stack's account and region have to be known.
  static HostedZone& from_lookup(Construct& scope, std::string_view id, const HostedZoneLookup& lookup,
                                 std::source_location where = std::source_location::current());

  aws::route53::HostedZone& resource() const noexcept { return *resource_; }
  Attribute<aws::route53::kind::HostedZone_Id> hosted_zone_id() const;
  Value<std::string> arn() const;
  /// Without a dot at the end; unset of an imported zone that did not say it.
  const Value<std::string>& zone_name() const noexcept { return zone_name_; }
  /// Of public zones that the App makes.
  List<std::string> name_servers() const;
  bool is_private() const noexcept { return !vpcs_.empty(); }

  /// One more network of a private zone. A public zone does not become a private one
  /// (`property-not-allowed`).
  void add_vpc(Vpc& vpc);
  /// Lets somebody change records of the zone: `route53:ChangeResourceRecordSets`, and wait for it.
  void grant_change_records(const Grantee& grantee);

 private:
  struct Imported;
  HostedZone(const Scope& scope, const Imported& imported);
  void write_vpcs();

  aws::route53::HostedZone* resource_ = nullptr;
  Value<std::string> zone_name_;
  std::vector<Vpc*> vpcs_;
};

/// A construct that alias records can point at: load balancers, distributions, domain names of APIs.
template <class C>
concept HasAlias = requires(const C& construct) {
  { construct.alias_domain_name() } -> std::convertible_to<Value<std::string>>;
  { construct.alias_hosted_zone_id() } -> std::convertible_to<Value<std::string>>;
};

/// What a name stands for: addresses, or a resource of AWS whose addresses may change.
/// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-choosing-alias-non-alias.html
class RecordTarget {
 public:
  template <HasAlias C>
  RecordTarget(const C& construct) : RecordTarget(alias(construct)) {}
  /// `evaluate_target_health`: whether the record is left out while the target is not well. Default: no, but
  /// yes with failover.
  template <HasAlias C>
  static RecordTarget alias(const C& construct, std::optional<bool> evaluate_target_health = {}) {
    return alias(construct.alias_domain_name(), construct.alias_hosted_zone_id(), evaluate_target_health);
  }
  static RecordTarget alias(const Value<std::string>& domain_name, const Value<std::string>& hosted_zone_id,
                            std::optional<bool> evaluate_target_health = {});
  /// Addresses, of IPv4 in A records and of IPv6 in AAAA records.
  static RecordTarget ip_addresses(std::vector<Value<std::string>> addresses);

 private:
  friend class RecordSet;
  RecordTarget() = default;

  std::vector<Value<std::string>> values_;
  List<std::string> list_;  // in the place of `values_`, where only the deployment knows them
  Value<std::string> alias_domain_name_;
  Value<std::string> alias_hosted_zone_id_;
  std::optional<bool> evaluate_target_health_;
};

/// Where a client is. Default: everywhere else.
/// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-geo.html
struct GeoLocation {
  /// AF, AN, AS, EU, OC, NA or SA; alone.
  std::string continent_code = {};
  /// ISO 3166-1: "IE".
  std::string country_code = {};
  /// Of the United States and Ukraine; with the country.
  std::string subdivision_code = {};
};

/// Which of several records of one name is answered with.
/// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy.html
class RoutingPolicy {
 public:
  /// In proportion to the weights, 0 to 255 (`property-not-allowed`).
  static RoutingPolicy weighted(std::int64_t weight);
  /// The one whose region is nearest to the client: "eu-west-1".
  static RoutingPolicy latency(std::string_view region);
  static RoutingPolicy geolocation(const GeoLocation& location);
  /// The first one while it is well. Without an alias it needs a health check (`property-needed`).
  static RoutingPolicy primary();
  /// The other one.
  static RoutingPolicy secondary();
  /// Up to eight that are well, by chance. Not with aliases (`property-not-allowed`).
  static RoutingPolicy multi_value_answer();

 private:
  friend class RecordSet;
  enum class Kind : std::uint8_t { weighted, latency, geolocation, failover, multi_value };
  explicit RoutingPolicy(Kind kind) : kind_(kind) {}
  std::string identifier_prefix() const;

  Kind kind_;
  std::int64_t weight_ = 0;
  std::string region_;
  GeoLocation location_;
  bool primary_ = false;
};

/// What all records have. The members stand in each record's `Props`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
class RecordSet : public Construct {
 public:
  aws::route53::RecordSet& resource() const noexcept { return *resource_; }
  /// The whole name.
  Value<std::string> domain_name() const;

 protected:
  struct Common {
    std::string_view type;
    HostedZone& zone;
    const Value<std::string>& record_name;
    const std::optional<Duration>& ttl;
    const Value<std::string>& comment;
    const std::optional<RoutingPolicy>& routing;
    HealthCheck* health_check;
    const std::string& set_identifier;
  };
  RecordSet(const Scope& scope, const Common& common, const RecordTarget& target);
  static RecordTarget values(std::vector<Value<std::string>> values);
  static RecordTarget listed(const List<std::string>& values);

 private:
  Value<std::string> full_name(const Common& common) const;
  void check(const Common& common, const RecordTarget& target) const;

  aws::route53::RecordSet* resource_ = nullptr;
};

/// Addresses of IPv4, or an alias.
class ARecord final : public RecordSet {
 public:
  struct Props {
    using Of = ARecord;
    HostedZone& zone;
    /// "www", or the whole name. Default: the zone's own name.
    Value<std::string> record_name = {};
    /// Constructs with an alias convert: `.target = distribution`.
    Required<"target", RecordTarget> target;
    /// How long answers may be kept; not of aliases. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
    /// Default: the only record of its name.
    std::optional<RoutingPolicy> routing = {};
    /// The record is left out while this is not well. Default: always there.
    HealthCheck* health_check = nullptr;
    /// Tells records of one name apart, at most 128 characters; only with `routing` (`property-not-allowed`).
    /// Default: made of the policy and the construct's path, as CDK does.
    std::string set_identifier = {};
  };
  ARecord(const Scope& scope, const Props& props);
};

/// Addresses of IPv6, or an alias.
class AaaaRecord final : public RecordSet {
 public:
  struct Props {
    using Of = AaaaRecord;
    HostedZone& zone;
    /// "www", or the whole name. Default: the zone's own name.
    Value<std::string> record_name = {};
    /// Constructs with an alias convert: `.target = distribution`.
    Required<"target", RecordTarget> target;
    /// How long answers may be kept; not of aliases. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
    /// Default: the only record of its name.
    std::optional<RoutingPolicy> routing = {};
    /// The record is left out while this is not well. Default: always there.
    HealthCheck* health_check = nullptr;
    /// See `ARecord::Props`.
    std::string set_identifier = {};
  };
  AaaaRecord(const Scope& scope, const Props& props);
};

/// Another name. Not at a zone's own name (`property-not-allowed`).
class CnameRecord final : public RecordSet {
 public:
  struct Props {
    using Of = CnameRecord;
    HostedZone& zone;
    /// "www", or the whole name.
    Required<"record_name", Value<std::string>> record_name;
    /// The whole other name.
    Required<"domain_name", Value<std::string>> domain_name;
    /// How long answers may be kept. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
    /// Default: the only record of its name.
    std::optional<RoutingPolicy> routing = {};
    /// The record is left out while this is not well. Default: always there.
    HealthCheck* health_check = nullptr;
    /// See `ARecord::Props`.
    std::string set_identifier = {};
  };
  CnameRecord(const Scope& scope, const Props& props);
};

/// Who takes mail.
class MxRecord final : public RecordSet {
 public:
  struct Server {
    /// Lower ones are tried first.
    std::int64_t priority;
    std::string host_name;
  };
  struct Props {
    using Of = MxRecord;
    HostedZone& zone;
    /// Default: the zone's own name.
    Value<std::string> record_name = {};
    Required<"values", std::vector<Server>> values;
    /// How long answers may be kept. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
  };
  MxRecord(const Scope& scope, const Props& props);
};

/// Texts, such as those by which domains are shown to be one's own. Long ones are divided as DNS wants it.
class TxtRecord final : public RecordSet {
 public:
  struct Props {
    using Of = TxtRecord;
    HostedZone& zone;
    /// Default: the zone's own name.
    Value<std::string> record_name = {};
    /// Without quotes around them.
    Required<"values", std::vector<std::string>> values;
    /// How long answers may be kept. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
  };
  TxtRecord(const Scope& scope, const Props& props);
};

/// Name servers, such as those that a part of the domain is handed to.
class NsRecord final : public RecordSet {
 public:
  struct Props {
    using Of = NsRecord;
    HostedZone& zone;
    /// "part", or the whole name.
    Required<"record_name", Value<std::string>> record_name;
    /// `other_zone.name_servers()`, or names.
    Required<"values", List<std::string>> values;
    /// How long answers may be kept. (CDK's default for delegations: two days; for others 30 minutes.)
    std::optional<Duration> ttl = Duration::days(2);
    Value<std::string> comment = {};
  };
  NsRecord(const Scope& scope, const Props& props);
};

/// Which authorities may make certificates of the name.
class CaaRecord final : public RecordSet {
 public:
  struct Authority {
    /// 0, or 128 for what an authority that does not know the tag must not pass over.
    int flag = 0;
    /// "issue", "issuewild" or "iodef".
    std::string tag;
    /// "amazon.com"
    std::string value;
  };
  struct Props {
    using Of = CaaRecord;
    HostedZone& zone;
    /// Default: the zone's own name.
    Value<std::string> record_name = {};
    Required<"values", std::vector<Authority>> values;
    /// How long answers may be kept. Default: 30 minutes.
    std::optional<Duration> ttl = {};
    Value<std::string> comment = {};
  };
  CaaRecord(const Scope& scope, const Props& props);
};

}  // namespace tenon
