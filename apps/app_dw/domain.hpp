#pragma once

/// \file
/// The domain and its certificate. Records stand in the stacks whose resources they lead to.

#include "projects.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/network/hosted_zone.hpp"

namespace app_dw {

struct Domain {
  tenon::HostedZone& zone;          ///< of the stack Domain
  tenon::Certificate& certificate;  ///< of the stack Certificate: app-dw.net and *.app-dw.net
};

/// Two stacks: a certificate is only given once the registrar leads to the zone's name servers.
Domain add_domain(tenon::App& app, const config::System& system);

}  // namespace app_dw
