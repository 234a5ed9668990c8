#include "tenon/constructs/security/web_acl.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/aws/kinesisfirehose/DeliveryStream.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/wafv2/LoggingConfiguration.hpp"
#include "tenon/aws/wafv2/WebACL.hpp"
#include "tenon/aws/wafv2/WebACLAssociation.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

using L1 = aws::wafv2::WebACL;

// --- WafRule ---

namespace {

/// In the order of `ManagedRuleGroup`.
constexpr std::array<std::string_view, 11> managed_groups = {
    "AWSManagedRulesCommonRuleSet",         "AWSManagedRulesAdminProtectionRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesSQLiRuleSet",
    "AWSManagedRulesLinuxRuleSet",          "AWSManagedRulesUnixRuleSet",
    "AWSManagedRulesWindowsRuleSet",        "AWSManagedRulesPHPRuleSet",
    "AWSManagedRulesWordPressRuleSet",      "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesAnonymousIpList"};
constexpr std::array<std::string_view, 5> action_texts = {"Allow", "Block", "Count", "Captcha", "Challenge"};
constexpr std::array<std::string_view, 3> aggregate_texts = {"IP", "FORWARDED_IP", "CONSTANT"};
constexpr std::array<std::int64_t, 4> rate_windows = {60, 120, 300, 600};  // seconds
constexpr std::int64_t least_rate = 10;
constexpr std::int64_t most_rate = 2'000'000'000;
constexpr std::size_t longest_name = 128;

/// `{"Block": {}}`
Node action_node(std::string_view action) { return json::object({{action, json::object({})}}); }
Node action_node(WafAction action) { return action_node(action_texts[static_cast<std::size_t>(action)]); }

L1::Statement path_begins_like(const std::string& prefix) {
  return {.ByteMatchStatement = L1::ByteMatchStatement{
              .FieldToMatch = L1::FieldToMatch{.UriPath = json::object({})},
              .PositionalConstraint = "STARTS_WITH",
              .SearchString = prefix,
              .TextTransformations = {L1::TextTransformation{.Priority = 0, .Type = "NONE"}},
          }};
}

}  // namespace

WafRule WafRule::managed(ManagedRuleGroup group, const ManagedOptions& options) {
  return managed(managed_groups[static_cast<std::size_t>(group)], "AWS", options);
}

WafRule WafRule::managed(std::string_view name, std::string_view vendor, const ManagedOptions& options) {
  L1::ManagedRuleGroupStatement group{.Name = name, .VendorName = vendor};
  if (!options.version.empty()) group.Version = options.version;
  if (options.scope_down.is_set()) group.ScopeDownStatement = {Raw{}, options.scope_down};
  if (!options.configs.empty()) {
    group.ManagedRuleGroupConfigs = {
        Raw{}, Node::list(std::vector<Node>(options.configs.begin(), options.configs.end()))};
  }
  std::vector<L1::RuleActionOverride> overrides;
  for (const auto& [rule, action] : options.action_overrides) {
    overrides.push_back({.ActionToUse = Value<L1::RuleAction>(Raw{}, action_node(action)), .Name = rule});
  }
  if (!overrides.empty()) group.RuleActionOverrides = List<L1::RuleActionOverride>(overrides);

  WafRule rule(name);
  rule.statement_ = Value<L1::Statement>(L1::Statement{.ManagedRuleGroupStatement = group});
  rule.override_action_ = action_node(options.count_only ? "Count" : "None");
  return rule;
}

WafRule WafRule::rate_limit(std::string_view name, std::int64_t limit, const RateOptions& options) {
  L1::RateBasedStatement rate{
      .AggregateKeyType = aggregate_texts[static_cast<std::size_t>(options.aggregate_by)],
      .EvaluationWindowSec = options.window.to_seconds(),
      .Limit = limit};
  if (options.aggregate_by == AggregateBy::forwarded_ip) {
    rate.ForwardedIPConfig =
        L1::ForwardedIPConfiguration{.FallbackBehavior = "MATCH", .HeaderName = "X-Forwarded-For"};
  }
  if (!options.path_prefix.empty()) rate.ScopeDownStatement = path_begins_like(options.path_prefix);
  if (options.scope_down.is_set()) rate.ScopeDownStatement = {Raw{}, options.scope_down};

  WafRule rule(name);
  rule.statement_ = Value<L1::Statement>(L1::Statement{.RateBasedStatement = rate});
  rule.action_ = action_node(options.action);
  rule.limit_ = limit;
  rule.window_ = options.window;
  rule.is_rate_ = true;
  rule.is_constant_ = options.aggregate_by == AggregateBy::constant;
  rule.has_scope_ = options.scope_down.is_set();
  rule.has_path_ = !options.path_prefix.empty();
  return rule;
}

WafRule WafRule::custom(std::string_view name, const Value<Json>& statement, WafAction action) {
  WafRule rule(name);
  rule.statement_ = statement;
  rule.action_ = action_node(action);
  return rule;
}

// --- WebAcl ---

namespace {

constexpr std::string_view log_prefix = "aws-waf-logs-";
/// What a list of a region can protect.
/// https://docs.aws.amazon.com/waf/latest/developerguide/how-aws-waf-works-resources.html
constexpr std::array<std::string_view, 7> protected_types = {"AWS::ElasticLoadBalancingV2::LoadBalancer",
                                                             "AWS::ApiGateway::Stage",
                                                             "AWS::AppSync::GraphQLApi",
                                                             "AWS::Cognito::UserPool",
                                                             "AWS::AppRunner::Service",
                                                             "AWS::EC2::VerifiedAccessInstance",
                                                             "AWS::Amplify::App"};

L1::VisibilityConfig visibility(const std::string& metric_name, bool sampled_requests) {
  return {.CloudWatchMetricsEnabled = true,
          .MetricName = metric_name,
          .SampledRequestsEnabled = sampled_requests};
}

std::string metric_name_of(const Construct& construct, const WebAcl::Props& props) {
  return props.metric_name.empty() ? detail::unique_id(construct, longest_name) : props.metric_name;
}

L1::Props resource_props(const WebAcl::Props& props, const std::string& metric_name) {
  L1::Props acl{
      .DefaultAction = Value<L1::DefaultAction>(
          Raw{}, action_node(props.default_action == WebAcl::DefaultAction::block ? "Block" : "Allow")),
      .Description = props.description,
      .Name = props.web_acl_name,
      .Scope = "REGIONAL",
      .VisibilityConfig = visibility(metric_name, props.sampled_requests)};
  if (props.scope == WafScope::cloudfront) acl.Scope = "CLOUDFRONT";
  return acl;
}

bool is_name_character(char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && ascii::all_of(name, is_name_character);
}

}  // namespace

struct WebAcl::Imported {
  const Value<std::string>& arn;
};

WebAcl::WebAcl(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props, metric_name_of(*this, props)), where())),
      scope_(props.scope),
      metric_name_(metric_name_of(*this, props)),
      sampled_requests_(props.sampled_requests) {
  const auto region = stack().region().literal();
  if (props.scope == WafScope::cloudfront && region && *region != "us-east-1") {
    detail::refuse(*this, "scope", "cloudfront", "regional, or a stack in us-east-1",
                   fmt::format("lists of CloudFront are in us-east-1, and the stack is in {}", *region),
                   where());
  }
  if (!is_name(metric_name_)) {
    detail::refuse(*this, "metric_name", metric_name_, "1 to 128 letters, digits, - and _",
                   "CloudWatch would not show figures of the list under this name", where());
  }
  for (const WafRule& rule : props.rules) add_rule(rule);
  if (props.log_destination) log_to(*props.log_destination, props.redacted_headers);
}

WebAcl::WebAcl(const Scope& scope, const Imported& imported)
    : Construct(scope), resource_(::tenon::from_arn<L1>(*this, "Resource", imported.arn, where())) {}

WebAcl& WebAcl::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                         std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<WebAcl>(new WebAcl(inner, Imported{arn})); },
      where);
}

ArnAttribute<aws::wafv2::kind::WebACL_Arn> WebAcl::arn() const { return resource_.Arn(); }

void WebAcl::add_rule(const WafRule& rule) {
  if (resource_.is_imported()) {
    detail::refuse(*this, "rules", rule.name(), "rules of lists of this app",
                   "a list that exists already keeps its rules", where());
    return;
  }
  check(rule);
  rules_.push_back(rule);
  set_rules();
}

void WebAcl::check(const WafRule& rule) {
  if (!is_name(rule.name_)) {
    detail::refuse(*this, "rules", rule.name_, "1 to 128 letters, digits, - and _",
                   "a rule cannot have this name", where());
  }
  if (std::ranges::find(rules_, rule.name_, &WafRule::name_) != rules_.end()) {
    detail::refuse(*this, "rules", rule.name_, "a name for each rule", "two rules of the list have this name",
                   where());
  }
  if (!rule.is_rate_) return;
  if (rule.limit_ < least_rate || rule.limit_ > most_rate) {
    detail::refuse(*this, "rules", std::to_string(rule.limit_), "10 to 2000000000 requests",
                   fmt::format("the rule {} cannot have this limit", rule.name_), where());
  }
  if (std::ranges::find(rate_windows, rule.window_.to_seconds()) == rate_windows.end()) {
    detail::refuse(*this, "rules", rule.window_.text(), "one, two, five or ten minutes",
                   fmt::format("the rule {} cannot count so long", rule.name_), where());
  }
  if (rule.has_scope_ && rule.has_path_) {
    detail::refuse(*this, "rules", rule.name_, "either path_prefix or scope_down",
                   "both say which requests the rule counts", where());
  }
  if (rule.is_constant_ && !rule.has_scope_ && !rule.has_path_) {
    detail::demand(
        *this, "rules", "path_prefix or scope_down",
        fmt::format("the rule {} counts all clients together and must say which requests", rule.name_),
        where());
  }
}

void WebAcl::set_rules() {
  std::vector<L1::Rule> rules;
  for (const WafRule& rule : rules_) {
    rules.push_back({.Action = Value<L1::RuleAction>(Raw{}, rule.action_),
                     .Name = rule.name_,
                     .OverrideAction = Value<L1::OverrideAction>(Raw{}, rule.override_action_),
                     .Priority = static_cast<std::int64_t>(rules.size()),
                     .Statement = Value<L1::Statement>(Raw{}, rule.statement_),
                     .VisibilityConfig = visibility(rule.name_, sampled_requests_)});
  }
  resource_.set_property("Rules", List<L1::Rule>(rules));
}

void WebAcl::associate(std::string_view id, const Value<std::string>& resource_arn) {
  associate_in(*this, id, resource_arn);
}

void WebAcl::associate_in(Construct& scope, std::string_view id, const Value<std::string>& resource_arn) {
  if (scope_ == WafScope::cloudfront) {
    detail::refuse(*this, "scope", "cloudfront", "regional",
                   "distributions name their list themselves; nothing else takes a list of CloudFront",
                   where());
  }
  if (resource_arn.kind() == NodeKind::attribute || resource_arn.kind() == NodeKind::reference) {
    const auto* resource = dynamic_cast<const Resource*>(&resource_arn.element());
    if (resource != nullptr &&
        std::ranges::find(protected_types, resource->type()) == protected_types.end()) {
      detail::refuse(*this, "resource_arn", std::string(resource->type()),
                     fmt::format("{}", fmt::join(protected_types, ", ")),
                     "AWS WAF does not protect resources of this type", where());
    }
  }
  scope.add(id,
            aws::wafv2::WebACLAssociation::Props{.ResourceArn = Value<Arn>(Raw{}, resource_arn),
                                                 .WebACLArn = arn()},
            where());
}

// --- logging ---

namespace {

/// Who writes logs for services, bound to this account.
/// https://docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html
PolicyStatement log_delivery(const Stack& stack, std::vector<iam::Action> actions,
                             const Value<std::string>& resource) {
  const Value<std::string> source =
      format("arn:{}:logs:{}:{}:*", stack.partition(), stack.region(), stack.account());
  return {.actions = std::move(actions),
          .resources = {resource},
          .principals = {Principal::service("delivery.logs.amazonaws.com")},
          .conditions = {{"StringEquals", "aws:SourceAccount", {stack.account()}},
                         {"ArnLike", "aws:SourceArn", {source}}}};
}

void check_log_name(const WebAcl& acl, const Resource& destination, std::string_view name_property) {
  if (destination.is_imported()) return;
  const Node* name = destination.properties().find(name_property);
  const bool unknown = name != nullptr && name->is_expression() && detail::known_beginning(*name).empty();
  if (unknown || (name != nullptr && detail::known_beginning(*name).starts_with(log_prefix))) return;
  detail::refuse(acl, "log_destination", name == nullptr ? "" : std::string(detail::known_beginning(*name)),
                 "a name that begins with aws-waf-logs-", "AWS WAF writes only where the name says so",
                 acl.where());
}

}  // namespace

void WebAcl::log_to(const WafLogDestination& destination, const std::vector<std::string>& redacted_headers) {
  Value<std::string> arn;
  const Construct* policy = nullptr;
  if (destination.log_group_ != nullptr) {
    LogGroup& group = *destination.log_group_;
    check_log_name(*this, group.resource(), "LogGroupName");
    group.add_to_resource_policy(
        log_delivery(stack(), {iam::logs::CreateLogStream, iam::logs::PutLogEvents}, group.arn()));
    policy = group.find_child("Policy");
    arn = group.arn_without_streams();
  } else if (destination.bucket_ != nullptr) {
    Bucket& bucket = *destination.bucket_;
    check_log_name(*this, bucket.resource(), "BucketName");
    const Value<std::string> objects = format("{}/AWSLogs/{}/*", bucket.arn(), stack().account());
    PolicyStatement write = log_delivery(stack(), {iam::s3::PutObject}, objects);
    write.conditions.push_back({"StringEquals", "s3:x-amz-acl", {"bucket-owner-full-control"}});
    bucket.add_to_resource_policy(std::move(write));
    bucket.add_to_resource_policy(log_delivery(stack(), {iam::s3::GetBucketAcl}, bucket.arn()));
    policy = bucket.find_child("Policy");
    arn = bucket.arn();
  } else {
    check_log_name(*this, destination.stream_->resource(), "DeliveryStreamName");
    arn = destination.stream_->arn();
  }
  using Logging = aws::wafv2::LoggingConfiguration;
  Logging::Props logging{.LogDestinationConfigs = {{Raw{}, arn}}, .ResourceArn = this->arn()};
  std::vector<Logging::FieldToMatch> redacted;
  for (const std::string& header : redacted_headers) {
    redacted.push_back({.SingleHeader = Logging::SingleHeader{.Name = header}});
  }
  if (!redacted.empty()) logging.RedactedFields = List<Logging::FieldToMatch>(redacted);
  auto& configuration = add("Logging", logging, where());
  if (policy != nullptr) configuration.depends_on(*policy, where());
}

// --- metrics ---

Metric WebAcl::metric(std::string name, std::string_view rule) const {
  std::vector<Dimension> dimensions = {{"WebACL", metric_name_}, {"Rule", rule}};
  if (scope_ != WafScope::cloudfront) dimensions.push_back({"Region", stack().region()});
  return Metric({.metric_namespace = "AWS/WAFV2",
                 .metric_name = std::move(name),
                 .dimensions = std::move(dimensions),
                 .statistic = Statistic::sum});
}

Metric WebAcl::metric_blocked_requests(std::string_view rule) const {
  return metric("BlockedRequests", rule);
}
Metric WebAcl::metric_allowed_requests(std::string_view rule) const {
  return metric("AllowedRequests", rule);
}
Metric WebAcl::metric_counted_requests(std::string_view rule) const {
  return metric("CountedRequests", rule);
}

}  // namespace tenon
