#include "tenon/constructs/integration/state_machine.hpp"

#include <algorithm>

#include "tenon/aws/iam/Policy.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/stepfunctions/StateMachine.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/integration/state_graph.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/states.hpp"
#include "tenon/iam/xray.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

// Until `prepare` writes the document; required properties take part in checks from the start.
const Value<Json> later = {Raw{}, Node::object({})};

constexpr std::string_view types[] = {"STANDARD", "EXPRESS"};
constexpr std::string_view levels[] = {"OFF", "ERROR", "FATAL", "ALL"};

/// Step Functions may assume the role for machines of this account and region.
Role& make_role(StateMachine& machine) {
  const Stack& stack = machine.stack();
  const Principal service =
      Principal::service("states.amazonaws.com")
          .with_conditions({{"ArnLike", "aws:SourceArn", {detail::arn_in(stack, "states", "stateMachine:*")}},
                            {"StringEquals", "aws:SourceAccount", {stack.account()}}});
  return machine.add("Role", Role::Props{.assumed_by = service}, machine.where());
}

Value<std::string> definition_text(const StateMachine::Props& props, states::detail::Definition& definition) {
  if (props.timeout) definition.members.add("TimeoutSeconds", Node(props.timeout->to_seconds()));
  definition.members.add("Comment", props.comment);
  return json::string({Raw{}, definition.members.object()});
}

/// Source: Step Functions Developer Guide, "Data at rest encryption", role and key policies.
void grant_key(const StateMachine& machine, Role& role, const StateMachine::Props& props) {
  const Stack& stack = machine.stack();
  Key& key = *props.encryption_key;
  const Value<std::string> name =
      props.state_machine_name.is_set() ? props.state_machine_name : Value<std::string>("*");
  const Value<std::string> arn = detail::arn_in(stack, "states", format("stateMachine:{}", name));
  role.add_to_policy({.actions = {"kms:Decrypt", "kms:GenerateDataKey"},
                      .resources = {key.arn()},
                      .conditions = {{props.state_machine_name.is_set() ? "StringEquals" : "StringLike",
                                      "kms:EncryptionContext:aws:states:stateMachineArn",
                                      {arn}}}});
  if (!props.logs || props.logs->level == StateMachineLogLevel::off) return;
  role.add_to_policy(
      {.actions = {"kms:GenerateDataKey"},
       .resources = {key.arn()},
       .conditions = {
           {"StringLike", "kms:EncryptionContext:SourceArn", {detail::arn_in(stack, "logs", "*")}}}});
  key.add_to_resource_policy({.actions = {"kms:Decrypt"},
                              .resources = {"*"},
                              .principals = {Principal::service("delivery.logs.amazonaws.com")}});
}

/// Log deliveries know no resources. Source: Step Functions Developer Guide, "Logging using CloudWatch Logs".
void grant_logging(Role& role) {
  role.add_to_policy(
      {.actions = {iam::logs::CreateLogDelivery, iam::logs::GetLogDelivery, iam::logs::UpdateLogDelivery,
                   iam::logs::DeleteLogDelivery, iam::logs::ListLogDeliveries, iam::logs::PutResourcePolicy,
                   iam::logs::DescribeResourcePolicies, iam::logs::DescribeLogGroups},
       .resources = {"*"}});
}

void grant_tracing(Role& role) {
  role.add_to_policy({.actions = {iam::xray::PutTraceSegments, iam::xray::PutTelemetryRecords,
                                  iam::xray::GetSamplingRules, iam::xray::GetSamplingTargets},
                      .resources = {"*"}});
}

using Machine = aws::stepfunctions::StateMachine;

Machine::LoggingConfiguration logging(const StateMachine::Logs& logs) {
  Machine::LoggingConfiguration configuration{
      .Destinations = {Machine::LogDestination{
          .CloudWatchLogsLogGroup = Machine::CloudWatchLogsLogGroup{.LogGroupArn = logs.destination.arn()}}},
      .Level = levels[static_cast<std::size_t>(logs.level)]};
  if (logs.include_execution_data) configuration.IncludeExecutionData = *logs.include_execution_data;
  return configuration;
}

Machine::EncryptionConfiguration encryption(const StateMachine::Props& props) {
  Machine::EncryptionConfiguration configuration{.KmsKeyId = props.encryption_key->arn(),
                                                 .Type = "CUSTOMER_MANAGED_KMS_KEY"};
  if (props.data_key_reuse) configuration.KmsDataKeyReusePeriodSeconds = props.data_key_reuse->to_seconds();
  return configuration;
}

}  // namespace

struct StateMachine::Imported {
  const Value<std::string>& arn;
};

StateMachine::StateMachine(const Scope& scope, const Props& props)
    : Construct(scope),
      role_(props.role != nullptr ? props.role : &make_role(*this)),
      type_(props.type.value_or(StateMachineType::standard)) {
  check(props);
  states::detail::Definition definition = states::detail::define(*this, props.start_at);
  for (const PolicyStatement& statement : definition.statements) role_->add_to_policy(statement);
  if (props.encryption_key != nullptr) grant_key(*this, *role_, props);
  if (props.logs) grant_logging(*role_);
  if (props.tracing_enabled.value_or(false)) grant_tracing(*role_);

  Machine::Props resource{.DefinitionString = definition_text(props, definition),
                          .RoleArn = role_->arn(),
                          .StateMachineName = props.state_machine_name};
  if (props.encryption_key != nullptr) resource.EncryptionConfiguration = encryption(props);
  if (props.logs) resource.LoggingConfiguration = logging(*props.logs);
  if (props.tracing_enabled)
    resource.TracingConfiguration = Machine::TracingConfiguration{.Enabled = *props.tracing_enabled};
  if (props.type) resource.StateMachineType = types[static_cast<std::size_t>(*props.type)];
  resource_ = &add("Resource", resource, where());
  resource_->apply_removal_policy(props.removal_policy);
  resource_->depends_on(*role_, where());
  if (!definition.labels.empty()) add_distributed_map_policy(definition.labels);
}

StateMachine::StateMachine(const Scope& scope, const Imported& imported)
    : Construct(scope), resource_(&::tenon::from_arn<Machine>(*this, "Resource", imported.arn, where())) {}

StateMachine& StateMachine::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                     std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<StateMachine>(new StateMachine(inner, Imported{arn}));
      },
      where);
}

void StateMachine::check(const Props& props) const {
  constexpr std::size_t longest_name = 80;
  const auto name = props.state_machine_name.literal();
  if (name && (name->empty() || name->size() > longest_name)) {
    detail::refuse(*this, "state_machine_name", std::string(*name), "1 to 80 characters",
                   "a machine cannot have this name", where());
  }
  if (!props.data_key_reuse) return;
  if (props.encryption_key == nullptr) {
    detail::refuse(*this, "data_key_reuse", props.data_key_reuse->text(), "nothing, or an encryption_key",
                   "only keys of the account have data keys that are reused", where());
  } else if (*props.data_key_reuse < Duration::minutes(1) || *props.data_key_reuse > Duration::minutes(15)) {
    detail::refuse(*this, "data_key_reuse", props.data_key_reuse->text(), "PT1M to PT15M",
                   "Step Functions does not take this length of time", where());
  }
}

/// The children of a distributed map are executions of this same machine. Source: Step Functions Developer
/// Guide, "IAM policies for using Distributed Map state".
void StateMachine::add_distributed_map_policy(const std::vector<std::string>& labels) {
  distributed_map_policy_ =
      &add("DistributedMapPolicy", Construct::Props{}, where())
           .add("Resource",
                aws::iam::Policy::Props{
                    .PolicyDocument = later, .PolicyName = "", .Roles = {role_->resource().ref()}},
                where());
  distributed_map_statements_.add({.actions = {iam::states::StartExecution}, .resources = {arn()}});
  distributed_map_statements_.add({.actions = {iam::states::DescribeExecution, iam::states::StopExecution},
                                   .resources = {execution_arn(":*")}});
  const bool all_have_labels = std::ranges::find(labels, std::string()) == labels.end();
  PolicyStatement redrive{.actions = {iam::states::RedriveExecution}};
  for (const std::string& label : all_have_labels ? labels : std::vector<std::string>{"*"}) {
    redrive.resources.push_back(execution_arn("/" + label + ":*"));
  }
  distributed_map_statements_.add(std::move(redrive));
}

void StateMachine::prepare() {
  if (distributed_map_policy_ == nullptr) return;
  distributed_map_policy_->set_property("PolicyDocument", distributed_map_statements_.json());
  distributed_map_policy_->set_property("PolicyName", distributed_map_policy_->logical_id());
}

ArnAttribute<aws::stepfunctions::kind::StateMachine_Arn> StateMachine::arn() const {
  return resource_->ref();
}
Value<std::string> StateMachine::state_machine_name() const { return resource_->Name(); }

Role& StateMachine::role() {
  if (role_ != nullptr) return *role_;
  detail::demand(*this, "role", "a machine of this app",
                 "the role of a machine that exists already is not known", where());
  role_ = &Role::from_arn(*this, "Role", "arn:aws:iam::000000000000:role/unknown", where());
  return *role_;
}

Value<std::string> StateMachine::execution_arn(const Value<std::string>& rest) const {
  constexpr std::int64_t name = 6;
  return format(
      "{}{}", detail::arn_in(stack(), "states", format("execution:{}", detail::arn_part(arn(), name))), rest);
}

void StateMachine::grant_start_execution(const Grantee& grantee) {
  grant(grantee, {iam::states::StartExecution});
}
void StateMachine::grant_start_sync_execution(const Grantee& grantee) {
  grant(grantee, {iam::states::StartSyncExecution});
}
void StateMachine::grant_task_response(const Grantee& grantee) {
  grant(grantee,
        {iam::states::SendTaskSuccess, iam::states::SendTaskFailure, iam::states::SendTaskHeartbeat});
}

void StateMachine::grant_read(const Grantee& grantee) {
  grant(grantee, {iam::states::ListExecutions, iam::states::ListStateMachines});
  grant_execution(grantee, {iam::states::DescribeExecution, iam::states::DescribeStateMachineForExecution,
                            iam::states::GetExecutionHistory});
  grant_on(grantee, {.actions = {iam::states::ListActivities, iam::states::DescribeStateMachine,
                                 iam::states::DescribeActivity},
                     .resources = {"*"}});
}

void StateMachine::grant_execution(const Grantee& grantee, std::vector<iam::Action> actions) {
  grant_on(grantee, {.actions = std::move(actions), .resources = {execution_arn(":*")}});
}

void StateMachine::grant_redrive_execution(const Grantee& grantee) {
  grant_execution(grantee, {iam::states::RedriveExecution});
}

void StateMachine::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  grant_on(grantee, {.actions = std::move(actions), .resources = {arn()}});
}

void StateMachine::grant_on(const Grantee& grantee, PolicyStatement statement) const {
  if (grantee.add_to_policy(std::move(statement))) return;
  detail::refuse(*this, "grantee", std::string(grantee.principal().kind()), "a role, or what runs under one",
                 "a state machine has no policy of its own in which others could be named", where());
}

Metric StateMachine::metric(std::string name) const {
  return Metric({.metric_namespace = "AWS/States",
                 .metric_name = std::move(name),
                 .dimensions = {{"StateMachineArn", arn()}},
                 .statistic = Statistic::sum});
}

Metric StateMachine::metric_failed() const { return metric("ExecutionsFailed"); }
Metric StateMachine::metric_succeeded() const { return metric("ExecutionsSucceeded"); }
Metric StateMachine::metric_started() const { return metric("ExecutionsStarted"); }
Metric StateMachine::metric_aborted() const { return metric("ExecutionsAborted"); }
Metric StateMachine::metric_timed_out() const { return metric("ExecutionsTimedOut"); }
Metric StateMachine::metric_throttled() const { return metric("ExecutionThrottled"); }
Metric StateMachine::metric_time() const {
  return metric("ExecutionTime").with_statistic(Statistic::average);
}

}  // namespace tenon
