#pragma once

/// \file
/// Students and editors, and how they sign in.

#include "tenon/constructs/identity/user_pool.hpp"

namespace language_learning {

struct Users {
  tenon::UserPool& pool;
  /// The web and mobile applications.
  tenon::UserPoolClient& client;
};

Users add_users(tenon::Stack& stack);

}  // namespace language_learning
