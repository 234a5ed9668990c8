#pragma once

/// \file
/// Web access control lists of AWS WAF.

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::wafv2 {
class LoggingConfiguration;
class WebACL;
namespace kind {
struct WebACL_Arn;
}
}  // namespace tenon::aws::wafv2

namespace tenon {

class Bucket;
class DeliveryStream;
class LogGroup;

/// What a list protects: resources of a region (load balancers, APIs, user pools), or distributions of
/// CloudFront, whose lists are in us-east-1.
enum class WafScope : std::uint8_t { regional, cloudfront };

/// What happens to a request that a rule is about. `count` only counts it; the rules behind still see it.
enum class WafAction : std::uint8_t { allow, block, count, captcha, challenge };

/// Groups of rules that AWS keeps.
/// https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
enum class ManagedRuleGroup : std::uint8_t {
  common,                ///< AWSManagedRulesCommonRuleSet
  admin_protection,      ///< AWSManagedRulesAdminProtectionRuleSet
  known_bad_inputs,      ///< AWSManagedRulesKnownBadInputsRuleSet
  sql_database,          ///< AWSManagedRulesSQLiRuleSet
  linux_,                ///< AWSManagedRulesLinuxRuleSet
  posix,                 ///< AWSManagedRulesUnixRuleSet
  windows,               ///< AWSManagedRulesWindowsRuleSet
  php,                   ///< AWSManagedRulesPHPRuleSet
  wordpress,             ///< AWSManagedRulesWordPressRuleSet
  amazon_ip_reputation,  ///< AWSManagedRulesAmazonIpReputationList
  anonymous_ip,          ///< AWSManagedRulesAnonymousIpList
};

/// A rule of a web access control list. Rules are looked at in the order in which the list has them.
class WafRule {
 public:
  struct ManagedOptions {
    /// "Version_1.4". Default: the version that AWS recommends.
    std::string version = {};
    /// Rules of the group that act differently: `{{"SizeRestrictions_BODY", WafAction::count}}`. Default:
    /// none.
    std::vector<std::pair<std::string, WafAction>> action_overrides = {};
    /// Whether the whole group only counts. Default: its rules act.
    bool count_only = false;
    /// Only requests of this statement, an `aws::wafv2::WebACL::Statement`. Default: all.
    Value<Json> scope_down = {};
    /// What groups such as bot control need, `aws::wafv2::WebACL::ManagedRuleGroupConfig`s. Default: nothing.
    std::vector<Value<Json>> configs = {};
  };
  static WafRule managed(ManagedRuleGroup group, const ManagedOptions& options);
  static WafRule managed(ManagedRuleGroup group) { return managed(group, ManagedOptions{}); }
  /// Of any vendor, by the group's name, which is the rule's name too.
  static WafRule managed(std::string_view name, std::string_view vendor, const ManagedOptions& options);
  static WafRule managed(std::string_view name, std::string_view vendor) {
    return managed(name, vendor, ManagedOptions{});
  }

  /// By what requests are told apart when they are counted.
  enum class AggregateBy : std::uint8_t {
    ip,
    forwarded_ip,  ///< the last address that the header X-Forwarded-For names
    constant,      ///< all together; needs `scope_down`
  };
  struct RateOptions {
    /// One, two, five or ten minutes. Default: five minutes.
    Duration window = Duration::minutes(5);
    WafAction action = WafAction::block;
    AggregateBy aggregate_by = AggregateBy::ip;
    /// Only requests whose path begins like this: "/api/". Default: all.
    std::string path_prefix = {};
    /// Only requests of this statement, an `aws::wafv2::WebACL::Statement`; not together with `path_prefix`.
    /// Default: all.
    Value<Json> scope_down = {};
  };
  /// Acts on clients with more requests in the window than `limit`, which is 10 to 2,000,000,000.
  /// https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html
  static WafRule rate_limit(std::string_view name, std::int64_t limit, const RateOptions& options);
  static WafRule rate_limit(std::string_view name, std::int64_t limit) {
    return rate_limit(name, limit, RateOptions{});
  }

  /// Anything that the service has: `WafRule::custom("Embargo", aws::wafv2::WebACL::Statement{…},
  /// WafAction::block)`.
  static WafRule custom(std::string_view name, const Value<Json>& statement, WafAction action);

  const std::string& name() const noexcept { return name_; }

 private:
  friend class WebAcl;
  explicit WafRule(std::string_view name) : name_(name) {}

  std::string name_;
  Node statement_;
  Node action_;             // of single rules
  Node override_action_;    // of groups
  std::int64_t limit_ = 0;  // of rate rules
  Duration window_ = Duration::minutes(5);
  bool is_rate_ = false;
  bool is_constant_ = false;  // a rate rule over all requests
  bool has_scope_ = false;
  bool has_path_ = false;
};

/// Where the requests that a list looked at are written. The name of what is given begins with
/// "aws-waf-logs-". https://docs.aws.amazon.com/waf/latest/developerguide/logging-destinations.html
class WafLogDestination {
 public:
  /// The group's resource policy gets the statement that lets AWS write there.
  WafLogDestination(LogGroup& log_group) : log_group_(&log_group) {}
  /// The bucket's policy gets the statements that let AWS write there.
  WafLogDestination(Bucket& bucket) : bucket_(&bucket) {}
  WafLogDestination(DeliveryStream& stream) : stream_(&stream) {}

 private:
  friend class WebAcl;
  LogGroup* log_group_ = nullptr;
  Bucket* bucket_ = nullptr;
  DeliveryStream* stream_ = nullptr;
};

/// A web access control list.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-wafv2-webacl.html
class WebAcl final : public Construct {
 public:
  enum class DefaultAction : std::uint8_t { allow, block };

  struct Props {
    using Of = WebAcl;
    WafScope scope;
    /// In the order in which they are looked at. Default: none.
    std::vector<WafRule> rules = {};
    /// What happens to requests that no rule is about.
    DefaultAction default_action = DefaultAction::allow;
    /// Default: CloudFormation makes a name.
    Value<std::string> web_acl_name = {};
    Value<std::string> description = {};
    /// In CloudWatch; letters, digits, `-` and `_`. Default: made of the ids from the stack to the list.
    std::string metric_name = {};
    /// Whether the service keeps samples of requests for three hours.
    bool sampled_requests = true;
    /// Default: not logged.
    std::optional<WafLogDestination> log_destination = {};
    /// Headers that logs leave out. Default: authorization and cookie.
    std::vector<std::string> redacted_headers = {"authorization", "cookie"};
  };

  WebAcl(const Scope& scope, const Props& props);
  /// A list that exists already.
  static WebAcl& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                          std::source_location where = std::source_location::current());

  aws::wafv2::WebACL& resource() const noexcept { return resource_; }
  ArnAttribute<aws::wafv2::kind::WebACL_Arn> arn() const;
  const std::string& metric_name() const noexcept { return metric_name_; }

  /// A rule behind those that are there.
  void add_rule(const WafRule& rule);
  /// Protects a load balancer, a user pool, …; distributions name their list themselves. `<id>Association`
  /// below this. With a construct of another stack: `<id of this>Association` below that, so that the list's
  /// stack needs none of those that it protects.
  template <std::derived_from<Construct> Protected>
  requires requires(const Protected& construct) { Value<std::string>(construct.arn()); }
  void associate(Protected& construct) {
    if (&construct.stack() == &stack()) {
      associate(std::string(construct.id()) + "Association", construct.arn());
    } else {
      associate_in(construct, std::string(id()) + "Association", construct.arn());
    }
  }
  /// By the ARN: of a stage of an API, "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod", and the
  /// like. `id` is the association's, below this.
  void associate(std::string_view id, const Value<std::string>& resource_arn);

  /// Requests that were blocked, by all rules or one; sum.
  Metric metric_blocked_requests(std::string_view rule = "ALL") const;
  Metric metric_allowed_requests(std::string_view rule = "ALL") const;
  Metric metric_counted_requests(std::string_view rule = "ALL") const;

 private:
  struct Imported;
  WebAcl(const Scope& scope, const Imported& imported);
  void associate_in(Construct& scope, std::string_view id, const Value<std::string>& resource_arn);
  void set_rules();
  void check(const WafRule& rule);
  void log_to(const WafLogDestination& destination, const std::vector<std::string>& redacted_headers);
  Metric metric(std::string name, std::string_view rule) const;

  aws::wafv2::WebACL& resource_;
  std::optional<WafScope> scope_;  // unknown of an imported list
  std::string metric_name_;
  bool sampled_requests_ = true;
  std::vector<WafRule> rules_;
};

}  // namespace tenon
