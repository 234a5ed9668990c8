#pragma once

/// \file
/// What tasks of a state machine do. The machine's role gets exactly the permissions that they take.
/// https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/constructs/compute/environment_variable.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/integration/state.hpp"
#include "tenon/constructs/network/subnet_selection.hpp"
#include "tenon/value/duration.hpp"

namespace tenon {
class ContainerDefinition;
class DynamoTable;
class EcsCluster;
class EventBus;
class FunctionBase;
class Guardrail;
class Queue;
class SecurityGroup;
class StateMachine;
class TaskDefinition;
class Topic;
}  // namespace tenon

namespace tenon::states {

/// When a task is done. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
enum class IntegrationPattern : std::uint8_t {
  request_response,     ///< as soon as the service has answered
  run_job,              ///< when the job is done that was started (".sync")
  wait_for_task_token,  ///< when somebody says so with `context::task_token`, which the parameters must hold
};

/// Calls a function, version or alias.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
struct LambdaInvoke {
  FunctionBase& function;
  /// A document with paths. Default: the state's whole input.
  Value<Json> payload = {};
  /// `run_job` is none of Lambda's.
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  /// Whether Lambda only takes the event and answers at once.
  bool asynchronous = false;
  /// Whether the result is the function's alone, without status and headers around it. Not with a pattern or
  /// `asynchronous`.
  bool payload_response_only = false;
  /// Whether errors of Lambda itself are tried again, six times from two seconds on.
  bool retry_on_service_exceptions = true;
};

/// An attribute of an item of DynamoDB.
class DynamoValue {
 public:
  static DynamoValue text(const Value<std::string>& value) { return DynamoValue("S", value); }
  static DynamoValue number(double value);
  /// A number as text, such as what is found at a path.
  static DynamoValue number_text(const Value<std::string>& value) { return DynamoValue("N", value); }
  /// In base64.
  static DynamoValue binary(const Value<std::string>& value) { return DynamoValue("B", value); }
  static DynamoValue boolean(const Value<bool>& value) { return DynamoValue("BOOL", value); }
  static DynamoValue null();
  static DynamoValue string_set(const List<std::string>& values) { return DynamoValue("SS", values); }
  /// Of path: the whole list or map.
  static DynamoValue list(const std::vector<DynamoValue>& values);
  static DynamoValue list(const JsonPath& path) { return DynamoValue("L", Value<Json>(path)); }
  static DynamoValue map(const std::vector<std::pair<std::string, DynamoValue>>& members);
  static DynamoValue map(const JsonPath& path) { return DynamoValue("M", Value<Json>(path)); }

  const Node& json() const noexcept { return json_; }

 private:
  DynamoValue(std::string_view type, const Node& value);
  Node json_;
};

/// Attributes by name: `{{"id", DynamoValue::text(JsonPath("$.id"))}}`.
using DynamoAttributes = std::vector<std::pair<std::string, DynamoValue>>;

/// What a write gives back.
enum class DynamoReturnValues : std::uint8_t { none, all_old, updated_old, all_new, updated_new };

/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
struct DynamoGetItem {
  DynamoTable& table;
  Required<"key", DynamoAttributes> key;
  bool consistent_read = false;
  /// Which attributes, as DynamoDB's expressions write them. Default: all.
  std::string projection_expression = {};
  std::vector<std::pair<std::string, std::string>> expression_attribute_names = {};
};

struct DynamoPutItem {
  DynamoTable& table;
  Required<"item", DynamoAttributes> item;
  std::string condition_expression = {};
  std::vector<std::pair<std::string, std::string>> expression_attribute_names = {};
  DynamoAttributes expression_attribute_values = {};
  /// Default: none.
  std::optional<DynamoReturnValues> return_values = {};
};

struct DynamoUpdateItem {
  DynamoTable& table;
  Required<"key", DynamoAttributes> key;
  /// "SET #state = :state"
  Required<"update_expression", std::string> update_expression;
  std::string condition_expression = {};
  std::vector<std::pair<std::string, std::string>> expression_attribute_names = {};
  DynamoAttributes expression_attribute_values = {};
  /// Default: none.
  std::optional<DynamoReturnValues> return_values = {};
};

struct DynamoDeleteItem {
  DynamoTable& table;
  Required<"key", DynamoAttributes> key;
  std::string condition_expression = {};
  std::vector<std::pair<std::string, std::string>> expression_attribute_names = {};
  DynamoAttributes expression_attribute_values = {};
  /// Default: none.
  std::optional<DynamoReturnValues> return_values = {};
};

/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html
struct SqsSendMessage {
  Queue& queue;
  /// A text, a path, or a document with paths.
  Required<"message_body", Value<Json>> message_body;
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  /// At most 15 minutes. Default: the queue's own.
  std::optional<Duration> delay = {};
  /// FIFO queues: needed unless the queue goes by content.
  Value<std::string> message_deduplication_id = {};
  /// FIFO queues only, and needed there.
  Value<std::string> message_group_id = {};
};

/// A text beside a message; a text or a path.
struct MessageAttribute {
  std::string name;
  Value<std::string> value;
};

/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html
struct SnsPublish {
  Topic& topic;
  /// A text, a path, or a document with paths.
  Required<"message", Value<Json>> message;
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  /// Of mails.
  Value<std::string> subject = {};
  /// Attributes of texts, by which subscriptions filter.
  std::vector<MessageAttribute> message_attributes = {};
  Value<std::string> message_deduplication_id = {};
  /// FIFO topics only, and needed there.
  Value<std::string> message_group_id = {};
};

struct PutEventsEntry {
  /// A document with paths.
  Required<"detail", Value<Json>> detail;
  Required<"detail_type", Value<std::string>> detail_type;
  /// Does not begin with "aws.".
  Required<"source", Value<std::string>> source;
  /// Default: the account's default bus.
  EventBus* event_bus = nullptr;
};

/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html
struct EventBridgePutEvents {
  /// At least one.
  Required<"entries", std::vector<PutEventsEntry>> entries;
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
};

/// Asks a model of Bedrock.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
struct BedrockInvokeModel {
  /// A foundation model ("anthropic.claude-3-haiku-20240307-v1:0") or the ARN of a model or an inference
  /// profile.
  Required<"model", Value<std::string>> model;
  /// What the model gets, a document with paths.
  Required<"body", Value<Json>> body;
  /// Default: "application/json", both.
  Value<std::string> accept = {};
  Value<std::string> content_type = {};
  Guardrail* guardrail = nullptr;
  /// With a guardrail. Default: the working draft, "DRAFT".
  std::string guardrail_version = "DRAFT";
  std::optional<bool> trace_enabled = {};
};

/// What a container gets other than its definition says.
struct EcsContainerOverride {
  ContainerDefinition& container;
  /// The arguments; texts or paths, a path for the whole list. Default: as defined.
  Value<Json> command = {};
  /// Variables beside those of the definition, texts or paths.
  std::vector<EnvironmentVariable> environment = {};
  std::optional<std::int64_t> cpu = {};
  std::optional<std::int64_t> memory_limit_mib = {};
};

/// Runs a task of ECS on Fargate.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
struct EcsRunTask {
  EcsCluster& cluster;
  TaskDefinition& task_definition;
  /// In which the task runs, at least one.
  Required<"security_groups", std::vector<SecurityGroup*>> security_groups;
  /// Default: until the container has ended.
  IntegrationPattern integration_pattern = IntegrationPattern::run_job;
  /// Default: the private subnets with egress, or the public ones with `assign_public_ip`.
  std::optional<SubnetSelection> subnets = {};
  bool assign_public_ip = false;
  std::vector<EcsContainerOverride> container_overrides = {};
  /// "1.4.0" or "LATEST". Default: the service's own.
  std::string platform_version = {};
  bool enable_execute_command = false;
};

/// Starts another machine.
/// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
struct StartExecution {
  StateMachine& state_machine;
  /// A document with paths. Default: the state's whole input.
  Value<Json> input = {};
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  /// Default: the service makes a name.
  Value<std::string> execution_name = {};
};

/// Any API of AWS.
/// https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
struct CallAwsService {
  /// "s3", "cloudwatchlogs"
  Required<"service", std::string> service;
  /// As the service's API has it, with a small first letter: "getObject".
  Required<"action", std::string> action;
  iam::Action iam_action;
  /// What the action is allowed on.
  Required<"iam_resources", std::vector<Value<std::string>>> iam_resources;
  /// Members of the API's request, with a capital first letter; a document with paths.
  Value<Json> parameters = {};
  /// `run_job` is none of these.
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  std::vector<PolicyStatement> additional_statements = {};
};

/// Any integration that has no name here: `{.service = "glue", .api = "startJobRun", …}`.
struct ServiceIntegration {
  Required<"service", std::string> service;
  Required<"api", std::string> api;
  /// What the role needs for it, beginning and ending and stopping of jobs included.
  Required<"statements", std::vector<PolicyStatement>> statements;
  Value<Json> parameters = {};
  IntegrationPattern integration_pattern = IntegrationPattern::request_response;
  /// Version of the integration, such as ":2" behind ".sync" of states:startExecution. Default: none.
  std::string version_suffix = {};
};

Action make_action(const LambdaInvoke& action);
Action make_action(const DynamoGetItem& action);
Action make_action(const DynamoPutItem& action);
Action make_action(const DynamoUpdateItem& action);
Action make_action(const DynamoDeleteItem& action);
Action make_action(const SqsSendMessage& action);
Action make_action(const SnsPublish& action);
Action make_action(const EventBridgePutEvents& action);
Action make_action(const BedrockInvokeModel& action);
Action make_action(const EcsRunTask& action);
Action make_action(const StartExecution& action);
Action make_action(const CallAwsService& action);
Action make_action(const ServiceIntegration& action);

}  // namespace tenon::states
