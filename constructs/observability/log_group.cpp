#include "tenon/constructs/observability/log_group.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Permission.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/aws/logs/MetricFilter.hpp"
#include "tenon/aws/logs/ResourcePolicy.hpp"
#include "tenon/aws/logs/SubscriptionFilter.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/data/delivery_stream.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/logs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/invalid_value.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

// --- filter patterns ---

namespace {

constexpr std::string_view any_columns = "...";

std::string quoted(std::string_view term) {
  std::string text = "\"";
  for (const char c : term) {
    if (c == '\\' || c == '"') text += '\\';
    text += c;
  }
  return text + '"';
}

/// The terms in quotes, each behind `prefix`, with spaces between them.
std::string terms_text(std::initializer_list<std::string_view> terms, std::string_view prefix) {
  std::string text;
  for (const std::string_view term : terms) {
    if (!text.empty()) text += ' ';
    text += prefix;
    text += quoted(term);
  }
  return text;
}

JsonPattern combined(std::span<const JsonPattern> patterns, std::string_view operation) {
  if (patterns.empty())
    throw InvalidValue("a pattern is made of at least one; FilterPattern::all_events fits all events");
  if (patterns.size() == 1) return patterns.front();
  std::string text;
  for (const JsonPattern& pattern : patterns) {
    if (!text.empty()) text += fmt::format(" {} ", operation);
    text += fmt::format("({})", pattern.text());
  }
  return JsonPattern(std::move(text));
}

bool is_column_character(char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; }

void check_comparison(std::string_view comparison, std::span<const std::string_view> allowed) {
  if (std::ranges::find(allowed, comparison) != allowed.end()) return;
  throw InvalidValue(fmt::format("a pattern compares by one of {}, and \"{}\" is none",
                                 fmt::join(allowed, ", "), comparison));
}

constexpr std::array<std::string_view, 6> comparisons = {"=", "!=", "<", "<=", ">", ">="};
constexpr std::span<const std::string_view> comparisons_of_texts(comparisons.data(), 2);

}  // namespace

JsonPattern operator&&(const JsonPattern& a, const JsonPattern& b) {
  return JsonPattern::all(std::array{a, b});
}
JsonPattern operator||(const JsonPattern& a, const JsonPattern& b) {
  return JsonPattern::any(std::array{a, b});
}
JsonPattern JsonPattern::all(std::span<const JsonPattern> patterns) { return combined(patterns, "&&"); }
JsonPattern JsonPattern::any(std::span<const JsonPattern> patterns) { return combined(patterns, "||"); }

JsonPattern LogField::operator==(std::string_view text) const {
  return JsonPattern(fmt::format("{} = {}", selector_, quoted(text)));
}
JsonPattern LogField::operator!=(std::string_view text) const {
  return JsonPattern(fmt::format("{} != {}", selector_, quoted(text)));
}
JsonPattern LogField::operator==(double number) const {
  return JsonPattern(fmt::format("{} = {}", selector_, number));
}
JsonPattern LogField::operator!=(double number) const {
  return JsonPattern(fmt::format("{} != {}", selector_, number));
}
JsonPattern LogField::operator<(double number) const {
  return JsonPattern(fmt::format("{} < {}", selector_, number));
}
JsonPattern LogField::operator<=(double number) const {
  return JsonPattern(fmt::format("{} <= {}", selector_, number));
}
JsonPattern LogField::operator>(double number) const {
  return JsonPattern(fmt::format("{} > {}", selector_, number));
}
JsonPattern LogField::operator>=(double number) const {
  return JsonPattern(fmt::format("{} >= {}", selector_, number));
}
JsonPattern LogField::matches(std::string_view expression) const {
  return JsonPattern(fmt::format("{} = %{}%", selector_, expression));
}
JsonPattern LogField::is_true() const { return JsonPattern(selector_ + " IS TRUE"); }
JsonPattern LogField::is_false() const { return JsonPattern(selector_ + " IS FALSE"); }
JsonPattern LogField::is_null() const { return JsonPattern(selector_ + " IS NULL"); }
JsonPattern LogField::exists() const { return *this == "*"; }
JsonPattern LogField::not_exists() const { return JsonPattern(selector_ + " NOT EXISTS"); }

SpaceDelimitedPattern::SpaceDelimitedPattern(std::vector<std::string> columns)
    : columns_(std::move(columns)) {
  for (const std::string& column : columns_) {
    if (column == any_columns || (!column.empty() && ascii::all_of(column, is_column_character))) continue;
    throw InvalidValue(fmt::format(
        "a column is called by letters, digits, - and _, or is \"...\"; \"{}\" is neither", column));
  }
  if (std::ranges::count(columns_, any_columns) > 1) throw InvalidValue("at most one column is \"...\"");
}

void SpaceDelimitedPattern::restrict(std::string_view column, std::string restriction) {
  if (column == any_columns || std::ranges::find(columns_, column) == columns_.end()) {
    throw InvalidValue(fmt::format("the pattern has no column \"{}\" that could be compared", column));
  }
  restrictions_.emplace_back(column, std::move(restriction));
}

SpaceDelimitedPattern SpaceDelimitedPattern::where(std::string_view column, std::string_view comparison,
                                                   std::string_view text) const {
  check_comparison(comparison, comparisons_of_texts);
  SpaceDelimitedPattern pattern = *this;
  pattern.restrict(column, fmt::format("{} {} {}", column, comparison, quoted(text)));
  return pattern;
}

SpaceDelimitedPattern SpaceDelimitedPattern::where(std::string_view column, std::string_view comparison,
                                                   double number) const {
  check_comparison(comparison, comparisons);
  SpaceDelimitedPattern pattern = *this;
  pattern.restrict(column, fmt::format("{} {} {}", column, comparison, number));
  return pattern;
}

std::string SpaceDelimitedPattern::text() const {
  std::vector<std::string> columns;
  for (const std::string& column : columns_) {
    std::string text;
    for (const auto& [of, restriction] : restrictions_) {
      if (of == column) text += (text.empty() ? "" : " && ") + restriction;
    }
    columns.push_back(text.empty() ? column : text);
  }
  return fmt::format("[{}]", fmt::join(columns, ", "));
}

FilterPattern::FilterPattern(const JsonPattern& pattern) : text_("{ " + pattern.text() + " }") {}
FilterPattern::FilterPattern(const SpaceDelimitedPattern& pattern) : text_(pattern.text()) {}

FilterPattern FilterPattern::literal(std::string_view text) {
  FilterPattern pattern;
  pattern.text_ = text;
  return pattern;
}

FilterPattern FilterPattern::all_events() { return {}; }

FilterPattern FilterPattern::all_terms(std::initializer_list<std::string_view> terms) {
  return literal(terms_text(terms, ""));
}

FilterPattern FilterPattern::any_term(std::initializer_list<std::string_view> terms) {
  return literal(terms_text(terms, terms.size() == 1 ? "" : "?"));
}

// --- LogGroup ---

namespace {

constexpr std::array<std::string_view, 3> class_texts = {"STANDARD", "INFREQUENT_ACCESS", "DELIVERY"};

Value<std::int64_t> retention_in_days(const LogGroup::Props& props) {
  const bool keeps_its_own = props.log_group_class == LogGroupClass::delivery;
  const RetentionDays days =
      props.retention.value_or(keeps_its_own ? RetentionDays::infinite : RetentionDays::two_years);
  if (days == RetentionDays::infinite) return {};
  return static_cast<std::int64_t>(days);
}

aws::logs::LogGroup::Props resource_props(const LogGroup::Props& props) {
  aws::logs::LogGroup::Props group{.DataProtectionPolicy = props.data_protection_policy,
                                   .DeletionProtectionEnabled = props.deletion_protection_enabled,
                                   .LogGroupName = props.log_group_name,
                                   .RetentionInDays = retention_in_days(props)};
  if (props.encryption_key != nullptr) group.KmsKeyId = props.encryption_key->arn();
  if (props.log_group_class)
    group.LogGroupClass = class_texts[static_cast<std::size_t>(*props.log_group_class)];
  return group;
}

Value<std::string> group_arn(const Stack& stack, const Value<std::string>& name) {
  return format("arn:{}:logs:{}:{}:log-group:{}", stack.partition(), stack.region(), stack.account(), name);
}

/// "logs.eu-west-1.amazonaws.com": keys know the service by the name that it has in its region.
Value<std::string> service_of_region(const Stack& stack) {
  const auto region = stack.region().literal();
  if (!region) return format("logs.{}.{}", pseudo::region, pseudo::url_suffix);
  return fmt::format("logs.{}.amazonaws.com{}", *region, region->starts_with("cn-") ? ".cn" : "");
}

constexpr iam::Action key_read_actions[] = {iam::kms::Decrypt, iam::kms::DescribeKey};

/// What CloudWatch Logs asks of a key's policy, for this group alone where its name is known.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
PolicyStatement may_use_key(const Stack& stack, const Value<std::string>& log_group_name) {
  const Value<std::string> name = log_group_name.is_set() ? log_group_name : Value<std::string>("*");
  return {.actions = detail::all({key_read_actions, detail::key_encrypt_actions}),
          .resources = {"*"},
          .principals = {Principal::service(service_of_region(stack))},
          .conditions = {{"ArnLike", "kms:EncryptionContext:aws:logs:arn", {group_arn(stack, name)}}}};
}

/// Resource policies of CloudWatch Logs name accounts, not identities.
Principal as_account(const Principal& principal) {
  const auto arn = principal.value().literal();
  if (principal.kind() != "AWS" || !arn || *arn == "*") return principal;
  std::string_view rest = *arn;
  std::string_view account;
  for (int field = 0; field < 5; ++field) account = ascii::take_field(rest, ':');
  return account.empty() ? principal : Principal::arn(account).with_conditions(principal.conditions());
}

constexpr std::string_view all_streams = ":*";

}  // namespace

struct LogGroup::Imported {
  Value<std::string> arn;
  Value<std::string> name;
};

LogGroup::LogGroup(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props), where())),
      resource_policy_name_(props.resource_policy_name) {
  resource_.apply_removal_policy(props.removal_policy);
  if (props.encryption_key != nullptr) {
    props.encryption_key->add_to_resource_policy(may_use_key(stack(), props.log_group_name));
  }
  if (props.log_group_class != LogGroupClass::delivery) return;
  if (props.retention && *props.retention != RetentionDays::infinite) {
    detail::refuse(*this, "retention", std::to_string(static_cast<int>(*props.retention)),
                   "none with the class delivery",
                   "CloudWatch Logs says itself how long it keeps events of this class", where());
  }
  if (props.data_protection_policy.is_set()) {
    detail::refuse(*this, "data_protection_policy", "", "none with the class delivery",
                   "CloudWatch Logs looks for no sensitive data in groups of this class", where());
  }
}

LogGroup::LogGroup(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(::tenon::from_attributes<aws::logs::LogGroup>(
          *this, "Resource", {{"Arn", imported.arn}, {"Ref", imported.name}}, where())) {}

LogGroup& LogGroup::from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                              std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        const Value<std::string> arn = format("{}:*", group_arn(inner.parent().stack(), name));
        return std::unique_ptr<LogGroup>(new LogGroup(inner, Imported{arn, name}));
      },
      where);
}

LogGroup& LogGroup::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                             std::source_location where) {
  Imported imported;
  if (const auto text = arn.literal()) {
    std::string_view base = *text;
    if (base.ends_with(all_streams)) base.remove_suffix(all_streams.size());
    imported.arn = std::string(base) + std::string(all_streams);
    std::string_view name = base;
    for (int field = 0; field < 6; ++field) ascii::take_field(name, ':');
    imported.name = name;
  } else {
    imported.arn = format("{}:*", arn);
    imported.name = Fn::Select(6, Fn::Split(":", arn));
  }
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<LogGroup>(new LogGroup(inner, imported)); },
      where);
}

ArnAttribute<aws::logs::kind::LogGroup_Arn> LogGroup::arn() const { return resource_.Arn(); }
Value<std::string> LogGroup::arn_without_streams() const { return group_arn(stack(), resource_.ref()); }
Attribute<aws::logs::kind::LogGroup_LogGroupName> LogGroup::log_group_name() const { return resource_.ref(); }

void LogGroup::grant_write(const Grantee& grantee) {
  PolicyStatement statement{.actions = {iam::logs::CreateLogStream, iam::logs::PutLogEvents},
                            .resources = {arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  add_to_resource_policy(std::move(statement));
}

void LogGroup::grant_read(const Grantee& grantee) {
  grant(grantee, {iam::logs::FilterLogEvents, iam::logs::GetLogEvents, iam::logs::GetLogGroupFields,
                  iam::logs::DescribeLogGroups, iam::logs::DescribeLogStreams});
}

void LogGroup::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  PolicyStatement statement{.actions = std::move(actions), .resources = {arn_without_streams(), arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  add_to_resource_policy(std::move(statement));
}

void LogGroup::add_to_resource_policy(PolicyStatement statement) {
  for (Principal& principal : statement.principals) principal = as_account(principal);
  policy_.add(std::move(statement));
  if (resource_policy_ != nullptr) return;
  auto& scope = add("Policy", Construct::Props{}, where());
  const Value<std::string> name =
      resource_policy_name_.is_set() ? resource_policy_name_ : detail::unique_id(scope);
  resource_policy_ = &scope.add(
      "ResourcePolicy",
      aws::logs::ResourcePolicy::Props{.PolicyDocument = json::object({}), .PolicyName = name}, where());
}

Metric LogGroup::metric(std::string name, Statistic statistic) const {
  return Metric({.metric_namespace = "AWS/Logs",
                 .metric_name = std::move(name),
                 .dimensions = {{"LogGroupName", log_group_name()}},
                 .statistic = statistic});
}

Metric LogGroup::metric_incoming_log_events() const { return metric("IncomingLogEvents"); }
Metric LogGroup::metric_incoming_bytes() const { return metric("IncomingBytes"); }

void LogGroup::prepare() {
  if (resource_policy_ != nullptr)
    resource_policy_->set_property("PolicyDocument", json::string(policy_.json()));
}

// --- MetricFilter ---

namespace {

constexpr std::size_t most_dimensions = 3;

aws::logs::MetricFilter::Props resource_props(const MetricFilter::Props& props) {
  std::vector<aws::logs::MetricFilter::Dimension> dimensions;
  for (const Dimension& dimension : props.dimensions)
    dimensions.push_back({.Key = dimension.name, .Value = dimension.value});
  aws::logs::MetricFilter::MetricTransformation transformation{
      .MetricName = static_cast<const std::string&>(props.metric_name),
      .MetricNamespace = static_cast<const std::string&>(props.metric_namespace),
      .MetricValue = props.metric_value};
  if (props.default_value) transformation.DefaultValue = *props.default_value;
  if (!dimensions.empty()) transformation.Dimensions = List<aws::logs::MetricFilter::Dimension>(dimensions);
  if (!props.unit.empty()) transformation.Unit = std::string_view(props.unit);
  return {.FilterName = props.filter_name,
          .FilterPattern = props.filter_pattern.text(),
          .LogGroupName = props.log_group.log_group_name(),
          .MetricTransformations = {transformation}};
}

}  // namespace

MetricFilter::MetricFilter(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props), where())),
      metric_namespace_(props.metric_namespace),
      metric_name_(props.metric_name) {
  if (props.dimensions.size() > most_dimensions) {
    detail::refuse(*this, "dimensions", std::to_string(props.dimensions.size()) + " dimensions", "at most 3",
                   "a metric filter gives a metric so many dimensions and no more", where());
  }
  if (props.default_value && !props.dimensions.empty()) {
    detail::refuse(*this, "default_value", fmt::format("{}", *props.default_value),
                   "none where there are dimensions",
                   "without an event nothing says what the dimensions' values would be", where());
  }
}

Metric MetricFilter::metric(Statistic statistic, std::vector<Dimension> dimensions) const {
  return Metric({.metric_namespace = metric_namespace_,
                 .metric_name = metric_name_,
                 .dimensions = std::move(dimensions),
                 .statistic = statistic});
}

// --- SubscriptionFilter ---

namespace {

constexpr std::array<std::string_view, 2> distribution_texts = {"ByLogStream", "Random"};

/// The role with which CloudWatch Logs writes to a stream.
Role& add_writer(Construct& scope, const Principal& service) {
  return scope.add("CloudWatchLogsCanPutRecords", Role::Props{.assumed_by = service}, scope.where());
}

}  // namespace

SubscriptionDestination SubscriptionDestination::arn(const Value<std::string>& arn) {
  SubscriptionDestination destination;
  destination.arn_ = arn;
  return destination;
}

SubscriptionFilter::SubscriptionFilter(const Scope& scope, const Props& props) : Construct(scope) {
  const SubscriptionDestination& to = props.destination;
  const auto service = Principal::service("logs.amazonaws.com");
  Value<std::string> destination_arn = to.arn_;
  Role* role = nullptr;
  const Construct* permission = nullptr;  // what must be there before CloudWatch Logs tries the destination
  if (to.function_ != nullptr) {
    destination_arn = to.function_->function_arn();
    permission = &add("CanInvokeLambda",
                      aws::lambda::Permission::Props{.Action = "lambda:InvokeFunction",
                                                     .FunctionName = {Raw{}, destination_arn},
                                                     .Principal = "logs.amazonaws.com",
                                                     .SourceArn = props.log_group.arn()},
                      where());
  } else if (to.stream_ != nullptr) {
    destination_arn = to.stream_->arn();
    role = &add_writer(*this, service);
    to.stream_->grant_write(*role);
  } else if (to.delivery_stream_ != nullptr) {
    destination_arn = to.delivery_stream_->arn();
    const Value<std::string> source =
        format("arn:{}:logs:{}:{}:*", stack().partition(), stack().region(), stack().account());
    role = &add_writer(*this, service.with_conditions({{"StringLike", "aws:SourceArn", {source}}}));
    to.delivery_stream_->grant_put_records(*role);
  }
  if (role != nullptr) permission = &role->permissions();

  aws::logs::SubscriptionFilter::Props filter{.DestinationArn = {Raw{}, destination_arn},
                                              .FilterName = props.filter_name,
                                              .FilterPattern = props.filter_pattern.text(),
                                              .LogGroupName = props.log_group.log_group_name()};
  if (role != nullptr) filter.RoleArn = role->arn();
  if (props.distribution) {
    filter.Distribution = distribution_texts[static_cast<std::size_t>(*props.distribution)];
    if (to.stream_ == nullptr) {
      detail::refuse(*this, "distribution", "", "none, or a Kinesis stream as the destination",
                     "only the shards of a stream can be chosen", where());
    }
  }
  resource_ = &add("Resource", filter, where());
  if (permission != nullptr) resource_->depends_on(*permission, where());
}

}  // namespace tenon
