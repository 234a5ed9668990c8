#include "domain.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"

namespace app_dw {

Domain add_domain(tenon::App& app, const config::System& system) {
  auto& names =
      add_stack(app, {.id = "Domain", .name = "domain", .description = "the hosted zone of the domain"});
  auto& zone = names.add("Zone", tenon::HostedZone::Props{
                                     .zone_name = system.domain,
                                     .comment = "app-dw: all projects",
                                 });
  names.add("NameServers",
            tenon::Output::Props{.Description = "What the registrar of the domain has to lead to",
                                 .Value = tenon::Fn::Join(" ", zone.name_servers())});
  auto& certificates =
      add_stack(app, {.id = "Certificate",
                      .name = "certificate",
                      .description = "the certificate of the domain and the names below it"});
  return {.zone = zone,
          .certificate =
              certificates.add("Certificate", tenon::Certificate::Props{
                                                  .domain_name = system.domain,
                                                  .subject_alternative_names = {"*." + system.domain},
                                                  .validation = tenon::CertificateValidation::dns(zone),
                                              })};
}

}  // namespace app_dw
