#pragma once

/// \file
/// Keys, the secrets of the application, and how these are replaced.

#include "functions.hpp"
#include "settings.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"

namespace lms {

/// One key for each group of readers.
struct Keys {
  tenon::Key& storage;     ///< students' data: database, cache, files, stream
  tenon::Key& secrets;     ///< credentials
  tenon::Key& operations;  ///< logs and alarms, which services of AWS write
};

/// A key that goes with the stack.
tenon::Key& add_key(tenon::Stack& stack, const Settings& settings, std::string_view id, std::string_view name,
                    std::string_view description);
Keys add_keys(tenon::Stack& stack, const Settings& settings);

/// Keys of the services that the platform talks to, by name: a JSON object.
tenon::Secret& add_api_keys(tenon::Stack& stack, const Settings& settings, const Keys& keys);
/// Redis' password: {"token": …}.
tenon::Secret& add_redis_token(tenon::Stack& stack, const Settings& settings, const Keys& keys);

/// Replaces the API keys by the function, which this adds.
tenon::LambdaFn& rotate_api_keys(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                                 tenon::Secret& api_keys, const std::string& code);

}  // namespace lms
