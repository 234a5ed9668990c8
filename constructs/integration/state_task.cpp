#include "tenon/constructs/integration/state_task.hpp"

#include <fmt/format.h>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/ecs_cluster.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/compute/task_definition.hpp"
#include "tenon/constructs/data/dynamo_table.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/state_graph.hpp"
#include "tenon/constructs/integration/state_machine.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/guardrail.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/iam/bedrock.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/iam/ecs.hpp"
#include "tenon/iam/events.hpp"
#include "tenon/iam/iam.hpp"
#include "tenon/iam/lambda.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/iam/states.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon::states {

namespace {

using detail::BoundAction;
using detail::Members;
using detail::TaskAction;
using ::tenon::detail::arn_in;

// Source: Step Functions Developer Guide, "Discover service integration patterns".
constexpr std::string_view suffixes[] = {"", ".sync", ".waitForTaskToken"};

/// An action that binds with a function.
template <class Bind>
class ActionBy final : public TaskAction {
 public:
  explicit ActionBy(Bind bind) : bind_(std::move(bind)) {}
  BoundAction bind(const Construct& machine) const override { return bind_(machine); }
  std::vector<Retry> retries() const override { return default_retries; }
  std::vector<Retry> default_retries;

 private:
  Bind bind_;
};

template <class Bind>
std::shared_ptr<ActionBy<Bind>> action_by(Bind bind) {
  return std::make_shared<ActionBy<Bind>>(std::move(bind));
}

Node integration(std::string_view service_and_api, IntegrationPattern pattern) {
  const Value<std::string> arn = format("arn:{}:states:::{}{}", pseudo::partition, service_and_api,
                                        suffixes[static_cast<std::size_t>(pattern)]);
  return arn;
}

bool waits(IntegrationPattern pattern) { return pattern == IntegrationPattern::wait_for_task_token; }

void refuse(TaskAction& action, std::string property, std::string value, std::string allowed,
            std::string message) {
  action.problems.push_back(
      {false, std::move(property), std::move(value), std::move(allowed), std::move(message)});
}

void demand(TaskAction& action, std::string property, std::string allowed, std::string message) {
  action.problems.push_back({true, std::move(property), {}, std::move(allowed), std::move(message)});
}

void refuse_run_job(TaskAction& action, IntegrationPattern pattern) {
  if (pattern != IntegrationPattern::run_job) return;
  refuse(action, "action.integration_pattern", "run_job", "request_response or wait_for_task_token",
         "the service has no jobs that could be waited for");
}

Node or_whole_input(const Value<Json>& document) {
  return document.is_set() ? Node(document) : Value<Json>(JsonPath("$"));
}

Node text_map(const std::vector<std::pair<std::string, std::string>>& entries) {
  if (entries.empty()) return {};
  Members members;
  for (const auto& [name, value] : entries) members.add(name, std::string_view(value));
  return members.object();
}

/// What sending with a key takes. Source: CDK's SqsSendMessage.
PolicyStatement use_of(const Key& key) {
  return {.actions = tenon::detail::all({tenon::detail::key_send_actions}), .resources = {key.arn()}};
}

}  // namespace

// --- Lambda ------------------------------------------------------------------------------------------------

Action make_action(const LambdaInvoke& given) {
  auto action = action_by([given](const Construct&) {
    FunctionBase& function = given.function;
    const Value<std::string> arn = function.function_arn();
    PolicyStatement invoke{.actions = {iam::lambda::InvokeFunction}, .resources = {arn}};
    const bool is_unqualified = static_cast<FunctionBase*>(&function.function()) == &function;
    if (is_unqualified) invoke.resources.push_back(format("{}:*", arn));
    if (given.payload_response_only) return BoundAction{arn, given.payload, {invoke}};
    Members parameters;
    parameters.add("FunctionName", arn);
    parameters.add("Payload", or_whole_input(given.payload));
    if (given.asynchronous) parameters.add("InvocationType", std::string_view("Event"));
    return BoundAction{integration("lambda:invoke", given.integration_pattern),
                       parameters.object(),
                       {invoke},
                       waits(given.integration_pattern)};
  });
  refuse_run_job(*action, given.integration_pattern);
  const bool is_plain =
      given.integration_pattern == IntegrationPattern::request_response && !given.asynchronous;
  if (given.payload_response_only && !is_plain) {
    refuse(*action, "action.payload_response_only", "true", "neither a pattern nor asynchronous with it",
           "the function's own response comes only from a plain call");
  }
  if (given.retry_on_service_exceptions) {
    action->default_retries = {
        {.errors = {"Lambda.ClientExecutionTimeoutException", "Lambda.ServiceException",
                    "Lambda.AWSLambdaException", "Lambda.SdkClientException"},
         .interval = Duration::seconds(2),
         .max_attempts = 6,
         .backoff_rate = 2}};
  }
  return Action(std::move(action));
}

// --- DynamoDB ----------------------------------------------------------------------------------------------

DynamoValue::DynamoValue(std::string_view type, const Node& value) {
  const Node members[] = {Node(type), value};
  json_ = Node::object(members);
}

DynamoValue DynamoValue::number(double value) {
  const Node number = detail::number(value);
  const bool is_whole = number.kind() == NodeKind::integer;
  const std::string text = is_whole ? fmt::format("{}", number.integer()) : fmt::format("{}", value);
  return {"N", Node(std::string_view(text))};
}

DynamoValue DynamoValue::null() { return {"NULL", Node(true)}; }

DynamoValue DynamoValue::list(const std::vector<DynamoValue>& values) {
  std::vector<Node> items;
  for (const DynamoValue& value : values) items.push_back(value.json());
  return {"L", Node::list(items)};
}

DynamoValue DynamoValue::map(const std::vector<std::pair<std::string, DynamoValue>>& members) {
  std::vector<Node> nodes;
  for (const auto& [name, value] : members) {
    nodes.emplace_back(std::string_view(name));
    nodes.push_back(value.json());
  }
  return {"M", Node::object(nodes)};
}

namespace {

constexpr std::string_view return_values[] = {"NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"};

Node attributes(const DynamoAttributes& given) {
  if (given.empty()) return {};
  Members members;
  for (const auto& [name, value] : given) members.add(name, value.json());
  return members.object();
}

Node return_value(const std::optional<DynamoReturnValues>& given) {
  return given ? Node(return_values[static_cast<std::size_t>(*given)]) : Node();
}

/// The action on the table, and the use of its key.
std::vector<PolicyStatement> on_table(const Construct& machine, const DynamoTable& table,
                                      iam::Action action) {
  std::vector<PolicyStatement> statements = {
      {.actions = {action},
       .resources = {arn_in(machine.stack(), "dynamodb", format("table/{}", table.table_name()))}}};
  if (const Key* key = table.encryption_key()) {
    PolicyStatement use{.actions = {"kms:Decrypt", "kms:DescribeKey"}, .resources = {key->arn()}};
    if (action != iam::dynamodb::GetItem) {
      use.actions.insert(use.actions.end(), std::begin(tenon::detail::key_encrypt_actions),
                         std::end(tenon::detail::key_encrypt_actions));
    }
    statements.push_back(std::move(use));
  }
  return statements;
}

/// Members that writes have in common.
template <class Write>
void add_write_options(Members& parameters, const Write& given) {
  parameters.add("TableName", given.table.table_name());
  parameters.add("ConditionExpression", std::string_view(given.condition_expression));
  parameters.add("ExpressionAttributeNames", text_map(given.expression_attribute_names));
  parameters.add("ExpressionAttributeValues", attributes(given.expression_attribute_values));
  parameters.add("ReturnValues", return_value(given.return_values));
}

}  // namespace

Action make_action(const DynamoGetItem& given) {
  return Action(action_by([given](const Construct& machine) {
    Members parameters;
    parameters.add("Key", attributes(given.key));
    parameters.add("TableName", given.table.table_name());
    parameters.add("ConsistentRead", Node(given.consistent_read));
    parameters.add("ExpressionAttributeNames", text_map(given.expression_attribute_names));
    parameters.add("ProjectionExpression", std::string_view(given.projection_expression));
    return BoundAction{integration("dynamodb:getItem", IntegrationPattern::request_response),
                       parameters.object(), on_table(machine, given.table, iam::dynamodb::GetItem)};
  }));
}

Action make_action(const DynamoPutItem& given) {
  return Action(action_by([given](const Construct& machine) {
    Members parameters;
    parameters.add("Item", attributes(given.item));
    add_write_options(parameters, given);
    return BoundAction{integration("dynamodb:putItem", IntegrationPattern::request_response),
                       parameters.object(), on_table(machine, given.table, iam::dynamodb::PutItem)};
  }));
}

Action make_action(const DynamoUpdateItem& given) {
  return Action(action_by([given](const Construct& machine) {
    Members parameters;
    parameters.add("Key", attributes(given.key));
    add_write_options(parameters, given);
    parameters.add("UpdateExpression", std::string_view(given.update_expression));
    return BoundAction{integration("dynamodb:updateItem", IntegrationPattern::request_response),
                       parameters.object(), on_table(machine, given.table, iam::dynamodb::UpdateItem)};
  }));
}

Action make_action(const DynamoDeleteItem& given) {
  return Action(action_by([given](const Construct& machine) {
    Members parameters;
    parameters.add("Key", attributes(given.key));
    add_write_options(parameters, given);
    return BoundAction{integration("dynamodb:deleteItem", IntegrationPattern::request_response),
                       parameters.object(), on_table(machine, given.table, iam::dynamodb::DeleteItem)};
  }));
}

// --- messages and events -----------------------------------------------------------------------------------

Action make_action(const SqsSendMessage& given) {
  auto action = action_by([given](const Construct&) {
    Members parameters;
    parameters.add("QueueUrl", given.queue.queue_url());
    parameters.add("MessageBody", given.message_body);
    if (given.delay) parameters.add("DelaySeconds", Node(given.delay->to_seconds()));
    parameters.add("MessageDeduplicationId", given.message_deduplication_id);
    parameters.add("MessageGroupId", given.message_group_id);
    std::vector<PolicyStatement> statements = {
        {.actions = {iam::sqs::SendMessage}, .resources = {given.queue.arn()}}};
    if (const Key* key = given.queue.encryption_key()) statements.push_back(use_of(*key));
    return BoundAction{integration("sqs:sendMessage", given.integration_pattern), parameters.object(),
                       std::move(statements), waits(given.integration_pattern)};
  });
  refuse_run_job(*action, given.integration_pattern);
  if (given.queue.is_fifo() && !given.message_group_id.is_set()) {
    demand(*action, "action.message_group_id", "a text or a path", "FIFO queues take messages in groups");
  }
  return Action(std::move(action));
}

Action make_action(const SnsPublish& given) {
  auto action = action_by([given](const Construct&) {
    Members message_attributes;
    for (const auto& [name, value] : given.message_attributes) {
      message_attributes.add(name, json::object({{"DataType", "String"}, {"StringValue", value}}));
    }
    Members parameters;
    parameters.add("TopicArn", given.topic.arn());
    parameters.add("Message", given.message);
    parameters.add("MessageDeduplicationId", given.message_deduplication_id);
    parameters.add("MessageGroupId", given.message_group_id);
    if (!message_attributes.empty()) parameters.add("MessageAttributes", message_attributes.object());
    parameters.add("Subject", given.subject);
    std::vector<PolicyStatement> statements = {
        {.actions = {iam::sns::Publish}, .resources = {given.topic.arn()}}};
    if (const Key* key = given.topic.encryption_key()) statements.push_back(use_of(*key));
    return BoundAction{integration("sns:publish", given.integration_pattern), parameters.object(),
                       std::move(statements), waits(given.integration_pattern)};
  });
  refuse_run_job(*action, given.integration_pattern);
  if (given.topic.is_fifo() && !given.message_group_id.is_set()) {
    demand(*action, "action.message_group_id", "a text or a path", "FIFO topics take messages in groups");
  }
  return Action(std::move(action));
}

Action make_action(const EventBridgePutEvents& given) {
  auto action = action_by([given](const Construct& machine) {
    std::vector<Value<Json>> entries;
    PolicyStatement put{.actions = {iam::events::PutEvents}};
    for (const PutEventsEntry& entry : given.entries) {
      Members members;
      members.add("Detail", entry.detail);
      members.add("DetailType", entry.detail_type);
      if (entry.event_bus != nullptr) members.add("EventBusName", entry.event_bus->arn());
      members.add("Source", entry.source);
      entries.emplace_back(Raw{}, members.object());
      put.resources.push_back(entry.event_bus != nullptr
                                  ? Value<std::string>(entry.event_bus->arn())
                                  : arn_in(machine.stack(), "events", "event-bus/default"));
    }
    return BoundAction{integration("events:putEvents", given.integration_pattern),
                       json::object({{"Entries", json::array(entries)}}),
                       {put},
                       waits(given.integration_pattern)};
  });
  refuse_run_job(*action, given.integration_pattern);
  if (given.entries.empty())
    demand(*action, "action.entries", "at least one event", "there is nothing to put");
  for (const PutEventsEntry& entry : given.entries) {
    const auto source = entry.source.literal();
    if (source && source->starts_with("aws.")) {
      refuse(*action, "action.entries.source", std::string(*source), "a source that does not begin with aws.",
             "only AWS itself puts events of such sources");
    }
  }
  return Action(std::move(action));
}

// --- Bedrock -----------------------------------------------------------------------------------------------

Action make_action(const BedrockInvokeModel& given) {
  return Action(action_by([given](const Construct& machine) {
    const Stack& stack = machine.stack();
    const auto name = given.model.literal();
    const Value<std::string> model =
        !name || name->starts_with("arn:")
            ? static_cast<const Value<std::string>&>(given.model)
            : Value<std::string>(
                  format("arn:{}:bedrock:{}::foundation-model/{}", stack.partition(), stack.region(), *name));
    Members parameters;
    parameters.add("ModelId", model);
    parameters.add("Accept", given.accept);
    parameters.add("ContentType", given.content_type);
    parameters.add("Body", given.body);
    std::vector<PolicyStatement> statements = {
        {.actions = {iam::bedrock::InvokeModel}, .resources = {model}}};
    if (given.guardrail != nullptr) {
      parameters.add("GuardrailIdentifier", given.guardrail->guardrail_id());
      parameters.add("GuardrailVersion", std::string_view(given.guardrail_version));
      statements.push_back(
          {.actions = {iam::bedrock::ApplyGuardrail}, .resources = {given.guardrail->arn()}});
    }
    if (given.trace_enabled)
      parameters.add("Trace", std::string_view(*given.trace_enabled ? "ENABLED" : "DISABLED"));
    return BoundAction{integration("bedrock:invokeModel", IntegrationPattern::request_response),
                       parameters.object(), std::move(statements)};
  }));
}

// --- ECS ---------------------------------------------------------------------------------------------------

namespace {

Node network_of(const EcsRunTask& given) {
  const SubnetSelection subnets = given.subnets.value_or(SubnetSelection{
      .type = given.assign_public_ip ? SubnetType::public_ : SubnetType::private_with_egress});
  std::vector<Value<Json>> subnet_ids, group_ids;
  for (const auto& id : given.cluster.vpc().subnet_ids(subnets)) subnet_ids.emplace_back(id);
  for (const SecurityGroup* group : given.security_groups) group_ids.emplace_back(group->security_group_id());
  Members configuration;
  if (given.assign_public_ip) configuration.add("AssignPublicIp", std::string_view("ENABLED"));
  configuration.add("Subnets", json::array(subnet_ids));
  configuration.add("SecurityGroups", json::array(group_ids));
  return json::object({{"AwsvpcConfiguration", Value<Json>(Raw{}, configuration.object())}});
}

Node overrides_of(const EcsRunTask& given) {
  if (given.container_overrides.empty()) return {};
  std::vector<Value<Json>> overrides;
  for (const EcsContainerOverride& each : given.container_overrides) {
    Members members;
    members.add("Name", std::string_view(each.container.container_name()));
    members.add("Command", each.command);
    if (each.cpu) members.add("Cpu", Node(*each.cpu));
    if (each.memory_limit_mib) members.add("Memory", Node(*each.memory_limit_mib));
    std::vector<Value<Json>> environment;
    for (const auto& [name, value] : each.environment) {
      environment.push_back(json::object({{"Name", name}, {"Value", value}}));
    }
    if (!environment.empty()) members.add("Environment", json::array(environment));
    overrides.emplace_back(Raw{}, members.object());
  }
  return json::object({{"ContainerOverrides", json::array(overrides)}});
}

std::vector<PolicyStatement> run_statements(const Construct& machine, const EcsRunTask& given) {
  TaskDefinition& task = given.task_definition;
  std::vector<PolicyStatement> statements = {
      {.actions = {iam::ecs::RunTask}, .resources = {task.arn()}},
      {.actions = {iam::ecs::StopTask, iam::ecs::DescribeTasks}, .resources = {"*"}},
      {.actions = {iam::iam::PassRole}, .resources = {task.task_role().arn(), task.execution_role().arn()}}};
  if (given.integration_pattern == IntegrationPattern::run_job) {
    statements.push_back(
        {.actions = {iam::events::PutTargets, iam::events::PutRule, iam::events::DescribeRule},
         .resources = {arn_in(machine.stack(), "events", "rule/StepFunctionsGetEventsForECSTaskRule")}});
  }
  return statements;
}

}  // namespace

Action make_action(const EcsRunTask& given) {
  auto action = action_by([given](const Construct& machine) {
    Members parameters;
    parameters.add("Cluster", given.cluster.arn());
    parameters.add("TaskDefinition", given.task_definition.family());
    parameters.add("NetworkConfiguration", network_of(given));
    parameters.add("Overrides", overrides_of(given));
    parameters.add("LaunchType", std::string_view("FARGATE"));
    parameters.add("PlatformVersion", std::string_view(given.platform_version));
    if (given.enable_execute_command) parameters.add("EnableExecuteCommand", Node(true));
    return BoundAction{integration("ecs:runTask", given.integration_pattern), parameters.object(),
                       run_statements(machine, given), waits(given.integration_pattern)};
  });
  if (given.security_groups.empty()) {
    demand(*action, "action.security_groups", "at least one", "a task on Fargate runs in security groups");
  }
  return Action(std::move(action));
}

// --- Step Functions ----------------------------------------------------------------------------------------

Action make_action(const StartExecution& given) {
  return Action(action_by([given](const Construct& machine) {
    const bool runs_job = given.integration_pattern == IntegrationPattern::run_job;
    const Stack& stack = machine.stack();
    const Value<std::string> arn = given.state_machine.arn();
    Members parameters;
    parameters.add("Input", or_whole_input(given.input));
    parameters.add("StateMachineArn", arn);
    parameters.add("Name", given.execution_name);
    std::vector<PolicyStatement> statements = {
        {.actions = {iam::states::StartExecution}, .resources = {arn}}};
    Node resource = integration("states:startExecution", given.integration_pattern);
    if (runs_job) {
      // The second version of the integration gives the execution's output as JSON, not as text.
      resource = integration("states:startExecution.sync:2", IntegrationPattern::request_response);
      constexpr std::int64_t name = 6;
      statements.push_back(
          {.actions = {iam::states::DescribeExecution, iam::states::StopExecution},
           .resources = {
               arn_in(stack, "states", format("execution:{}*", ::tenon::detail::arn_part(arn, name)))}});
      statements.push_back(
          {.actions = {iam::events::PutTargets, iam::events::PutRule, iam::events::DescribeRule},
           .resources = {
               arn_in(stack, "events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")}});
    }
    return BoundAction{std::move(resource), parameters.object(), std::move(statements),
                       waits(given.integration_pattern)};
  }));
}

// --- any service -------------------------------------------------------------------------------------------

Action make_action(const CallAwsService& given) {
  auto action = action_by([given](const Construct&) {
    std::vector<PolicyStatement> statements = {
        {.actions = {given.iam_action},
         .resources = static_cast<const std::vector<Value<std::string>>&>(given.iam_resources)}};
    statements.insert(statements.end(), given.additional_statements.begin(),
                      given.additional_statements.end());
    const std::string api =
        fmt::format("aws-sdk:{}:{}", std::string_view(given.service), std::string_view(given.action));
    const Node parameters = given.parameters.is_set() ? Node(given.parameters) : Node::object({});
    return BoundAction{integration(api, given.integration_pattern), parameters, std::move(statements),
                       waits(given.integration_pattern)};
  });
  refuse_run_job(*action, given.integration_pattern);
  if (given.action.empty() || !ascii::is_lower(given.action.front())) {
    refuse(*action, "action.action", given.action, "a name with a small first letter, such as getObject",
           "Step Functions writes the actions of services so");
  }
  return Action(std::move(action));
}

Action make_action(const ServiceIntegration& given) {
  return Action(action_by([given](const Construct&) {
    const std::string api =
        fmt::format("{}:{}{}{}", std::string_view(given.service), std::string_view(given.api),
                    suffixes[static_cast<std::size_t>(given.integration_pattern)], given.version_suffix);
    const Node parameters = given.parameters.is_set() ? Node(given.parameters) : Node::object({});
    return BoundAction{integration(api, IntegrationPattern::request_response), parameters, given.statements,
                       waits(given.integration_pattern)};
  }));
}

}  // namespace tenon::states
