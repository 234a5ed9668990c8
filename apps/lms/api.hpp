#pragma once

/// \file
/// The platform's one address, and who may use it.

#include "containers.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/identity/user_pool.hpp"

namespace lms {

struct Api {
  tenon::RestApi& rest_api;
  tenon::UserPool& users;
  tenon::UserPoolClient& client;
};

/// `host`: the name on the load balancer's certificate.
Api add_api(tenon::Stack& stack, const Settings& settings, const Keys& keys, const Network& network,
            const Containers& containers, const tenon::Value<std::string>& host);

}  // namespace lms
