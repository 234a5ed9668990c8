#include "tenon/constructs/network/certificate.hpp"

#include "constructs/network/stack_fixture.hpp"
#include "tenon/constructs/network/hosted_zone.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::CertificateManager::Certificate";

class CertificateTest : public StackFixture {
 protected:
  HostedZone& zone =
      HostedZone::from_attributes(stack, "Zone", {.hosted_zone_id = "Z1", .zone_name = "example.com"});
  HostedZone& other =
      HostedZone::from_attributes(stack, "Other", {.hosted_zone_id = "Z2", .zone_name = "example.org"});
};

TEST_F(CertificateTest, IsShownByDnsUnlessAsked) {
  stack.add("Certificate", Certificate::Props{.domain_name = "www.example.com"});
  expect(type, R"({"$exactly": {"DomainName": "www.example.com", "ValidationMethod": "DNS",
      "Tags": [{"Key": "Name", "Value": "Shop/Certificate"}]}})");
}

TEST_F(CertificateTest, IsShownInAZone) {
  stack.add("Certificate",
            Certificate::Props{.domain_name = "example.com",
                               .subject_alternative_names = {"*.example.com", "api.example.com"},
                               .validation = CertificateValidation::dns(zone),
                               .certificate_name = "web",
                               .key_algorithm = KeyAlgorithm::ec_prime256v1,
                               .transparency_logging_enabled = false,
                               .allow_export = true});
  // The wildcard is shown by the record of the name that it stands for.
  expect(
      type,
      R"({"$exactly": {"DomainName": "example.com", "SubjectAlternativeNames": ["*.example.com", "api.example.com"],
      "DomainValidationOptions": [{"DomainName": "example.com", "HostedZoneId": "Z1"}, {"DomainName": "api.example.com", "HostedZoneId": "Z1"}],
      "ValidationMethod": "DNS", "KeyAlgorithm": "EC_prime256v1", "CertificateTransparencyLoggingPreference": "DISABLED",
      "CertificateExport": "ENABLED", "Tags": [{"Key": "Name", "Value": "web"}]}})");
}

TEST_F(CertificateTest, IsShownInSeveralZones) {
  stack.add("Certificate", Certificate::Props{.domain_name = "example.com",
                                              .subject_alternative_names = {"example.org"},
                                              .validation = CertificateValidation::dns(
                                                  {{"example.com", &zone}, {"example.org", &other}})});
  expect(
      type,
      R"({"DomainValidationOptions": [{"HostedZoneId": "Z1"}, {"DomainName": "example.org", "HostedZoneId": "Z2"}]})");
}

TEST_F(CertificateTest, IsShownByMail) {
  stack.add(
      "Certificate",
      Certificate::Props{.domain_name = "www.shop.example.com",
                         .subject_alternative_names = {"example.org"},
                         .validation = CertificateValidation::email({{"example.org", "mail.example.org"}})});
  expect(type, R"({"ValidationMethod": "EMAIL", "DomainValidationOptions": [
      {"DomainName": "www.shop.example.com", "ValidationDomain": "example.com"}, {"ValidationDomain": "mail.example.org"}]})");
}

TEST_F(CertificateTest, TakesCertificatesThatExist) {
  auto& certificate =
      Certificate::from_arn(stack, "Certificate", "arn:aws:acm:us-east-1:111122223333:certificate/01");
  const Metric metric = certificate.metric_days_to_expiry();
  EXPECT_EQ(metric.props().metric_name, "DaysToExpiry");
  EXPECT_EQ(resolved_json(metric.props().dimensions[0].value),
            R"("arn:aws:acm:us-east-1:111122223333:certificate/01")");
  expect_count(type, 0);
}

TEST_F(CertificateTest, RefusesLongNames) {
  stack.add("Certificate", Certificate::Props{.domain_name = std::string(61, 'a') + ".com"});
  expect_refused("domain_name");
}

TEST_F(CertificateTest, NeedsToKnowWhomToWriteTo) {
  auto& domain = stack.add("Domain", Parameter::Props{.Type = "String"});
  stack.add("Certificate",
            Certificate::Props{.domain_name = domain.ref(), .validation = CertificateValidation::email()});
  expect_refused("validation_domains", "property-needed");
}

}  // namespace
}  // namespace tenon
