#pragma once

/// \file
/// The load balancer of all projects, and the firewalls: its own, and that of the distributions. Target
/// groups and rules stand in the stacks of the services.

#include "domain.hpp"
#include "network.hpp"
#include "storage.hpp"
#include "tenon/constructs/network/application_load_balancer.hpp"
#include "tenon/constructs/security/web_acl.hpp"

namespace app_dw {

/// Of the stack Firewall.
struct Firewalls {
  tenon::WebAcl& balancer;       ///< regional
  tenon::WebAcl& distributions;  ///< of CloudFront: `.web_acl_id = firewalls.distributions.arn()`
};

struct LoadBalancing {
  tenon::Stack& stack;
  tenon::ApplicationLoadBalancer& balancer;
  tenon::ApplicationListener& https;  ///< answers 404 where no rule says otherwise
};

Firewalls add_firewalls(tenon::App& app);
LoadBalancing add_load_balancing(tenon::App& app, const Network& network, const Domain& domain,
                                 const Storage& storage, const Firewalls& firewalls);

}  // namespace app_dw
