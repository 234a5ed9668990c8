#include "functions.hpp"

#include "tenon/constructs/network/security_group.hpp"
#include "tenon/value/format.hpp"

namespace lms {

using tenon::LambdaFn;
using tenon::ManagedPolicyReference;
using tenon::Principal;
using tenon::Role;

namespace {

/// For network interfaces in the private subnets. What Lambda needs for them has no narrower form than AWS's
/// own policy.
std::vector<ManagedPolicyReference> policies_for(const FunctionSpec& spec) {
  if (spec.vpc == nullptr) return {};
  return {ManagedPolicyReference::aws("service-role/AWSLambdaVPCAccessExecutionRole")};
}

}  // namespace

LambdaFn& add_function(tenon::Stack& stack, const Settings& settings, tenon::Key& key,
                       const FunctionSpec& spec) {
  const std::string id(spec.id);
  const auto name = settings.name(spec.name);
  auto& logs = add_log_group(stack, id + "Logs", tenon::format("/aws/lambda/{}", name), key);
  auto& role = stack.add(id + "Role", Role::Props{
                                          .assumed_by = Principal::service("lambda.amazonaws.com"),
                                          .description = spec.description,
                                          .managed_policies = policies_for(spec),
                                      });
  logs.grant_write(role);
  LambdaFn::Props function{
      .code = tenon::Code::from_asset(spec.code),
      .handler = "index.handler",
      .runtime = tenon::Runtime::python_3_12,
      .function_name = name,
      .description = spec.description,
      .memory_size = 256,
      .timeout = spec.timeout,
      .environment = spec.environment,
      .vpc = spec.vpc,
      .log_group = &logs,
      .role = &role,
  };
  if (spec.security_group != nullptr) function.security_groups = {spec.security_group};
  return stack.add(id, function);
}

}  // namespace lms
