#pragma once

/// \file
/// How functions are made: each with code in the template, a role, a log group and a queue for failed events
/// of its own.

#include <string>
#include <string_view>
#include <vector>

#include "network.hpp"
#include "security.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/queue.hpp"

namespace language_learning {

struct FunctionSpec {
  std::string_view id;
  /// Of the log group: "/<stack>/<name>".
  std::string_view name;
  std::string_view description;
  /// The texts that it is put together of: what it shares with other functions first, its own last.
  std::vector<std::string_view> code;
  std::int64_t memory_mebibytes = 256;
  tenon::Duration timeout = tenon::Duration::seconds(29);
  std::vector<tenon::EnvironmentVariable> environment = {};
  /// In which the function runs. Default: in none of the stack's.
  const Network* network = nullptr;
};

/// What the function may do besides writing logs and failed events is granted by others.
tenon::LambdaFn& add_function(tenon::Stack& stack, const Keys& keys, const FunctionSpec& spec);

/// Publishes metrics of the namespace, and no others.
void let_measure(tenon::LambdaFn& function);

/// Only where the service is asked in this region: of actions that know no resources.
tenon::PolicyCondition only_in(const tenon::Value<std::string>& region);

}  // namespace language_learning
