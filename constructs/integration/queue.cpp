#include "tenon/constructs/integration/queue.hpp"

#include <fmt/format.h>

#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/aws/sqs/QueuePolicy.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/arn_parts.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

// Until `prepare` writes the document; required properties take part in checks from the start.
const Value<Json> later = {Raw{}, Node::object({})};

constexpr std::string_view fifo_suffix = ".fifo";
constexpr std::string_view scopes[] = {"queue", "messageGroup"};
constexpr std::string_view limits[] = {"perQueue", "perMessageGroupId"};
constexpr std::string_view redrive_permissions[] = {"allowAll", "denyAll", "byQueue"};

template <class Enum, std::size_t N>
std::string_view text_of(const std::string_view (&texts)[N], Enum value) {
  return texts[static_cast<std::size_t>(value)];
}

bool has_fifo_name(const Queue::Props& props) {
  const auto name = props.queue_name.literal();
  return name && name->ends_with(fifo_suffix);
}

/// What only FIFO queues have says that it is one.
bool is_fifo(const Queue::Props& props) {
  return props.fifo.value_or(has_fifo_name(props) || props.content_based_deduplication ||
                             props.deduplication_scope || props.fifo_throughput_limit);
}

std::optional<QueueEncryption> encryption_of(const Queue::Props& props) {
  return props.encryption_key != nullptr ? QueueEncryption::kms : props.encryption;
}

Value<std::int64_t> seconds(const std::optional<Duration>& duration) {
  return duration ? Value<std::int64_t>(duration->to_seconds()) : Value<std::int64_t>();
}

Value<Json> redrive_policy(const Queue::DeadLetterQueue& dead_letters) {
  return json::object({{"deadLetterTargetArn", dead_letters.queue.arn()},
                       {"maxReceiveCount", dead_letters.max_receive_count}});
}

RedrivePermission permission_of(const Queue::RedriveAllowPolicy& policy) {
  return policy.redrive_permission.value_or(policy.source_queues.empty() ? RedrivePermission::allow_all
                                                                         : RedrivePermission::by_queue);
}

Value<Json> redrive_allow_policy(const Queue::RedriveAllowPolicy& policy) {
  const std::string_view permission = text_of(redrive_permissions, permission_of(policy));
  if (policy.source_queues.empty()) return json::object({{"redrivePermission", permission}});
  std::vector<Value<Json>> arns;
  for (const Queue* queue : policy.source_queues) arns.emplace_back(queue->arn());
  return json::object({{"redrivePermission", permission}, {"sourceQueueArns", json::array(arns)}});
}

aws::sqs::Queue::Props resource_props(const Queue::Props& props) {
  aws::sqs::Queue::Props queue{.DelaySeconds = seconds(props.delivery_delay),
                               .MessageRetentionPeriod = seconds(props.retention_period),
                               .QueueName = props.queue_name,
                               .ReceiveMessageWaitTimeSeconds = seconds(props.receive_message_wait_time),
                               .VisibilityTimeout = seconds(props.visibility_timeout)};
  if (props.content_based_deduplication) queue.ContentBasedDeduplication = true;
  if (props.deduplication_scope) queue.DeduplicationScope = text_of(scopes, *props.deduplication_scope);
  if (props.fifo_throughput_limit) queue.FifoThroughputLimit = text_of(limits, *props.fifo_throughput_limit);
  if (is_fifo(props)) queue.FifoQueue = true;
  if (props.max_message_size)
    queue.MaximumMessageSize = static_cast<std::int64_t>(props.max_message_size->to_bytes());
  if (props.dead_letter_queue) queue.RedrivePolicy = redrive_policy(*props.dead_letter_queue);
  if (props.redrive_allow_policy)
    queue.RedriveAllowPolicy = redrive_allow_policy(*props.redrive_allow_policy);
  switch (encryption_of(props).value_or(QueueEncryption::kms)) {
    case QueueEncryption::sqs_managed:
      queue.SqsManagedSseEnabled = true;
      break;
    case QueueEncryption::unencrypted:
      queue.SqsManagedSseEnabled = false;
      break;
    case QueueEncryption::kms_managed:
      queue.KmsMasterKeyId = "alias/aws/sqs";
      break;
    case QueueEncryption::kms:
      break;  // the key is put in when it is there
  }
  if (encryption_of(props) && queue.SqsManagedSseEnabled.kind() == NodeKind::unset) {
    queue.KmsDataKeyReusePeriodSeconds = seconds(props.data_key_reuse);
  }
  return queue;
}

/// The URL is made of the ARN, as in CDK.
aws::sqs::Queue& import_resource(Queue& queue, const Value<std::string>& arn) {
  const Value<std::string> name = detail::arn_part(arn, 5);
  const Value<std::string> url = format("https://sqs.{}.{}/{}/{}", detail::arn_part(arn, 3),
                                        pseudo::url_suffix, detail::arn_part(arn, 4), name);
  return from_attributes<aws::sqs::Queue>(
      queue, "Resource", {{"Arn", arn}, {"QueueName", name}, {"QueueUrl", url}, {"Ref", url}}, queue.where());
}

/// Source: API reference of SQS, SetQueueAttributes.
struct Range {
  std::string_view property;
  std::optional<Duration> value;
  std::int64_t least;
  std::int64_t most;
};

}  // namespace

struct Queue::Imported {
  const Value<std::string>& arn;
  Key* encryption_key;
};

Queue::Queue(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props), where())),
      fifo_(::tenon::is_fifo(props)),
      encryption_(encryption_of(props)),
      encryption_key_(props.encryption_key) {
  check(props);
  check_dead_letters(props);
  resource_.apply_removal_policy(props.removal_policy);
  if (encryption_ == QueueEncryption::kms) {
    if (encryption_key_ == nullptr) {
      encryption_key_ = &add("Key", Key::Props{.description = format("Created by {}", path())}, where());
    }
    resource_.set_property("KmsMasterKeyId", encryption_key_->arn());
  }
  if (!props.enforce_ssl) return;
  add_to_resource_policy({.effect = Effect::deny,
                          .actions = {"sqs:*"},
                          .resources = {arn()},
                          .principals = {Principal::anyone()},
                          .conditions = {{"Bool", "aws:SecureTransport", {"false"}}}});
}

Queue::Queue(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(import_resource(*this, imported.arn)),
      encryption_key_(imported.encryption_key) {
  const auto text = imported.arn.literal();
  fifo_ = text && text->ends_with(fifo_suffix);
  if (encryption_key_ != nullptr) encryption_ = QueueEncryption::kms;
}

Queue& Queue::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                       Key* encryption_key, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<Queue>(new Queue(inner, Imported{arn, encryption_key}));
      },
      where);
}

void Queue::check(const Props& props) const {
  for (const Range& range : {Range{"delivery_delay", props.delivery_delay, 0, 900},
                             Range{"retention_period", props.retention_period, 60, 1209600},
                             Range{"receive_message_wait_time", props.receive_message_wait_time, 0, 20},
                             Range{"visibility_timeout", props.visibility_timeout, 0, 43200},
                             Range{"data_key_reuse", props.data_key_reuse, 60, 86400}}) {
    if (!range.value) continue;
    const std::int64_t given = range.value->to_seconds();
    if (given >= range.least && given <= range.most) continue;
    detail::refuse(*this, range.property, fmt::format("{} s", given),
                   fmt::format("{} to {} s", range.least, range.most),
                   "SQS does not take this length of time", where());
  }
  constexpr std::uint64_t least_size = 1024, most_size = 1048576;
  if (props.max_message_size) {
    const std::uint64_t given = props.max_message_size->to_bytes();
    if (given < least_size || given > most_size) {
      detail::refuse(*this, "max_message_size", props.max_message_size->text(), "1 KiB to 1 MiB",
                     "SQS does not take messages of this size", where());
    }
  }
  const auto name = props.queue_name.literal();
  if (name && fifo_ != name->ends_with(fifo_suffix)) {
    detail::refuse(*this, "queue_name", std::string(*name),
                   fifo_ ? "a name that ends in .fifo" : "a name that does not end in .fifo",
                   "the names of FIFO queues, and no others, end in .fifo", where());
  }
  if (!fifo_) {
    for (const auto& [property, given] :
         {std::pair{"content_based_deduplication", props.content_based_deduplication},
          std::pair{"deduplication_scope", props.deduplication_scope.has_value()},
          std::pair{"fifo_throughput_limit", props.fifo_throughput_limit.has_value()}}) {
      if (given)
        detail::refuse(*this, property, {}, "nothing, or a FIFO queue", "only FIFO queues have this",
                       where());
    }
  }
  if (props.encryption_key != nullptr && props.encryption && *props.encryption != QueueEncryption::kms) {
    detail::refuse(*this, "encryption_key", props.encryption_key->path(), "encryption kms, or no key",
                   "a key is used with the encryption kms alone", where());
  }
}

void Queue::check_dead_letters(const Props& props) const {
  if (props.dead_letter_queue) {
    const auto& [queue, times] = *props.dead_letter_queue;
    if (times < 1 || times > 1000) {
      detail::refuse(*this, "dead_letter_queue.max_receive_count", std::to_string(times), "1 to 1000",
                     "SQS does not take this number", where());
    }
    if (queue.is_fifo() != fifo_ && !queue.resource().is_imported()) {
      detail::refuse(*this, "dead_letter_queue.queue", queue.path(),
                     fifo_ ? "a FIFO queue" : "a standard queue",
                     "a dead-letter queue is of the same kind as the queue", where());
    }
  }
  if (!props.redrive_allow_policy) return;
  constexpr std::size_t most_queues = 10;
  const RedriveAllowPolicy& policy = *props.redrive_allow_policy;
  const bool by_queue = permission_of(policy) == RedrivePermission::by_queue;
  if (by_queue && policy.source_queues.empty()) {
    detail::demand(*this, "redrive_allow_policy.source_queues", "one to ten queues",
                   "which queues may name this one is not said", where());
  } else if (by_queue ? policy.source_queues.size() > most_queues : !policy.source_queues.empty()) {
    detail::refuse(
        *this, "redrive_allow_policy.source_queues", std::to_string(policy.source_queues.size()),
        by_queue ? "one to ten queues" : "none, or by_queue",
        by_queue ? "more queues are allowed with allow_all only" : "queues are named with by_queue alone",
        where());
  }
}

ArnAttribute<aws::sqs::kind::Queue_Arn> Queue::arn() const { return resource_.Arn(); }
Attribute<aws::sqs::kind::Queue_QueueUrl> Queue::queue_url() const { return resource_.ref(); }
Value<std::string> Queue::queue_name() const { return resource_.QueueName(); }

void Queue::add_to_resource_policy(PolicyStatement statement) {
  if (resource_.is_imported()) return;
  policy_.add(std::move(statement));
  if (policy_resource_ != nullptr) return;
  policy_resource_ =
      &add("Policy", Construct::Props{}, where())
           .add("Resource", aws::sqs::QueuePolicy::Props{.PolicyDocument = later, .Queues = {queue_url()}},
                where());
}

void Queue::grant_send_messages(const Grantee& grantee) {
  grant(grantee, {iam::sqs::SendMessage, iam::sqs::GetQueueAttributes, iam::sqs::GetQueueUrl});
  if (encryption_key_ != nullptr) encryption_key_->grant_encrypt_decrypt(grantee);
}

void Queue::grant_consume_messages(const Grantee& grantee) {
  grant(grantee, {iam::sqs::ReceiveMessage, iam::sqs::ChangeMessageVisibility, iam::sqs::GetQueueUrl,
                  iam::sqs::DeleteMessage, iam::sqs::GetQueueAttributes});
  if (encryption_key_ != nullptr) encryption_key_->grant_decrypt(grantee);
}

void Queue::grant_purge(const Grantee& grantee) {
  grant(grantee, {iam::sqs::PurgeQueue, iam::sqs::GetQueueAttributes, iam::sqs::GetQueueUrl});
}

void Queue::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  PolicyStatement statement{.actions = std::move(actions), .resources = {arn()}};
  if (grantee.add_to_policy(statement)) return;
  statement.principals = {grantee.principal()};
  add_to_resource_policy(std::move(statement));
}

Metric Queue::metric(std::string name) const {
  return Metric({.metric_namespace = "AWS/SQS",
                 .metric_name = std::move(name),
                 .dimensions = {{"QueueName", queue_name()}}});
}

Metric Queue::metric_approximate_age_of_oldest_message() const {
  return metric("ApproximateAgeOfOldestMessage").with_statistic(Statistic::maximum);
}
Metric Queue::metric_approximate_number_of_messages_visible() const {
  return metric("ApproximateNumberOfMessagesVisible").with_statistic(Statistic::maximum);
}
Metric Queue::metric_approximate_number_of_messages_not_visible() const {
  return metric("ApproximateNumberOfMessagesNotVisible").with_statistic(Statistic::maximum);
}
Metric Queue::metric_approximate_number_of_messages_delayed() const {
  return metric("ApproximateNumberOfMessagesDelayed").with_statistic(Statistic::maximum);
}
Metric Queue::metric_number_of_messages_sent() const {
  return metric("NumberOfMessagesSent").with_statistic(Statistic::sum);
}
Metric Queue::metric_number_of_messages_received() const {
  return metric("NumberOfMessagesReceived").with_statistic(Statistic::sum);
}
Metric Queue::metric_number_of_messages_deleted() const {
  return metric("NumberOfMessagesDeleted").with_statistic(Statistic::sum);
}
Metric Queue::metric_number_of_empty_receives() const {
  return metric("NumberOfEmptyReceives").with_statistic(Statistic::sum);
}
Metric Queue::metric_sent_message_size() const { return metric("SentMessageSize"); }

void Queue::prepare() {
  if (policy_resource_ != nullptr) policy_resource_->set_property("PolicyDocument", policy_.json());
}

}  // namespace tenon
