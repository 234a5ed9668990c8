#include "tenon/constructs/integration/topic.hpp"

#include <fmt/format.h>

#include "tenon/aws/sns/Subscription.hpp"
#include "tenon/aws/sns/Topic.hpp"
#include "tenon/aws/sns/TopicPolicy.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/aws/sqs/QueuePolicy.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/sns.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

// Until `prepare` writes the document; required properties take part in checks from the start.
const Value<Json> later = {Raw{}, Node::object({})};

constexpr std::string_view fifo_suffix = ".fifo";
constexpr std::string_view ssl_only = "AllowPublishThroughSSLOnly";
constexpr std::string_view tracing_texts[] = {"PassThrough", "Active"};

Value<Json> number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? Value<Json>(whole) : Value<Json>(value);
}

Node numeric(std::initializer_list<std::pair<std::string_view, double>> bounds) {
  std::vector<Value<Json>> items;
  for (const auto& [operation, value] : bounds) {
    items.emplace_back(operation);
    items.push_back(number(value));
  }
  return json::object({{"numeric", json::array(items)}});
}

Value<Json> conditions_json(const FilterPolicy& policy) {
  std::vector<Map<Json>::Entry> entries;
  for (const auto& [name, conditions] : policy) {
    entries.push_back({name, Value<Json>(Raw{}, Node::list(conditions.conditions()))});
  }
  return json::object(entries);
}

/// The document's members, with one put in or replaced.
Node with_member(const Node& object, std::string_view key, const Node& value) {
  std::vector<Node> members(object.items().begin(), object.items().end());
  for (std::size_t i = 0; i < members.size(); i += 2) {
    if (members[i].text() != key) continue;
    members[i + 1] = value;
    return Node::object(members);
  }
  members.emplace_back(key);
  members.push_back(value);
  return Node::object(members);
}

}  // namespace

// --- FilterConditions --------------------------------------------------------------------------------------

FilterConditions FilterConditions::any_of(std::vector<std::string> texts) {
  std::vector<Node> conditions;
  for (const std::string& text : texts) conditions.emplace_back(std::string_view(text));
  return FilterConditions(std::move(conditions));
}

FilterConditions FilterConditions::none_of(std::vector<std::string> texts) {
  return FilterConditions({json::object({{"anything-but", List<std::string>(texts)}})});
}

FilterConditions FilterConditions::prefix(std::string_view text) {
  return FilterConditions({json::object({{"prefix", text}})});
}
FilterConditions FilterConditions::suffix(std::string_view text) {
  return FilterConditions({json::object({{"suffix", text}})});
}

FilterConditions FilterConditions::any_number_of(std::vector<double> numbers) {
  std::vector<Node> conditions;
  for (const double each : numbers) conditions.push_back(numeric({{"=", each}}));
  return FilterConditions(std::move(conditions));
}

FilterConditions FilterConditions::greater_than(double number) {
  return FilterConditions({numeric({{">", number}})});
}
FilterConditions FilterConditions::greater_than_or_equal_to(double number) {
  return FilterConditions({numeric({{">=", number}})});
}
FilterConditions FilterConditions::less_than(double number) {
  return FilterConditions({numeric({{"<", number}})});
}
FilterConditions FilterConditions::less_than_or_equal_to(double number) {
  return FilterConditions({numeric({{"<=", number}})});
}
FilterConditions FilterConditions::between(double start, double stop) {
  return FilterConditions({numeric({{">=", start}, {"<=", stop}})});
}
FilterConditions FilterConditions::between_strict(double start, double stop) {
  return FilterConditions({numeric({{">", start}, {"<", stop}})});
}
FilterConditions FilterConditions::exists() { return FilterConditions({json::object({{"exists", true}})}); }
FilterConditions FilterConditions::not_exists() {
  return FilterConditions({json::object({{"exists", false}})});
}

FilterConditions operator||(FilterConditions a, const FilterConditions& b) {
  a.conditions_.insert(a.conditions_.end(), b.conditions_.begin(), b.conditions_.end());
  return a;
}

// --- Topic -------------------------------------------------------------------------------------------------

struct Topic::Imported {
  const Value<std::string>& arn;
  Key* encryption_key;
};

/// What a subscription sends to.
struct Topic::Endpoint {
  std::string_view protocol;
  Value<std::string> address;
  bool takes_raw_messages = false;
};

namespace {

aws::sns::Topic::Props resource_props(const Topic::Props& props) {
  aws::sns::Topic::Props topic{.DisplayName = props.display_name};
  if (props.content_based_deduplication) topic.ContentBasedDeduplication = true;
  if (props.fifo) topic.FifoTopic = true;
  if (props.encryption_key != nullptr) topic.KmsMasterKeyId = props.encryption_key->arn();
  if (props.tracing) topic.TracingConfig = tracing_texts[static_cast<std::size_t>(*props.tracing)];
  if (props.signature_version) topic.SignatureVersion = std::to_string(*props.signature_version);
  if (props.message_retention_period && props.message_retention_period->to_seconds() % 86400 == 0) {
    topic.ArchivePolicy =
        json::object({{"MessageRetentionPeriod", props.message_retention_period->to_days()}});
  }
  return topic;
}

aws::sns::Topic& import_resource(Topic& topic, const Value<std::string>& arn) {
  return from_attributes<aws::sns::Topic>(
      topic, "Resource", {{"Ref", arn}, {"TopicArn", arn}, {"TopicName", detail::arn_part(arn, 5)}},
      topic.where());
}

}  // namespace

Topic::Topic(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props), where())),
      fifo_(props.fifo),
      encryption_key_(props.encryption_key) {
  check(props);
  resource_.set_property("TopicName", name_of(props));
  if (!props.enforce_ssl) return;
  add_to_resource_policy({.effect = Effect::deny,
                          .actions = {iam::sns::Publish},
                          .resources = {arn()},
                          .principals = {Principal::anyone()},
                          .conditions = {{"Bool", "aws:SecureTransport", {"false"}}},
                          .sid = std::string(ssl_only)});
}

Topic::Topic(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(import_resource(*this, imported.arn)),
      imported_arn_(imported.arn),
      encryption_key_(imported.encryption_key) {
  const auto text = imported.arn.literal();
  fifo_ = text && text->ends_with(fifo_suffix);
}

Topic& Topic::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                       Key* encryption_key, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<Topic>(new Topic(inner, Imported{arn, encryption_key}));
      },
      where);
}

void Topic::check(const Props& props) const {
  if (!props.fifo) {
    for (const auto& [property, given] :
         {std::pair{"content_based_deduplication", props.content_based_deduplication},
          std::pair{"message_retention_period", props.message_retention_period.has_value()}}) {
      if (given)
        detail::refuse(*this, property, {}, "nothing, or fifo", "only FIFO topics have this", where());
    }
    const auto name = props.topic_name.literal();
    if (name && name->ends_with(fifo_suffix)) {
      detail::refuse(*this, "topic_name", std::string(*name), "a name that does not end in .fifo, or fifo",
                     "only the names of FIFO topics end in .fifo", where());
    }
  }
  if (props.message_retention_period) {
    const std::int64_t seconds = props.message_retention_period->to_seconds();
    if (seconds % 86400 != 0 || seconds < 86400 || seconds > 365 * 86400) {
      detail::refuse(*this, "message_retention_period", props.message_retention_period->text(),
                     "1 to 365 whole days", "SNS does not keep messages so long", where());
    }
  }
  if (props.signature_version && (*props.signature_version < 1 || *props.signature_version > 2)) {
    detail::refuse(*this, "signature_version", std::to_string(*props.signature_version), "1 or 2",
                   "there is no such version", where());
  }
  constexpr std::size_t longest_display_name = 100;
  const auto shown = props.display_name.literal();
  if (shown && shown->size() > longest_display_name) {
    detail::refuse(*this, "display_name", std::string(*shown), "at most 100 characters",
                   "the name is too long", where());
  }
}

/// FIFO topics need a name that ends in .fifo, which CloudFormation would not make.
Value<std::string> Topic::name_of(const Props& props) const {
  if (!props.fifo) return props.topic_name;
  if (!props.topic_name.is_set()) {
    constexpr std::size_t longest = 256;
    return detail::resource_name(*this, longest - fifo_suffix.size()) + std::string(fifo_suffix);
  }
  const auto name = props.topic_name.literal();
  if (name && name->ends_with(fifo_suffix)) return props.topic_name;
  return format("{}.fifo", props.topic_name);
}

ArnAttribute<aws::sns::kind::Topic_TopicArn> Topic::arn() const { return resource_.ref(); }
Attribute<aws::sns::kind::Topic_TopicName> Topic::topic_name() const { return resource_.TopicName(); }

// --- subscriptions -----------------------------------------------------------------------------------------

namespace {

/// The topic may send to the queue, and use its key.
void allow_delivery(const Topic& topic, Queue& queue) {
  const std::vector<PolicyCondition> from_topic = {{"ArnEquals", "aws:SourceArn", {topic.arn()}}};
  queue.add_to_resource_policy({.actions = {iam::sqs::SendMessage},
                                .resources = {queue.arn()},
                                .principals = {Principal::service("sns.amazonaws.com")},
                                .conditions = from_topic});
}

void allow_use_of_key(const Topic& topic, Queue& queue) {
  if (queue.encryption_key() == nullptr) return;
  queue.encryption_key()->add_to_resource_policy(
      {.actions = {"kms:Decrypt", "kms:GenerateDataKey"},
       .resources = {"*"},
       .principals = {Principal::service("sns.amazonaws.com")},
       .conditions = {{"ArnEquals", "aws:SourceArn", {topic.arn()}}}});
}

}  // namespace

void Topic::check(const Endpoint& endpoint, const SubscriptionOptions& options,
                  std::source_location where) const {
  constexpr std::size_t most_names = 5, most_combinations = 150;
  if (options.raw_message_delivery && !endpoint.takes_raw_messages) {
    detail::refuse(*this, "raw_message_delivery", "true", "false for " + std::string(endpoint.protocol),
                   "only queues and URLs can get messages without an envelope", where);
  }
  if (!options.filter_policy.empty() && !options.filter_policy_with_message_body.empty()) {
    detail::refuse(*this, "filter_policy_with_message_body", {}, "one of the two filter policies",
                   "a subscription filters by attributes or by the body", where);
  }
  for (const FilterPolicy* policy : {&options.filter_policy, &options.filter_policy_with_message_body}) {
    std::size_t combinations = 1;
    for (const auto& [name, conditions] : *policy) combinations *= conditions.conditions().size();
    if (policy->size() <= most_names && combinations <= most_combinations) continue;
    detail::refuse(
        *this, "filter_policy", fmt::format("{} names, {} combinations", policy->size(), combinations),
        "at most 5 names and 150 combinations", "SNS does not take a filter policy of this size", where);
  }
  if (options.dead_letter_queue != nullptr &&
      options.dead_letter_queue->encryption() == QueueEncryption::kms_managed) {
    detail::refuse(*this, "dead_letter_queue", options.dead_letter_queue->path(),
                   "another encryption than kms_managed", "SNS cannot use the key that AWS keeps for SQS",
                   where);
  }
}

aws::sns::Subscription& Topic::subscribe(Construct& scope, std::string_view id, const Endpoint& endpoint,
                                         const SubscriptionOptions& options, std::source_location where) {
  check(endpoint, options, where);
  auto& subscription = scope.add(id, Construct::Props{}, where);
  aws::sns::Subscription::Props props{
      .Endpoint = endpoint.address, .Protocol = {Raw{}, Node(endpoint.protocol)}, .TopicArn = arn()};
  if (!options.filter_policy.empty()) props.FilterPolicy = conditions_json(options.filter_policy);
  if (!options.filter_policy_with_message_body.empty()) {
    props.FilterPolicy = conditions_json(options.filter_policy_with_message_body);
    props.FilterPolicyScope = "MessageBody";
  }
  if (options.raw_message_delivery) props.RawMessageDelivery = true;
  // A subscription is made where its topic is.
  if (imported_arn_.is_set()) {
    props.Region = detail::arn_part(imported_arn_, 3);
  } else if (const auto region = stack().region().literal();
             region && stack().region() != scope.stack().region()) {
    props.Region = stack().region();
  }
  if (options.dead_letter_queue != nullptr) {
    props.RedrivePolicy = json::object({{"deadLetterTargetArn", options.dead_letter_queue->arn()}});
    allow_delivery(*this, *options.dead_letter_queue);
  }
  return subscription.add("Resource", props, where);
}

aws::sns::Subscription& Topic::subscribe(Queue& queue, const SubscriptionOptions& options,
                                         std::source_location where) {
  if (queue.encryption() == QueueEncryption::kms_managed) {
    detail::refuse(queue, "encryption", "kms_managed", "sqs_managed, kms or unencrypted",
                   "SNS cannot use the key that AWS keeps for SQS", where);
  }
  if (queue.is_fifo() && !fifo_ && !resource_.is_imported() && !queue.resource().is_imported()) {
    detail::refuse(*this, "fifo", "false", "a FIFO topic, or a standard queue",
                   "a standard topic cannot send to FIFO queues", where);
  }
  allow_delivery(*this, queue);
  allow_use_of_key(*this, queue);
  auto& subscription = subscribe(queue, detail::unique_id(*this), {"sqs", queue.arn(), true}, options, where);
  // Messages that come before the policy is there would be lost.
  if (queue.policy_resource() != nullptr) subscription.depends_on(*queue.policy_resource(), where);
  return subscription;
}

aws::sns::Subscription& Topic::subscribe(FunctionBase& function, const SubscriptionOptions& options,
                                         std::source_location where) {
  function.add_permission("AllowInvoke:" + detail::unique_id(*this),
                          {.principal = Principal::service("sns.amazonaws.com"), .source_arn = arn()}, where);
  return subscribe(function, id(), {"lambda", function.function_arn()}, options, where);
}

aws::sns::Subscription& Topic::subscribe_email(std::string_view address, const SubscriptionOptions& options,
                                               bool json, std::source_location where) {
  return subscribe(*this, address, {json ? "email-json" : "email", address}, options, where);
}

aws::sns::Subscription& Topic::subscribe_email(std::string_view id, const Value<std::string>& address,
                                               const SubscriptionOptions& options, bool json,
                                               std::source_location where) {
  return subscribe(*this, id, {json ? "email-json" : "email", address}, options, where);
}

aws::sns::Subscription& Topic::subscribe_url(std::string_view url, const SubscriptionOptions& options,
                                             std::source_location where) {
  const bool https = url.starts_with("https://");
  if (!https && !url.starts_with("http://")) {
    detail::refuse(*this, "url", std::string(url), "https://… or http://…", "SNS posts over HTTP alone",
                   where);
  }
  return subscribe(*this, url, {https ? "https" : "http", url, true}, options, where);
}

aws::sns::Subscription& Topic::subscribe_sms(std::string_view phone_number,
                                             const SubscriptionOptions& options, std::source_location where) {
  return subscribe(*this, phone_number, {"sms", phone_number}, options, where);
}
aws::sns::Subscription& Topic::subscribe_sms(std::string_view id, const Value<std::string>& phone_number,
                                             const SubscriptionOptions& options, std::source_location where) {
  return subscribe(*this, id, {"sms", phone_number}, options, where);
}

// --- permissions -------------------------------------------------------------------------------------------

void Topic::add_to_resource_policy(PolicyStatement statement) {
  if (resource_.is_imported()) return;
  policy_.add(std::move(statement));
  if (policy_resource_ != nullptr) return;
  policy_resource_ =
      &add("Policy", Construct::Props{}, where())
           .add("Resource", aws::sns::TopicPolicy::Props{.PolicyDocument = later, .Topics = {arn()}},
                where());
}

void Topic::grant_publish(const Grantee& grantee) {
  grant(grantee, {iam::sns::Publish});
  if (encryption_key_ != nullptr) encryption_key_->grant(grantee, detail::all({detail::key_send_actions}));
}

void Topic::grant_subscribe(const Grantee& grantee) { grant(grantee, {iam::sns::Subscribe}); }

void Topic::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  PolicyStatement statement{.actions = std::move(actions), .resources = {arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  add_to_resource_policy(std::move(statement));
}

Metric Topic::metric(std::string name) const {
  return Metric({.metric_namespace = "AWS/SNS",
                 .metric_name = std::move(name),
                 .dimensions = {{"TopicName", topic_name()}},
                 .statistic = Statistic::sum});
}

Metric Topic::metric_number_of_messages_published() const { return metric("NumberOfMessagesPublished"); }
Metric Topic::metric_number_of_notifications_delivered() const {
  return metric("NumberOfNotificationsDelivered");
}
Metric Topic::metric_number_of_notifications_failed() const { return metric("NumberOfNotificationsFailed"); }
Metric Topic::metric_number_of_notifications_filtered_out() const {
  return metric("NumberOfNotificationsFilteredOut");
}
Metric Topic::metric_publish_size() const { return metric("PublishSize").with_statistic(Statistic::average); }

/// Statements of a topic's policy have sids: their number in the list, where they have none, as in CDK.
void Topic::prepare() {
  if (policy_resource_ == nullptr) return;
  const Value<Json> document = policy_.json();
  std::vector<Node> statements;
  for (const Node& statement : document.find("Statement")->items()) {
    const Node* sid = statement.find("Sid");
    if (sid == nullptr) {
      const std::string number = std::to_string(statements.size());
      statements.push_back(with_member(statement, "Sid", Node(std::string_view(number))));
    } else if (sid->text() == ssl_only) {
      // CDK writes "*" here, which SNS stores for {"AWS": "*"} as well.
      statements.push_back(with_member(statement, "Principal", Node(std::string_view("*"))));
    } else {
      statements.push_back(statement);
    }
  }
  policy_resource_->set_property("PolicyDocument",
                                 {Raw{}, with_member(document, "Statement", Node::list(statements))});
}

}  // namespace tenon
