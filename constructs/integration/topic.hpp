#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::sns {
class Subscription;
class Topic;
class TopicPolicy;
namespace kind {
struct Topic_TopicArn;
struct Topic_TopicName;
}  // namespace kind
}  // namespace tenon::aws::sns

namespace tenon {

class FunctionBase;
class Grantee;
class Key;
class Metric;
class Queue;

/// What an attribute of a message, or a member of its body, may be: one of the conditions must hold.
///
///     FilterPolicy policy = {{"kind", FilterConditions::any_of({"placed", "paid"})},
///                            {"total", FilterConditions::greater_than(100)}};
///
/// https://docs.aws.amazon.com/sns/latest/dg/and-or-logic.html
class FilterConditions {
 public:
  /// One of these texts.
  static FilterConditions any_of(std::vector<std::string> texts);
  /// None of these texts.
  static FilterConditions none_of(std::vector<std::string> texts);
  static FilterConditions prefix(std::string_view text);
  static FilterConditions suffix(std::string_view text);
  /// One of these numbers.
  static FilterConditions any_number_of(std::vector<double> numbers);
  static FilterConditions greater_than(double number);
  static FilterConditions greater_than_or_equal_to(double number);
  static FilterConditions less_than(double number);
  static FilterConditions less_than_or_equal_to(double number);
  /// Both ends belong to it.
  static FilterConditions between(double start, double stop);
  /// Neither end belongs to it.
  static FilterConditions between_strict(double start, double stop);
  static FilterConditions exists();
  static FilterConditions not_exists();

  /// Either of both.
  friend FilterConditions operator||(FilterConditions a, const FilterConditions& b);

  const std::vector<Node>& conditions() const noexcept { return conditions_; }

 private:
  explicit FilterConditions(std::vector<Node> conditions) : conditions_(std::move(conditions)) {}
  std::vector<Node> conditions_;
};

/// Which messages a subscription gets: those in which every name fits its conditions. At most five names and
/// 150 combinations of conditions.
using FilterPolicy = std::vector<std::pair<std::string, FilterConditions>>;

/// What all subscriptions can have.
struct SubscriptionOptions {
  /// By the messages' attributes. Default: every message.
  FilterPolicy filter_policy = {};
  /// By members of the messages' bodies, which are JSON. Not together with `filter_policy`. Default: every
  /// message.
  FilterPolicy filter_policy_with_message_body = {};
  /// Gets what could not be delivered. The topic is allowed to send to it. Default: none.
  Queue* dead_letter_queue = nullptr;
  /// Queues and URLs only: the message as it was published, without the envelope of SNS.
  bool raw_message_delivery = false;
};

/// X-Ray of a topic: whether it adds segments of its own.
enum class TopicTracing : std::uint8_t { pass_through, active };

/// A topic of SNS: closed to publishers without TLS. Give it a key to have its messages encrypted at rest.
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html
class Topic final : public Construct {
 public:
  struct Props {
    using Of = Topic;
    /// Default: CloudFormation makes a name. A FIFO topic's gets ".fifo" where that is missing; without one
    /// it is made of the path.
    Value<std::string> topic_name = {};
    /// Shown as the sender of text messages and mails; at most 100 characters. Default: none.
    Value<std::string> display_name = {};
    /// Default: messages are not encrypted at rest. A key of the account, so that services may be allowed to
    /// use it.
    Key* encryption_key = nullptr;
    /// Whether publishing without TLS is denied. (CDK's default: false.)
    bool enforce_ssl = true;
    /// Whether messages come in order, each once.
    bool fifo = false;
    /// FIFO topics only: whether messages of the same content within five minutes count as one. Default: they
    /// carry ids.
    bool content_based_deduplication = false;
    /// FIFO topics only: how long messages can be replayed; 1 to 365 days. Default: not at all.
    std::optional<Duration> message_retention_period = {};
    /// Default: the service's own, `pass_through`.
    std::optional<TopicTracing> tracing = {};
    /// 1 or 2: with which hash SNS signs what it sends. Default: the service's own, 1.
    std::optional<std::int64_t> signature_version = {};
  };

  Topic(const Scope& scope, const Props& props);
  /// A topic that exists already. Statements cannot be added to its policy: `add_to_resource_policy` changes
  /// nothing there. Default of `encryption_key`: none, so grants are about the topic alone.
  static Topic& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                         Key* encryption_key = nullptr,
                         std::source_location where = std::source_location::current());

  aws::sns::Topic& resource() const noexcept { return resource_; }
  /// What `Ref` of a topic returns.
  ArnAttribute<aws::sns::kind::Topic_TopicArn> arn() const;
  Attribute<aws::sns::kind::Topic_TopicName> topic_name() const;
  bool is_fifo() const noexcept { return fifo_; }
  /// Null where no key of the account is used.
  Key* encryption_key() const noexcept { return encryption_key_; }

  /// Sends messages to the queue. It stands below the queue, whose policy (and key's policy) lets this topic
  /// send. A FIFO topic takes FIFO queues and standard ones, a standard topic standard ones only.
  aws::sns::Subscription& subscribe(Queue& queue, const SubscriptionOptions& options = {},
                                    std::source_location where = std::source_location::current());
  /// Calls the function, version or alias. It stands below that, which lets this topic invoke it.
  aws::sns::Subscription& subscribe(FunctionBase& function, const SubscriptionOptions& options = {},
                                    std::source_location where = std::source_location::current());
  /// Writes mails; the receiver confirms first. `json`: the whole envelope instead of the text.
  aws::sns::Subscription& subscribe_email(std::string_view address, const SubscriptionOptions& options = {},
                                          bool json = false,
                                          std::source_location where = std::source_location::current());
  /// As above, an address that only the deployment knows, such as a parameter; `id` names the subscription.
  aws::sns::Subscription& subscribe_email(std::string_view id, const Value<std::string>& address,
                                          const SubscriptionOptions& options = {}, bool json = false,
                                          std::source_location where = std::source_location::current());
  /// Posts to a URL that begins with "https://" or "http://"; the receiver confirms first.
  aws::sns::Subscription& subscribe_url(std::string_view url, const SubscriptionOptions& options = {},
                                        std::source_location where = std::source_location::current());
  /// Sends text messages to a number such as "+4930123456".
  aws::sns::Subscription& subscribe_sms(std::string_view phone_number,
                                        const SubscriptionOptions& options = {},
                                        std::source_location where = std::source_location::current());
  /// As above, a number that only the deployment knows, such as a parameter; `id` names the subscription.
  aws::sns::Subscription& subscribe_sms(std::string_view id, const Value<std::string>& phone_number,
                                        const SubscriptionOptions& options = {},
                                        std::source_location where = std::source_location::current());

  /// Adds to the topic's policy, `Policy`, which is made with the first statement. Statements without a sid
  /// get their number.
  void add_to_resource_policy(PolicyStatement statement);
  /// The topic's policy; null where there is none.
  aws::sns::TopicPolicy* policy_resource() const noexcept { return policy_resource_; }

  /// sns:Publish; of the key Decrypt, GenerateDataKey*. For a principal that is no role (a service such as
  /// "cloudwatch.amazonaws.com") the statements stand in the topic's and the key's own policies.
  void grant_publish(const Grantee& grantee);
  /// sns:Subscribe
  void grant_subscribe(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Their sum.
  Metric metric_number_of_messages_published() const;
  /// Their sum.
  Metric metric_number_of_notifications_delivered() const;
  /// Their sum.
  Metric metric_number_of_notifications_failed() const;
  /// Their sum.
  Metric metric_number_of_notifications_filtered_out() const;
  /// Bytes; the average.
  Metric metric_publish_size() const;
  /// Any metric of the namespace AWS/SNS about this topic; its sum.
  /// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
  Metric metric(std::string name) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  struct Endpoint;
  Topic(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void check(const Endpoint& endpoint, const SubscriptionOptions& options, std::source_location where) const;
  Value<std::string> name_of(const Props& props) const;
  aws::sns::Subscription& subscribe(Construct& scope, std::string_view id, const Endpoint& endpoint,
                                    const SubscriptionOptions& options, std::source_location where);

  aws::sns::Topic& resource_;
  aws::sns::TopicPolicy* policy_resource_ = nullptr;
  PolicyDocument policy_;
  bool fifo_ = false;
  Value<std::string> imported_arn_;
  Key* encryption_key_ = nullptr;
};

}  // namespace tenon
