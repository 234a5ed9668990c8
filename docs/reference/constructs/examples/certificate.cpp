#include "tenon/constructs/network/certificate.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/hosted_zone.hpp"

using tenon::Certificate;
using tenon::CertificateValidation;

void certificate(tenon::App& app) {
  auto& stack = app.add("Names", tenon::Stack::Props{});
  auto& zone = tenon::HostedZone::from_attributes(
      stack, "Zone", {.hosted_zone_id = "Z0123456789ABCDEFGHIJ", .zone_name = "example.com"});

  stack.add("Certificate", Certificate::Props{.domain_name = "example.com",
                                              .subject_alternative_names = {"*.example.com"},
                                              .validation = CertificateValidation::dns(zone)});
}
