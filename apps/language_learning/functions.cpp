#include "functions.hpp"

#include "settings.hpp"
#include "tenon/iam/cloudwatch.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace iam = tenon::iam;
using tenon::Code;
using tenon::LambdaFn;
using tenon::ManagedPolicyReference;
using tenon::Queue;
using tenon::Role;

namespace {

/// For network interfaces in the private subnets. What Lambda needs for them has no narrower form than AWS's
/// own policy.
std::vector<ManagedPolicyReference> policies_for(const FunctionSpec& spec) {
  if (spec.network == nullptr) return {};
  return {ManagedPolicyReference::aws("service-role/AWSLambdaVPCAccessExecutionRole")};
}

/// One file: the code in the template is nothing that could import another.
std::string joined(const std::vector<std::string_view>& texts) {
  std::string file;
  for (const std::string_view text : texts) {
    if (!file.empty()) file += '\n';
    file += text;
  }
  return file;
}

Queue& add_failures(tenon::Stack& stack, const Keys& keys, const std::string& id) {
  return stack.add(id + "Failures", Queue::Props{
                                        .encryption_key = &keys.messages,
                                        .retention_period = tenon::Duration::days(14),
                                    });
}

}  // namespace

LambdaFn& add_function(tenon::Stack& stack, const Keys& keys, const FunctionSpec& spec) {
  const std::string id(spec.id);
  auto& logs = add_log_group(
      stack, id + "Logs", tenon::format_sub("/{}/{}", tenon::pseudo::stack_name, spec.name), keys.operations);
  auto& role = stack.add(id + "Role", Role::Props{
                                          .assumed_by = tenon::Principal::service("lambda.amazonaws.com"),
                                          .description = spec.description,
                                          .managed_policies = policies_for(spec),
                                      });
  logs.grant_write(role);
  LambdaFn::Props function{
      .code = Code::from_inline(joined(spec.code)),
      .handler = "index.handler",
      .runtime = runtime,
      .description = spec.description,
      .memory_size = spec.memory_mebibytes,
      .timeout = spec.timeout,
      .environment = spec.environment,
      .dead_letter_queue = &add_failures(stack, keys, id),
      .log_group = &logs,
      .role = &role,
  };
  if (spec.network != nullptr) {
    function.vpc = &spec.network->vpc;
    function.security_groups = {&spec.network->functions};
  }
  return stack.add(id, function);
}

void let_measure(LambdaFn& function) {
  // Metrics have no ARN: the namespace is what can be said.
  function.add_to_role_policy({.actions = {iam::cloudwatch::PutMetricData},
                               .resources = {"*"},
                               .conditions = {{"StringEquals", "cloudwatch:namespace", {metric_namespace}}}});
}

tenon::PolicyCondition only_in(const tenon::Value<std::string>& region) {
  return {"StringEquals", "aws:RequestedRegion", {region}};
}

}  // namespace language_learning
