#pragma once

/// \file
/// Service discovery: names by which the services of a network find each other.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenon/construct/construct.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::servicediscovery {
class PrivateDnsNamespace;
class Service;
namespace kind {
struct Service_Arn;
}
}  // namespace tenon::aws::servicediscovery

namespace tenon {

class CloudMapService;
class PrivateDnsNamespace;
class Vpc;

/// How a service's instances are found.
enum class DiscoveryType : std::uint8_t {
  dns_and_api,  ///< by DNS queries, and by calls of `DiscoverInstances`
  api,          ///< by calls of `DiscoverInstances` alone
};
enum class DnsRecordType : std::uint8_t { a, aaaa, a_and_aaaa, srv, cname };
/// Which instances an answer names.
/// https://docs.aws.amazon.com/cloud-map/latest/api/API_DnsConfig.html
enum class CloudMapRoutingPolicy : std::uint8_t { multivalue, weighted };

/// What is said of a service of Cloud Map.
struct CloudMapServiceOptions {
  /// Default: CloudFormation makes a name.
  Value<std::string> name = {};
  Value<std::string> description = {};
  DiscoveryType discovery_type = DiscoveryType::dns_and_api;
  /// Default: A. Not with `DiscoveryType::api` (`property-not-allowed`).
  std::optional<DnsRecordType> dns_record_type = {};
  /// How long answers are kept. Default: one minute.
  std::optional<Duration> dns_ttl = {};
  /// Default: weighted for CNAME records, else multivalue. Not multivalue for CNAME, and not with
  /// `DiscoveryType::api`
  /// (`property-not-allowed`).
  std::optional<CloudMapRoutingPolicy> routing_policy = {};
  /// Whether instances are taken out by whoever registered them (ECS does so). After how many failures: Cloud
  /// Map uses 1 whatever is given. Default: no health check.
  std::optional<int> custom_health_check_failure_threshold = {};
};

/// A domain that only a network knows, such as "internal.example".
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicediscovery-privatednsnamespace.html
class PrivateDnsNamespace final : public Construct {
 public:
  struct Props {
    using Of = PrivateDnsNamespace;
    Required<"name", Value<std::string>> name;
    Vpc& vpc;
    Value<std::string> description = {};
  };
  /// A namespace that exists already.
  struct Attributes {
    Required<"namespace_id", Value<std::string>> namespace_id;
    Required<"namespace_name", Value<std::string>> namespace_name;
    Required<"namespace_arn", Value<std::string>> namespace_arn;
  };

  PrivateDnsNamespace(const Scope& scope, const Props& props);
  static PrivateDnsNamespace& from_attributes(Construct& scope, std::string_view id,
                                              const Attributes& attributes,
                                              std::source_location where = std::source_location::current());

  aws::servicediscovery::PrivateDnsNamespace& resource() const noexcept { return *resource_; }
  Value<std::string> namespace_id() const;
  const Value<std::string>& namespace_name() const noexcept { return name_; }
  ArnAttribute<void> arn() const;
  /// Only of namespaces that the App makes.
  Value<std::string> hosted_zone_id() const;

  CloudMapService& create_service(std::string_view id, const CloudMapServiceOptions& options = {},
                                  std::source_location where = std::source_location::current());

 private:
  PrivateDnsNamespace(const Scope& scope, const Attributes& attributes);

  aws::servicediscovery::PrivateDnsNamespace* resource_ = nullptr;
  Value<std::string> name_;
};

/// A name below a namespace, and the instances that it stands for.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicediscovery-service.html
class CloudMapService final : public Construct {
 public:
  struct Props {
    using Of = CloudMapService;
    PrivateDnsNamespace& cloud_map_namespace;
    CloudMapServiceOptions options = {};
  };

  CloudMapService(const Scope& scope, const Props& props);

  aws::servicediscovery::Service& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::servicediscovery::kind::Service_Arn> arn() const;
  Value<std::string> service_id() const;
  Value<std::string> service_name() const;
  PrivateDnsNamespace& cloud_map_namespace() const noexcept { return *namespace_; }
  DnsRecordType dns_record_type() const noexcept { return record_type_; }

  /// An instance with addresses of its own. Attributes as Cloud Map names them, "AWS_INSTANCE_IPV4",
  /// "AWS_INSTANCE_CNAME", "AWS_ALIAS_DNS_NAME", …:
  /// https://docs.aws.amazon.com/cloud-map/latest/api/API_RegisterInstance.html
  void register_instance(std::string_view id, const Map<std::string>& attributes,
                         const Value<std::string>& instance_id = {},
                         std::source_location where = std::source_location::current());

 private:
  aws::servicediscovery::Service* resource_ = nullptr;
  PrivateDnsNamespace* namespace_;
  DnsRecordType record_type_ = DnsRecordType::a;
};

}  // namespace tenon
