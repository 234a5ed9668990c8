#include "tenon/constructs/network/certificate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/aws/route53/HostedZone.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/hosted_zone.hpp"

namespace tenon {

namespace {

using L1 = aws::certificatemanager::Certificate;

constexpr std::string_view key_algorithm_names[] = {"RSA_2048", "EC_prime256v1", "EC_secp384r1"};
constexpr std::size_t longest_domain_name = 64;
constexpr std::size_t longest_tag_value = 255;

std::vector<Value<std::string>> names_of(const Certificate::Props& props) {
  std::vector<Value<std::string>> names = {props.domain_name};
  names.insert(names.end(), props.subject_alternative_names.begin(), props.subject_alternative_names.end());
  return names;
}

/// "*.example.com" is shown by the same record as "example.com".
bool is_shown_by_another(const Value<std::string>& name, const std::vector<Value<std::string>>& names) {
  const auto text = name.literal();
  return text && text->starts_with("*.") &&
         std::ranges::find(names, Value<std::string>(text->substr(2))) != names.end();
}

/// "example.com" of "www.shop.example.com": the last two labels, or what the zone of a mail address is taken
/// to be.
std::string_view apex_of(std::string_view name) {
  const auto last = name.rfind('.');
  if (last == name.npos || last == 0) return name;
  const auto before = name.rfind('.', last - 1);
  return before == name.npos ? name : name.substr(before + 1);
}

template <class T>
const T* find(const std::vector<std::pair<std::string, T>>& entries, const Value<std::string>& name) {
  const auto text = name.literal();
  const auto found =
      std::ranges::find_if(entries, [&](const auto& each) { return text && each.first == *text; });
  return found == entries.end() ? nullptr : &found->second;
}

Value<std::string> flag(bool value) {
  return value ? Value<std::string>("ENABLED") : Value<std::string>("DISABLED");
}

}  // namespace

CertificateValidation CertificateValidation::dns(HostedZone& hosted_zone) {
  CertificateValidation validation = dns();
  validation.hosted_zone_ = &hosted_zone;
  return validation;
}

CertificateValidation CertificateValidation::dns(
    std::vector<std::pair<std::string, HostedZone*>> hosted_zones) {
  CertificateValidation validation = dns();
  validation.hosted_zones_ = std::move(hosted_zones);
  return validation;
}

CertificateValidation CertificateValidation::email(
    std::vector<std::pair<std::string, std::string>> validation_domains) {
  CertificateValidation validation("EMAIL");
  validation.validation_domains_ = std::move(validation_domains);
  return validation;
}

struct Certificate::Imported {
  const Value<std::string>& arn;
};

Certificate::Certificate(const Scope& scope, const Props& props) : Construct(scope) {
  check(props);
  const CertificateValidation& validation = props.validation;
  const std::vector<Value<std::string>> names = names_of(props);
  std::vector<L1::DomainValidationOption> options;
  for (const Value<std::string>& name : names) {
    if (validation.method_ == "EMAIL") {
      const std::string* const domain = find(validation.validation_domains_, name);
      const std::string_view by_name = apex_of(name.literal().value_or(std::string_view()));
      options.push_back(
          {.DomainName = name, .ValidationDomain = domain != nullptr ? *domain : std::string(by_name)});
      continue;
    }
    HostedZone* const* const own = find(validation.hosted_zones_, name);
    HostedZone* const zone = own != nullptr ? *own : validation.hosted_zone_;
    if (zone == nullptr || is_shown_by_another(name, names)) continue;
    options.push_back({.DomainName = name, .HostedZoneId = zone->hosted_zone_id()});
  }
  L1::Props certificate{.DomainName = props.domain_name, .ValidationMethod = validation.method_};
  if (!options.empty()) certificate.DomainValidationOptions = options;
  if (!props.subject_alternative_names.empty())
    certificate.SubjectAlternativeNames = props.subject_alternative_names;
  if (props.key_algorithm) {
    certificate.KeyAlgorithm = key_algorithm_names[static_cast<std::size_t>(*props.key_algorithm)];
  }
  if (props.transparency_logging_enabled) {
    certificate.CertificateTransparencyLoggingPreference = {Raw{}, flag(*props.transparency_logging_enabled)};
  }
  if (props.allow_export) certificate.CertificateExport = "ENABLED";
  resource_ = &add("Resource", certificate, where());
  const std::string name =
      props.certificate_name.empty() ? path().substr(0, longest_tag_value) : props.certificate_name;
  resource_->add_tag("Name", name);
}

Certificate::Certificate(const Scope& scope, const Imported& imported)
    : Construct(scope), resource_(&::tenon::from_arn<L1>(*this, "Resource", imported.arn, where())) {}

Certificate& Certificate::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                   std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<Certificate>(new Certificate(inner, Imported{arn})); },
      where);
}

void Certificate::check(const Props& props) const {
  const auto domain = props.domain_name.literal();
  if (domain && domain->size() > longest_domain_name) {
    detail::refuse(
        *this, "domain_name", std::string(*domain),
        fmt::format("at most {} characters; longer names among the alternative ones", longest_domain_name),
        "The first name of a certificate is too long", where());
  }
  if (props.validation.method_ != "EMAIL") return;
  for (const Value<std::string>& name : names_of(props)) {
    if (name.literal() || find(props.validation.validation_domains_, name) != nullptr) continue;
    detail::demand(*this, "validation_domains", "the domain of the address for each name",
                   "Whom to write to is not known for a name that only the deployment knows", where());
  }
}

ArnAttribute<aws::certificatemanager::kind::Certificate_CertificateArn> Certificate::arn() const {
  return resource_->ref();
}

Metric Certificate::metric_days_to_expiry() const {
  return Metric({.metric_namespace = "AWS/CertificateManager",
                 .metric_name = "DaysToExpiry",
                 .dimensions = {{"CertificateArn", arn()}},
                 .statistic = Statistic::minimum,
                 .period = Duration::days(1)});
}

}  // namespace tenon
