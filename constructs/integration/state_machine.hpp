#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/state.hpp"
#include "tenon/constructs/integration/state_task.hpp"

namespace tenon::aws::stepfunctions {
class StateMachine;
namespace kind {
struct StateMachine_Arn;
}
}  // namespace tenon::aws::stepfunctions

namespace tenon {

class Key;
class LogGroup;
class Metric;

/// How executions run: for up to a year and each step once, or for up to five minutes, many per second, at
/// least once. https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
enum class StateMachineType : std::uint8_t { standard, express };

/// Which events of executions are logged.
enum class StateMachineLogLevel : std::uint8_t { off, error, fatal, all };

/// A state machine of Step Functions. What its states may do stands in its role, with exact actions on exact
/// ARNs.
///
/// The states are made with `tenon/constructs/integration/state.hpp`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
class StateMachine final : public Construct {
 public:
  struct Logs {
    LogGroup& destination;
    StateMachineLogLevel level = StateMachineLogLevel::error;
    /// Whether inputs and outputs are logged. Default: the service's own, no.
    std::optional<bool> include_execution_data = {};
  };

  struct Props {
    using Of = StateMachine;
    /// The first state. The machine is what can be reached from it.
    Required<"start_at", states::State> start_at;
    /// At most 80 characters. Default: CloudFormation makes a name.
    Value<std::string> state_machine_name = {};
    /// Default: standard, the service's own.
    std::optional<StateMachineType> type = {};
    /// Part of the definition. Default: none.
    std::string comment = {};
    /// Then an execution fails with States.Timeout. Default: never.
    std::optional<Duration> timeout = {};
    /// Default: nothing is logged.
    std::optional<Logs> logs = {};
    /// Whether executions are traced by X-Ray. Default: no.
    std::optional<bool> tracing_enabled = {};
    /// Default: one is made, `Role`, that Step Functions may assume for machines of this account and region.
    Role* role = nullptr;
    /// Encrypts definition, inputs and outputs. Default: a key of Step Functions' own.
    Key* encryption_key = nullptr;
    /// How long a data key serves; one to 15 minutes. With `encryption_key` alone. Default: five minutes.
    std::optional<Duration> data_key_reuse = {};
    /// Default: the machine goes, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  StateMachine(const Scope& scope, const Props& props);
  /// A machine that exists already.
  static StateMachine& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                                std::source_location where = std::source_location::current());

  aws::stepfunctions::StateMachine& resource() const noexcept { return *resource_; }
  /// What `Ref` of a machine returns.
  ArnAttribute<aws::stepfunctions::kind::StateMachine_Arn> arn() const;
  Value<std::string> state_machine_name() const;
  StateMachineType type() const noexcept { return type_; }
  /// What the machine runs under. Of a machine that exists already: an error (`property-needed`), and a role
  /// without use.
  Role& role();

  // Grants are for roles: a machine has no policy of its own (`property-not-allowed` for other principals).

  /// states:StartExecution
  void grant_start_execution(const Grantee& grantee);
  /// states:StartSyncExecution, of express machines.
  void grant_start_sync_execution(const Grantee& grantee);
  /// states:SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat: to answer tasks that wait for their token.
  void grant_task_response(const Grantee& grantee);
  /// List and describe the machine, its executions and their history.
  void grant_read(const Grantee& grantee);
  /// Actions on the machine's executions.
  void grant_execution(const Grantee& grantee, std::vector<iam::Action> actions);
  /// states:RedriveExecution
  void grant_redrive_execution(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Executions that failed; their sum.
  Metric metric_failed() const;
  /// Their sum.
  Metric metric_succeeded() const;
  /// Their sum.
  Metric metric_started() const;
  /// Their sum.
  Metric metric_aborted() const;
  /// Their sum.
  Metric metric_timed_out() const;
  /// Their sum.
  Metric metric_throttled() const;
  /// How long executions took, in milliseconds; the average.
  Metric metric_time() const;
  /// Any metric of the namespace AWS/States about this machine; its sum.
  /// https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
  Metric metric(std::string name) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  StateMachine(const Scope& scope, const Imported& imported);
  Value<std::string> execution_arn(const Value<std::string>& rest) const;
  void check(const Props& props) const;
  void grant_on(const Grantee& grantee, PolicyStatement statement) const;
  void add_distributed_map_policy(const std::vector<std::string>& labels);

  aws::stepfunctions::StateMachine* resource_ = nullptr;
  Role* role_ = nullptr;
  StateMachineType type_ = StateMachineType::standard;
  aws::iam::Policy* distributed_map_policy_ = nullptr;
  PolicyDocument distributed_map_statements_;
};

}  // namespace tenon
