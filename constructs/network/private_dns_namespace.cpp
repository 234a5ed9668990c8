#include "tenon/constructs/network/private_dns_namespace.hpp"

#include <string_view>

#include "tenon/aws/servicediscovery/Instance.hpp"
#include "tenon/aws/servicediscovery/PrivateDnsNamespace.hpp"
#include "tenon/aws/servicediscovery/Service.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace tenon {

namespace {

using L1 = aws::servicediscovery::Service;

std::vector<L1::DnsRecord> records_of(DnsRecordType type, const Duration& ttl) {
  // By `DnsRecordType`.
  static constexpr std::string_view names[][2] = {
      {"A", ""}, {"AAAA", ""}, {"A", "AAAA"}, {"SRV", ""}, {"CNAME", ""}};
  std::vector<L1::DnsRecord> records;
  for (const std::string_view name : names[static_cast<std::size_t>(type)]) {
    if (!name.empty()) records.push_back({.TTL = ttl.to_seconds(), .Type = name});
  }
  return records;
}

L1::DnsConfig dns_of(const PrivateDnsNamespace& in, const CloudMapServiceOptions& options,
                     DnsRecordType type) {
  const CloudMapRoutingPolicy usual =
      type == DnsRecordType::cname ? CloudMapRoutingPolicy::weighted : CloudMapRoutingPolicy::multivalue;
  const bool weighted = options.routing_policy.value_or(usual) == CloudMapRoutingPolicy::weighted;
  return {.DnsRecords = records_of(type, options.dns_ttl.value_or(Duration::minutes(1))),
          .NamespaceId = in.namespace_id(),
          .RoutingPolicy = weighted ? std::string_view("WEIGHTED") : std::string_view("MULTIVALUE")};
}

L1::Props props_of(const CloudMapService::Props& props) {
  const CloudMapServiceOptions& options = props.options;
  L1::Props service{.Description = options.description,
                    .Name = options.name,
                    .NamespaceId = props.cloud_map_namespace.namespace_id()};
  if (options.discovery_type == DiscoveryType::api) {
    service.Type = "HTTP";
  } else {
    service.DnsConfig =
        dns_of(props.cloud_map_namespace, options, options.dns_record_type.value_or(DnsRecordType::a));
  }
  if (const auto threshold = options.custom_health_check_failure_threshold) {
    service.HealthCheckCustomConfig = L1::HealthCheckCustomConfig{.FailureThreshold = *threshold};
  }
  return service;
}

/// What is wrong with the options; both empty when nothing is.
struct Objection {
  const char* property = "";
  const char* message = "";
};

Objection objection_to(const CloudMapServiceOptions& options) {
  if (options.discovery_type == DiscoveryType::api) {
    if (options.dns_record_type)
      return {"dns_record_type", "a service that is found by calls alone has no DNS records"};
    if (options.routing_policy)
      return {"routing_policy", "a service that is found by calls alone has no DNS answers"};
  }
  const bool multivalue = options.routing_policy == CloudMapRoutingPolicy::multivalue;
  if (multivalue && options.dns_record_type == DnsRecordType::cname) {
    return {"routing_policy", "an answer holds one CNAME record, so its routing is weighted"};
  }
  return {};
}

}  // namespace

// --- PrivateDnsNamespace
// ---------------------------------------------------------------------------------------------

PrivateDnsNamespace::PrivateDnsNamespace(const Scope& scope, const Props& props)
    : Construct(scope), name_(props.name) {
  resource_ = &add("Resource",
                   aws::servicediscovery::PrivateDnsNamespace::Props{
                       .Description = props.description, .Name = name_, .Vpc = {Raw{}, props.vpc.vpc_id()}},
                   where());
}

PrivateDnsNamespace::PrivateDnsNamespace(const Scope& scope, const Attributes& attributes)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::servicediscovery::PrivateDnsNamespace>(
          *this, "Resource",
          {{"Id", attributes.namespace_id},
           {"Ref", attributes.namespace_id},
           {"Arn", attributes.namespace_arn}},
          where())),
      name_(attributes.namespace_name) {}

PrivateDnsNamespace& PrivateDnsNamespace::from_attributes(Construct& scope, std::string_view id,
                                                          const Attributes& attributes,
                                                          std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<PrivateDnsNamespace>(new PrivateDnsNamespace(inner, attributes));
      },
      where);
}

Value<std::string> PrivateDnsNamespace::namespace_id() const { return resource_->Id(); }
ArnAttribute<void> PrivateDnsNamespace::arn() const { return resource_->Arn(); }
Value<std::string> PrivateDnsNamespace::hosted_zone_id() const { return resource_->HostedZoneId(); }

CloudMapService& PrivateDnsNamespace::create_service(std::string_view id,
                                                     const CloudMapServiceOptions& options,
                                                     std::source_location where) {
  return add(id, CloudMapService::Props{.cloud_map_namespace = *this, .options = options}, where);
}

// --- CloudMapService
// -------------------------------------------------------------------------------------------------

CloudMapService::CloudMapService(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(&add("Resource", props_of(props), where())),
      namespace_(&props.cloud_map_namespace),
      record_type_(props.options.dns_record_type.value_or(DnsRecordType::a)) {
  const Objection objection = objection_to(props.options);
  if (std::string_view(objection.message).empty()) return;
  report({.id = "property-not-allowed",
          .path = path(),
          .property = objection.property,
          .allowed = "nothing here",
          .message = objection.message,
          .where = where()});
}

ArnAttribute<aws::servicediscovery::kind::Service_Arn> CloudMapService::arn() const {
  return resource_->Arn();
}
Value<std::string> CloudMapService::service_id() const { return resource_->Id(); }
Value<std::string> CloudMapService::service_name() const { return resource_->Name(); }

void CloudMapService::register_instance(std::string_view id, const Map<std::string>& attributes,
                                        const Value<std::string>& instance_id, std::source_location where) {
  auto& instance = add(id, Construct::Props{}, where);
  instance.add(
      "Resource",
      aws::servicediscovery::Instance::Props{
          .InstanceAttributes = {Raw{}, attributes}, .InstanceId = instance_id, .ServiceId = service_id()},
      where);
}

}  // namespace tenon
