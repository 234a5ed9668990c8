#pragma once

/// \file
/// Who the users are: one pool, with its pages at auth.app-dw.net, for all projects.

#include "domain.hpp"
#include "load_balancer.hpp"
#include "tenon/constructs/identity/identity_pool.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/listener_action.hpp"

namespace app_dw {

struct Authentication {
  tenon::Stack& stack;
  tenon::UserPool& users;
  tenon::UserPoolDomain& pages;
  tenon::UserPoolClient& browsers;  ///< of scripts in browsers: code with PKCE, no secret
  tenon::UserPoolClient& balancer;  ///< of the load balancer, with a secret
  tenon::IdentityPool& identities;

  /// `next` once it is known who asks.
  tenon::ListenerAction require(config::SignIn sign_in, const tenon::ListenerAction& next) const;
};

/// Comes after the load balancer, whose record of app-dw.net the custom domain needs.
Authentication add_authentication(tenon::App& app, const config::System& system, const Domain& domain,
                                  const LoadBalancing& load_balancing);

}  // namespace app_dw
