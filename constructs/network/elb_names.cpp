#include "tenon/constructs/network/elb_names.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/elasticloadbalancingv2/ListenerCertificate.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon::detail {

namespace {

constexpr std::string_view ssl_policy_names[] = {
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",   "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",   "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",  "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10"};

constexpr std::size_t longest_name = 32;

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
}

/// The text behind so many slashes or colons: of an ARN that is known now.
std::string_view behind(std::string_view text, char separator, int count) {
  for (; count > 0 && !text.empty(); --count) {
    const auto found = text.find(separator);
    text = found == text.npos ? std::string_view() : text.substr(found + 1);
  }
  return text;
}

}  // namespace

std::string_view name_of(SslPolicy policy) { return name_in(ssl_policy_names, policy); }

std::optional<ApplicationProtocol> protocol_of_port(std::int64_t port) {
  switch (port) {
    case 80:
    case 8000:
    case 8008:
    case 8080:
      return ApplicationProtocol::http;
    case 443:
    case 8443:
      return ApplicationProtocol::https;
    default:
      return std::nullopt;
  }
}

void check_elb_name(const Construct& construct, std::string_view property, const Value<std::string>& name) {
  const auto text = name.literal();
  if (!text) return;
  const bool fits = !text->empty() && text->size() <= longest_name &&
                    std::ranges::all_of(*text, is_name_character) && text->front() != '-' &&
                    text->back() != '-' && !text->starts_with("internal-");
  if (fits) return;
  refuse(construct, property, std::string(*text),
         "1 to 32 letters, digits and inner hyphens, without \"internal-\" in front",
         "Load balancers and target groups do not take this name", construct.where());
}

Value<std::string> load_balancer_of_listener(const Value<std::string>& listener_arn) {
  if (const auto arn = listener_arn.literal()) {
    // …:listener/app/<name>/<id>/<listener's id>
    const std::string_view path = behind(*arn, '/', 1);
    return path.substr(0, path.rfind('/'));
  }
  const auto parts = Fn::Split("/", listener_arn);
  return format("{}/{}/{}", Value<std::string>(Fn::Select(1, parts)),
                Value<std::string>(Fn::Select(2, parts)), Value<std::string>(Fn::Select(3, parts)));
}

Value<std::string> full_name_of_load_balancer(const Value<std::string>& arn) {
  // …:loadbalancer/app/<name>/<id>
  if (const auto text = arn.literal()) return behind(*text, '/', 1);
  return load_balancer_of_listener(arn);
}

Value<std::string> full_name_of_target_group(const Value<std::string>& arn) {
  if (const auto text = arn.literal()) return behind(*text, ':', 5);
  return Fn::Select(5, Fn::Split(":", arn));
}

std::string http_code_metric(std::string_view whose, int hundreds) {
  return fmt::format("HTTPCode_{}_{}XX_Count", whose, hundreds);
}

void add_listener_certificates(Construct& listener, std::string_view id,
                               const Value<std::string>& listener_arn,
                               const std::vector<ListenerCertificate>& certificates, std::size_t first,
                               std::source_location where) {
  using Resource = aws::elasticloadbalancingv2::ListenerCertificate;
  for (std::size_t i = first; i < certificates.size(); ++i) {
    auto& scope = listener.add(fmt::format("{}{}", id, i - first + 1), Construct::Props{}, where);
    scope.add("Resource",
              Resource::Props{
                  .Certificates = {Resource::Certificate{.CertificateArn = {Raw{}, certificates[i].arn()}}},
                  .ListenerArn = {Raw{}, listener_arn}},
              where);
  }
}

}  // namespace tenon::detail
