#pragma once

/// \file
/// What load balancers call things in templates, and what is shared by their constructs. Not part of the
/// public interface.

#include <optional>
#include <string>
#include <string_view>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/network/load_balancer.hpp"
#include "tenon/constructs/network/target_group.hpp"

namespace tenon::detail {

template <std::size_t N, class Enum>
constexpr std::string_view name_in(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

inline constexpr std::string_view application_protocol_names[] = {"HTTP", "HTTPS"};
inline constexpr std::string_view network_protocol_names[] = {"TCP", "TLS", "UDP", "TCP_UDP"};

std::string_view name_of(SslPolicy policy);
inline std::string_view name_of(ApplicationProtocol protocol) {
  return name_in(application_protocol_names, protocol);
}
inline std::string_view name_of(NetworkProtocol protocol) {
  return name_in(network_protocol_names, protocol);
}

/// The protocol that a port stands for; empty for others than the common ones.
std::optional<ApplicationProtocol> protocol_of_port(std::int64_t port);

/// Reports a name that load balancers and target groups may not have.
void check_elb_name(const Construct& construct, std::string_view property, const Value<std::string>& name);

/// "true", "false".
inline Value<std::string> flag(bool value) {
  return value ? Value<std::string>("true") : Value<std::string>("false");
}

/// The part of a listener's ARN that says which load balancer it belongs to: "app/web/0123456789abcdef".
Value<std::string> load_balancer_of_listener(const Value<std::string>& listener_arn);
/// The end of an ARN of a load balancer or target group, by which metrics know it.
Value<std::string> full_name_of_load_balancer(const Value<std::string>& arn);
Value<std::string> full_name_of_target_group(const Value<std::string>& arn);

/// "HTTPCode_Target_5XX_Count"
std::string http_code_metric(std::string_view whose, int hundreds);

/// `AWS::ElasticLoadBalancingV2::ListenerCertificate`, each certificate in one of its own, as CDK has it.
void add_listener_certificates(Construct& listener, std::string_view id,
                               const Value<std::string>& listener_arn,
                               const std::vector<ListenerCertificate>& certificates, std::size_t first,
                               std::source_location where);

}  // namespace tenon::detail
