#pragma once

/// \file
/// Log groups of CloudWatch Logs, and what is made of what is logged: metrics and subscriptions.

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::logs {
class LogGroup;
class MetricFilter;
class ResourcePolicy;
class SubscriptionFilter;
namespace kind {
struct LogGroup_Arn;
struct LogGroup_LogGroupName;
}  // namespace kind
}  // namespace tenon::aws::logs

namespace tenon {

class DeliveryStream;
class FunctionBase;
class Key;
class KinesisStream;
class LogGroup;

/// How long CloudWatch Logs keeps events. The numbers are days, the only ones that the service takes.
/// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
enum class RetentionDays : std::int16_t {
  one_day = 1,
  three_days = 3,
  five_days = 5,
  one_week = 7,
  two_weeks = 14,
  one_month = 30,
  two_months = 60,
  three_months = 90,
  four_months = 120,
  five_months = 150,
  six_months = 180,
  one_year = 365,
  thirteen_months = 400,
  eighteen_months = 545,
  two_years = 731,
  three_years = 1096,
  five_years = 1827,
  six_years = 2192,
  seven_years = 2557,
  eight_years = 2922,
  nine_years = 3288,
  ten_years = 3653,
  infinite = 9999,  ///< `RetentionInDays` is left out
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
enum class LogGroupClass : std::uint8_t { standard, infrequent_access, delivery };

// --- filter patterns ---

/// A pattern that events written as JSON fit, made of fields that are compared:
/// `LogField("$.level") == "ERROR" && LogField("$.latency") >= 500`.
class JsonPattern {
 public:
  explicit JsonPattern(std::string text) : text_(std::move(text)) {}
  /// Without the braces around it.
  const std::string& text() const noexcept { return text_; }

  friend JsonPattern operator&&(const JsonPattern& a, const JsonPattern& b);
  friend JsonPattern operator||(const JsonPattern& a, const JsonPattern& b);
  /// All of them. Throws `InvalidValue` for none.
  static JsonPattern all(std::span<const JsonPattern> patterns);
  /// At least one of them. Throws `InvalidValue` for none.
  static JsonPattern any(std::span<const JsonPattern> patterns);

 private:
  std::string text_;
};

/// A field of an event written as JSON: "$.level", "$.requestParameters.name", "$.list[0]".
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
class LogField {
 public:
  explicit LogField(std::string_view selector) : selector_(selector) {}

  /// `*` in the text stands for any characters.
  JsonPattern operator==(std::string_view text) const;
  JsonPattern operator!=(std::string_view text) const;
  JsonPattern operator==(double number) const;
  JsonPattern operator!=(double number) const;
  JsonPattern operator<(double number) const;
  JsonPattern operator<=(double number) const;
  JsonPattern operator>(double number) const;
  JsonPattern operator>=(double number) const;
  /// Whether the text fits a regular expression.
  JsonPattern matches(std::string_view expression) const;
  JsonPattern is_true() const;
  JsonPattern is_false() const;
  JsonPattern is_null() const;
  JsonPattern exists() const;
  JsonPattern not_exists() const;

 private:
  std::string selector_;
};

/// Columns of events whose words are separated by spaces: `SpaceDelimitedPattern({"ip", "...",
/// "status"}).where("status",
/// ">=", 500)`. At most one column is "...", which stands for any number of them.
class SpaceDelimitedPattern {
 public:
  /// Throws `InvalidValue` for a name with other characters than letters, digits, `-` and `_`, and for a
  /// second "...".
  explicit SpaceDelimitedPattern(std::vector<std::string> columns);
  /// `comparison` is "=" or "!=". Throws `InvalidValue` otherwise and for a column that is none.
  SpaceDelimitedPattern where(std::string_view column, std::string_view comparison,
                              std::string_view text) const;
  /// `comparison` is "=", "!=", "<", "<=", ">" or ">=". Throws as above.
  SpaceDelimitedPattern where(std::string_view column, std::string_view comparison, double number) const;
  std::string text() const;

 private:
  void restrict(std::string_view column, std::string restriction);

  std::vector<std::string> columns_;
  std::vector<std::pair<std::string, std::string>>
      restrictions_;  // by column, in the order in which they were added
};

/// Which events a filter is about.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
class FilterPattern {
 public:
  FilterPattern(const JsonPattern& pattern);
  FilterPattern(const SpaceDelimitedPattern& pattern);
  /// A pattern as CloudWatch Logs takes it.
  static FilterPattern literal(std::string_view text);
  static FilterPattern all_events();
  /// Events in which all of the terms occur.
  static FilterPattern all_terms(std::initializer_list<std::string_view> terms);
  /// Events in which at least one of the terms occurs.
  static FilterPattern any_term(std::initializer_list<std::string_view> terms);

  const std::string& text() const noexcept { return text_; }

 private:
  FilterPattern() = default;
  std::string text_;
};

// --- log groups ---

/// A group of log streams.
///
/// A key that is given gets the statement with which CloudWatch Logs may use it for this group.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
class LogGroup final : public Construct {
 public:
  struct Props {
    using Of = LogGroup;
    /// Default: CloudFormation makes a name.
    Value<std::string> log_group_name = {};
    /// Default: two years, as in CDK; with the class `delivery` the service's own, and another one is
    /// refused.
    std::optional<RetentionDays> retention = {};
    /// Default: a key of CloudWatch Logs' own.
    Key* encryption_key = nullptr;
    /// Default: standard, the service's own.
    std::optional<LogGroupClass> log_group_class = {};
    /// Sensitive data to find and to mask, as a document of CloudWatch Logs. Default: none.
    /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/mask-sensitive-log-data.html
    Value<Json> data_protection_policy = {};
    /// Whether the group can only be deleted after this was taken away. Default: it is not protected.
    Value<bool> deletion_protection_enabled = {};
    /// Name of the resource policy `Policy`, which is made when something is granted to a service or an
    /// account: up to 255 characters without `:` and `*`, unique in the account and region, such as
    /// `format("{}-logs", pseudo::stack_name)` where a template is deployed more than once. Default: made of
    /// the construct's path, as in CDK.
    Value<std::string> resource_policy_name = {};
    /// Default: the group and what it holds stay, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::retain;
  };

  LogGroup(const Scope& scope, const Props& props);
  /// A group of the stack's own account and region that exists already.
  static LogGroup& from_name(Construct& scope, std::string_view id, const Value<std::string>& name,
                             std::source_location where = std::source_location::current());
  /// A group that exists already, with or without ":*" behind its ARN.
  static LogGroup& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                            std::source_location where = std::source_location::current());

  aws::logs::LogGroup& resource() const noexcept { return resource_; }
  /// With the ":*" that stands for its streams, as `Fn::GetAtt` gives it.
  ArnAttribute<aws::logs::kind::LogGroup_Arn> arn() const;
  /// The ARN without ":*", which destinations of other services' logs want.
  Value<std::string> arn_without_streams() const;
  Attribute<aws::logs::kind::LogGroup_LogGroupName> log_group_name() const;

  /// CreateLogStream, PutLogEvents. For a principal that is no role the statement stands in a resource policy
  /// of CloudWatch Logs, `Policy`, which is made with the first of them.
  void grant_write(const Grantee& grantee);
  /// FilterLogEvents, GetLogEvents, GetLogGroupFields, DescribeLogGroups, DescribeLogStreams.
  void grant_read(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);
  void add_to_resource_policy(PolicyStatement statement);

  /// Events per period, in all streams; their sum.
  Metric metric_incoming_log_events() const;
  /// Bytes before compression; their sum.
  Metric metric_incoming_bytes() const;
  /// A metric of the namespace AWS/Logs about this group; its sum.
  Metric metric(std::string name, Statistic statistic = Statistic::sum) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  LogGroup(const Scope& scope, const Imported& imported);

  aws::logs::LogGroup& resource_;
  aws::logs::ResourcePolicy* resource_policy_ = nullptr;
  Value<std::string> resource_policy_name_;
  PolicyDocument policy_;
};

/// Figures out of a log group's events. Below the group itself it has CDK's logical id:
/// `group.add("Errors", MetricFilter::Props{.log_group = group, …})`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html
class MetricFilter final : public Construct {
 public:
  struct Props {
    using Of = MetricFilter;
    LogGroup& log_group;
    Required<"filter_pattern", FilterPattern> filter_pattern;
    /// The metric's namespace, such as "Orders".
    Required<"metric_namespace", std::string> metric_namespace;
    Required<"metric_name", std::string> metric_name;
    /// What each event adds: a number, or a field of the event such as "$.latency". Default: "1".
    std::string metric_value = "1";
    /// Reported for a minute without events. Default: nothing is. Not together with dimensions.
    std::optional<double> default_value = {};
    /// At most three; the values are fields of the event. Default: none.
    std::vector<Dimension> dimensions = {};
    /// "Count", "Seconds", … Default: none.
    std::string unit = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> filter_name = {};
  };

  MetricFilter(const Scope& scope, const Props& props);

  aws::logs::MetricFilter& resource() const noexcept { return resource_; }
  /// The metric that the filter feeds. Default of `statistic`: the average, as in CDK. Dimensions are what
  /// events hold: give those that are meant.
  Metric metric(Statistic statistic = Statistic::average, std::vector<Dimension> dimensions = {}) const;

 private:
  aws::logs::MetricFilter& resource_;
  std::string metric_namespace_;
  std::string metric_name_;
};

/// Where a subscription's events go.
class SubscriptionDestination {
 public:
  /// A function, a version or an alias of one, which CloudWatch Logs is allowed to call for the group.
  SubscriptionDestination(FunctionBase& function) : function_(&function) {}
  /// A stream; a role is made with which CloudWatch Logs may write to it.
  SubscriptionDestination(KinesisStream& stream) : stream_(&stream) {}
  /// A delivery stream; a role is made with which CloudWatch Logs may write to it.
  SubscriptionDestination(DeliveryStream& stream) : delivery_stream_(&stream) {}
  /// A destination of another account, by its ARN.
  static SubscriptionDestination arn(const Value<std::string>& arn);

 private:
  friend class SubscriptionFilter;
  SubscriptionDestination() = default;

  FunctionBase* function_ = nullptr;
  KinesisStream* stream_ = nullptr;
  DeliveryStream* delivery_stream_ = nullptr;
  Value<std::string> arn_;
};

/// Sends a log group's events on as they come. Below the group itself it has CDK's logical id.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-subscriptionfilter.html
class SubscriptionFilter final : public Construct {
 public:
  /// How events are spread over the shards of a stream.
  enum class Distribution : std::uint8_t { by_log_stream, random };

  struct Props {
    using Of = SubscriptionFilter;
    LogGroup& log_group;
    Required<"destination", SubscriptionDestination> destination;
    /// Default: all events.
    FilterPattern filter_pattern = FilterPattern::all_events();
    /// Only of a Kinesis stream. Default: by log stream.
    std::optional<Distribution> distribution = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> filter_name = {};
  };

  SubscriptionFilter(const Scope& scope, const Props& props);

  aws::logs::SubscriptionFilter& resource() const noexcept { return *resource_; }

 private:
  aws::logs::SubscriptionFilter* resource_ = nullptr;
};

}  // namespace tenon
