#include <algorithm>

#include "tenon/aws/lambda/EventInvokeConfig.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/integration/event_bus.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/iam/lambda.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

// --- ids of permissions, as CDK makes them -----------------------------------------------------------------

/// How CDK shows a principal: "ServicePrincipal(sns.amazonaws.com)".
std::string shown(const Principal& principal) {
  const auto literal = principal.value().literal();
  const std::string value = literal ? std::string(*literal) : resolved_json(principal.value());
  if (principal.kind() == "AWS" && value == "*") return "AnyPrincipal()";
  return (principal.kind() == "Service" ? "ServicePrincipal(" : "ArnPrincipal(") + value + ")";
}

std::string base64(std::string_view hexadecimal) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto nibble = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const char c : hexadecimal) {
    bits = bits << 4 | nibble(c);
    count += 4;
    if (count < 6) continue;
    count -= 6;
    text += digits[bits >> count];
    bits &= (1U << count) - 1;
  }
  if (count > 0) text += digits[bits << (6 - count)];
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string conditions_json(const Principal& principal) {
  std::vector<Map<Json>::Entry> by_operation;
  for (const PolicyCondition& each : principal.conditions()) {
    const std::vector<Node> values(each.values.begin(), each.values.end());
    const Value<Json> value = {Raw{}, values.size() == 1 ? values.front() : Node::list(values)};
    by_operation.push_back({each.operation, json::object({{each.key, value}})});
  }
  return resolved_json(json::object(by_operation));
}

/// `Invoke` and a digest of whom it is about.
std::string invocation_id(const Principal& principal) {
  const std::string about = R"({"principal":)" + resolved_json(Node(std::string_view(shown(principal)))) +
                            R"(,"conditions":)" + conditions_json(principal) + "}";
  return "Invoke" + base64(sha256_hex(about));
}

// --- permissions -------------------------------------------------------------------------------------------

/// What a permission says instead of a condition.
/// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
struct ConditionMember {
  std::string_view operation;
  std::string_view key;
  Value<std::string> Permission::*member;
};

constexpr ConditionMember condition_members[] = {
    {"ArnLike", "aws:SourceArn", &Permission::source_arn},
    {"StringEquals", "aws:SourceAccount", &Permission::source_account},
    {"StringEquals", "aws:PrincipalOrgID", &Permission::principal_org_id},
};

/// Writes the principal's conditions into the permission's members; false for one that a permission cannot
/// express.
bool take_conditions(Permission& permission) {
  const Principal& principal = permission.principal;
  return std::ranges::all_of(principal.conditions(), [&](const PolicyCondition& condition) {
    const auto* found = std::ranges::find_if(condition_members, [&](const ConditionMember& each) {
      return each.operation == condition.operation && each.key == condition.key;
    });
    if (found == std::end(condition_members) || condition.values.size() != 1) return false;
    Value<std::string>& member = permission.*(found->member);
    if (!member.is_set()) member = condition.values.front();
    return true;
  });
}

}  // namespace

void FunctionBase::add_permission(std::string_view id, const Permission& permission,
                                  std::source_location where) {
  write_permission(id, permission, {}, where);
}

void FunctionBase::write_permission(std::string_view id, const Permission& given, const UrlPermission& url,
                                    std::source_location where) {
  if (!can_create_permissions()) {
    add_warning(
        "the permission has no effect: the function is not known to be of the stack's account and region",
        where);
    return;
  }
  Permission permission = given;
  const Principal& principal = permission.principal;
  if (principal.kind() != "Service" && principal.kind() != "AWS") {
    return detail::refuse(*this, "principal", std::string(principal.kind()),
                          "a service, an account or an identity's ARN",
                          "a permission of a function cannot name this principal", where);
  }
  if (!take_conditions(permission)) {
    return detail::refuse(
        *this, "principal", "",
        "ArnLike aws:SourceArn, StringEquals aws:SourceAccount, StringEquals aws:PrincipalOrgID",
        "a permission of a function cannot express the principal's conditions", where);
  }
  aws::lambda::Permission::Props props{.Action = permission.action.text(),
                                       .EventSourceToken = permission.event_source_token,
                                       .FunctionName = {Raw{}, function_arn()},
                                       .Principal = principal.value(),
                                       .PrincipalOrgID = permission.principal_org_id,
                                       .SourceAccount = permission.source_account};
  if (permission.source_arn.is_set()) props.SourceArn = {Raw{}, permission.source_arn};
  if (!url.auth_type.empty()) props.FunctionUrlAuthType = url.auth_type;
  if (url.invoked_via_function_url) props.InvokedViaFunctionUrl = true;
  add(id, props, where);
}

void FunctionBase::grant(const Grantee& grantee, std::string_view id, PolicyStatement statement,
                         const UrlPermission& url) {
  const iam::Action action = statement.actions.front();
  if (grantee.add_to_policy(std::move(statement)) || find_child(sanitize_id(id)) != nullptr) return;
  write_permission(id, {.principal = grantee.principal(), .action = action}, url, where());
}

void FunctionBase::grant_invoke(const Grantee& grantee) {
  grant(grantee, grantee.role() != nullptr ? std::string() : invocation_id(grantee.principal()),
        {.actions = {iam::lambda::InvokeFunction}, .resources = arns_to_invoke()}, {});
}

void FunctionBase::grant_invoke_url(const Grantee& grantee) {
  const std::string id =
      grantee.role() != nullptr ? std::string() : "InvokeFunctionUrl" + shown(grantee.principal());
  grant(grantee, id,
        {.actions = {iam::lambda::InvokeFunctionUrl},
         .resources = {function_arn()},
         .conditions = {{"StringEquals", "lambda:FunctionUrlAuthType", {"AWS_IAM"}}}},
        {.auth_type = "AWS_IAM", .invoked_via_function_url = false});
  grant(grantee, id + "-DualAuth",
        {.actions = {iam::lambda::InvokeFunction},
         .resources = {function_arn()},
         .conditions = {{"Bool", "lambda:InvokedViaFunctionUrl", {Value<std::string>(Raw{}, Node(true))}}}},
        {.auth_type = {}, .invoked_via_function_url = true});
}

// --- asynchronous invocations ------------------------------------------------------------------------------

Value<std::string> LambdaDestination::bind(const Grantee& grantee) const {
  if (queue_ != nullptr) {
    queue_->grant_send_messages(grantee);
    return queue_->arn();
  }
  if (topic_ != nullptr) {
    topic_->grant_publish(grantee);
    return topic_->arn();
  }
  if (bus_ != nullptr) {
    bus_->grant_put_events(grantee);
    return bus_->arn();
  }
  function_->grant_invoke(grantee);
  return function_->function_arn();
}

void FunctionBase::configure_async_invoke(const AsyncInvoke& options, std::source_location where) {
  constexpr Duration shortest = Duration::minutes(1);
  constexpr Duration longest = Duration::hours(6);
  constexpr std::int64_t most_retries = 2;
  if (find_child("EventInvokeConfig") != nullptr) {
    return detail::refuse(*this, "async_invoke", "", "one call",
                          "asynchronous invocation was configured before", where);
  }
  if (options.max_event_age && (*options.max_event_age < shortest || *options.max_event_age > longest)) {
    return detail::refuse(*this, "max_event_age", options.max_event_age->text(), "one minute to six hours",
                          "events are not kept so long", where);
  }
  if (options.retry_attempts && (*options.retry_attempts < 0 || *options.retry_attempts > most_retries)) {
    return detail::refuse(*this, "retry_attempts", std::to_string(*options.retry_attempts), "0 to 2",
                          "Lambda does not retry so often", where);
  }
  using Config = aws::lambda::EventInvokeConfig;
  Config::DestinationConfig destinations;
  if (options.on_failure)
    destinations.OnFailure = Config::OnFailure{.Destination = options.on_failure->bind(role())};
  if (options.on_success)
    destinations.OnSuccess = Config::OnSuccess{.Destination = options.on_success->bind(role())};
  const Value<std::string> version = qualifier();
  Config::Props props{.FunctionName = {Raw{}, function().function_name()},
                      .Qualifier = version.is_set() ? version : Value<std::string>("$LATEST")};
  if (options.on_failure || options.on_success) props.DestinationConfig = destinations;
  if (options.max_event_age) props.MaximumEventAgeInSeconds = options.max_event_age->to_seconds();
  if (options.retry_attempts) props.MaximumRetryAttempts = *options.retry_attempts;
  add("EventInvokeConfig", Construct::Props{}, where).add("Resource", props, where);
}

// --- what belongs to all of them ---------------------------------------------------------------------------

void FunctionBase::add_event_source(const EventSource& source, std::source_location where) {
  source.bind(*this, where);
}

FunctionUrl& FunctionBase::add_function_url(const FunctionUrlOptions& options, std::source_location where) {
  return add("FunctionUrl", FunctionUrl::Props{.function = *this, .options = options}, where);
}

Metric FunctionBase::metric(std::string name, Statistic statistic) const {
  return Metric::Props{.metric_namespace = "AWS/Lambda",
                       .metric_name = std::move(name),
                       .dimensions = dimensions(),
                       .statistic = std::move(statistic)};
}

Metric FunctionBase::metric_errors() const { return metric("Errors", Statistic::sum); }
Metric FunctionBase::metric_invocations() const { return metric("Invocations", Statistic::sum); }
Metric FunctionBase::metric_throttles() const { return metric("Throttles", Statistic::sum); }
Metric FunctionBase::metric_duration() const { return metric("Duration", Statistic::average); }
Metric FunctionBase::metric_concurrent_executions() const {
  return metric("ConcurrentExecutions", Statistic::maximum);
}

}  // namespace tenon
