#pragma once

/// \file
/// Certificates of AWS Certificate Manager.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::certificatemanager {
class Certificate;
namespace kind {
struct Certificate_CertificateArn;
}
}  // namespace tenon::aws::certificatemanager

namespace tenon {

class HostedZone;

/// How one shows that a domain is one's own.
class CertificateValidation {
 public:
  /// By a record that somebody makes by hand, while CloudFormation waits.
  static CertificateValidation dns() { return CertificateValidation("DNS"); }
  /// By a record in this zone, which CloudFormation makes. All of the certificate's names belong to the zone.
  static CertificateValidation dns(HostedZone& hosted_zone);
  /// Likewise, for names of several zones.
  static CertificateValidation dns(std::vector<std::pair<std::string, HostedZone*>> hosted_zones);
  /// By mail to the domain's owner. The domain of the address is that of the name, or `validation_domains`
  /// says another.
  static CertificateValidation email(
      std::vector<std::pair<std::string, std::string>> validation_domains = {});

 private:
  friend class Certificate;
  explicit CertificateValidation(std::string_view method) : method_(method) {}

  std::string_view method_;
  HostedZone* hosted_zone_ = nullptr;
  std::vector<std::pair<std::string, HostedZone*>> hosted_zones_;
  std::vector<std::pair<std::string, std::string>> validation_domains_;
};

/// https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html#algorithms-term
enum class KeyAlgorithm : std::uint8_t { rsa_2048, ec_prime256v1, ec_secp384r1 };

/// A certificate that AWS renews. For a distribution it has to be made in us-east-1.
///
///     auto& certificate = stack.add(
///         "Certificate", Certificate::Props{.domain_name = "www.example.com",
///                                           .validation = CertificateValidation::dns(zone)});
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html
class Certificate final : public Construct {
 public:
  struct Props {
    using Of = Certificate;
    /// "www.example.com", "*.example.com"; at most 64 characters (`property-not-allowed`).
    Required<"domain_name", Value<std::string>> domain_name;
    /// Further names. Default: none.
    std::vector<Value<std::string>> subject_alternative_names = {};
    /// Default: by a DNS record that is made by hand. (CDK's default: by mail.)
    CertificateValidation validation = CertificateValidation::dns();
    /// The tag `Name`. Default: the construct's path.
    std::string certificate_name = {};
    /// Default: the service's, RSA with 2,048 bits.
    std::optional<KeyAlgorithm> key_algorithm = {};
    /// Whether the certificate is published in the logs that browsers ask for. Default: the service's, yes.
    std::optional<bool> transparency_logging_enabled = {};
    /// Whether the certificate can be taken out of AWS with its key.
    bool allow_export = false;
  };

  Certificate(const Scope& scope, const Props& props);
  static Certificate& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                               std::source_location where = std::source_location::current());

  aws::certificatemanager::Certificate& resource() const noexcept { return *resource_; }
  ArnAttribute<aws::certificatemanager::kind::Certificate_CertificateArn> arn() const;
  /// Days until the certificate ends, once a day; minimum.
  Metric metric_days_to_expiry() const;

 private:
  struct Imported;
  Certificate(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;

  aws::certificatemanager::Certificate* resource_ = nullptr;
};

}  // namespace tenon
