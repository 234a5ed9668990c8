#pragma once

/// \file
/// How the functions of the platform are made: each with a log group and a role of its own.

#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
class SecurityGroup;
class Vpc;
}  // namespace tenon

namespace lms {

struct FunctionSpec {
  std::string_view id;
  std::string_view name;
  std::string_view description;
  /// The folder with index.py.
  const std::string& code;
  tenon::Duration timeout;
  std::vector<tenon::EnvironmentVariable> environment = {};
  /// Both or none.
  tenon::Vpc* vpc = nullptr;
  tenon::SecurityGroup* security_group = nullptr;
};

/// `key` encrypts the logs. What the function may do besides writing them is granted by others.
tenon::LambdaFn& add_function(tenon::Stack& stack, const Settings& settings, tenon::Key& key,
                              const FunctionSpec& spec);

}  // namespace lms
