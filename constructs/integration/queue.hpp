#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::sqs {
class Queue;
class QueuePolicy;
namespace kind {
struct Queue_Arn;
struct Queue_QueueUrl;
}  // namespace kind
}  // namespace tenon::aws::sqs

namespace tenon {

class Grantee;
class Key;
class Metric;

/// With which keys SQS encrypts messages at rest.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
enum class QueueEncryption : std::uint8_t {
  sqs_managed,  ///< keys of SQS's own (SSE-SQS)
  kms,          ///< a key of the account, made or given
  kms_managed,  ///< the account's key `aws/sqs`, which AWS keeps; other services cannot send to such a queue
  unencrypted,
};

/// Where the same message counts as one: in the whole queue or in its message group.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
enum class DeduplicationScope : std::uint8_t { queue, message_group };

/// What the limit of messages per second of a FIFO queue is about.
enum class FifoThroughputLimit : std::uint8_t { per_queue, per_message_group_id };

/// Which queues may name a queue as the one for what they cannot process.
enum class RedrivePermission : std::uint8_t { allow_all, deny_all, by_queue };

/// A queue of SQS: encrypted, closed to connections without TLS.
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
class Queue final : public Construct {
 public:
  /// Where messages go that were received too often without being deleted.
  /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
  struct DeadLetterQueue {
    /// FIFO if this one is, and only then.
    Queue& queue;
    /// How often a message is received at most; 1 to 1000.
    std::int64_t max_receive_count = 3;
  };

  struct RedriveAllowPolicy {
    /// Default: `by_queue` where there are source queues, else `allow_all`.
    std::optional<RedrivePermission> redrive_permission = {};
    /// One to ten, with `by_queue` alone.
    std::vector<Queue*> source_queues = {};
  };

  struct Props {
    using Of = Queue;
    /// That of a FIFO queue ends in ".fifo". Default: CloudFormation makes a name.
    Value<std::string> queue_name = {};
    /// Whether messages come in order, each once. Default: true where the name ends in ".fifo" or another
    /// member says something that only FIFO queues have.
    std::optional<bool> fifo = {};
    /// FIFO queues only: whether messages of the same content within five minutes count as one. Default: they
    /// carry ids.
    bool content_based_deduplication = false;
    /// FIFO queues only. Default: the service's own, the queue.
    std::optional<DeduplicationScope> deduplication_scope = {};
    /// FIFO queues only. Default: the service's own, per queue.
    std::optional<FifoThroughputLimit> fifo_throughput_limit = {};
    /// Default: `kms` where a key is given, else the service's own, which is `sqs_managed`.
    std::optional<QueueEncryption> encryption = {};
    /// With `kms` alone. Default: with `kms` one is made, `Key`.
    Key* encryption_key = nullptr;
    /// How long a data key serves before SQS asks the key again; a minute to a day. Default: five minutes.
    std::optional<Duration> data_key_reuse = {};
    /// Whether requests without TLS are denied. (CDK's default: false.)
    bool enforce_ssl = true;
    /// How long a message that was received is hidden from others; at most 12 hours. Six times a function's
    /// timeout is what AWS recommends for one that reads the queue. Default: the service's own, 30 seconds.
    std::optional<Duration> visibility_timeout = {};
    /// How long a message that was sent is hidden; at most 15 minutes. Default: it is not.
    std::optional<Duration> delivery_delay = {};
    /// How long messages are kept; a minute to 14 days. Default: the service's own, four days.
    std::optional<Duration> retention_period = {};
    /// How long a receiver waits for a message; at most 20 seconds. Default: it does not.
    std::optional<Duration> receive_message_wait_time = {};
    /// 1 KiB to 1 MiB. Default: the service's own, 1 MiB.
    std::optional<Size> max_message_size = {};
    /// Default: none.
    std::optional<DeadLetterQueue> dead_letter_queue = {};
    /// Default: any queue of the account may name this one as its dead-letter queue.
    std::optional<RedriveAllowPolicy> redrive_allow_policy = {};
    /// Default: the queue goes, with the messages in it, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::destroy;
  };

  Queue(const Scope& scope, const Props& props);
  /// A queue that exists already. Statements cannot be added to its policy: `add_to_resource_policy` changes
  /// nothing there. Default of `encryption_key`: none, so grants are about the queue alone.
  static Queue& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                         Key* encryption_key = nullptr,
                         std::source_location where = std::source_location::current());

  aws::sqs::Queue& resource() const noexcept { return resource_; }
  ArnAttribute<aws::sqs::kind::Queue_Arn> arn() const;
  /// "https://sqs.eu-west-1.amazonaws.com/123456789012/orders"
  Attribute<aws::sqs::kind::Queue_QueueUrl> queue_url() const;
  Value<std::string> queue_name() const;
  bool is_fifo() const noexcept { return fifo_; }
  /// Unset where the service's own way is used.
  std::optional<QueueEncryption> encryption() const noexcept { return encryption_; }
  /// Null where no key of the account is used.
  Key* encryption_key() const noexcept { return encryption_key_; }

  /// Adds to the queue's policy, `Policy`, which is made with the first statement.
  void add_to_resource_policy(PolicyStatement statement);
  /// The queue's policy; null where there is none.
  aws::sqs::QueuePolicy* policy_resource() const noexcept { return policy_resource_; }

  /// SendMessage, GetQueueAttributes, GetQueueUrl; of the key Decrypt, Encrypt, ReEncrypt*, GenerateDataKey*.
  /// For a principal that is no role the statements stand in the queue's and the key's own policies.
  void grant_send_messages(const Grantee& grantee);
  /// ReceiveMessage, ChangeMessageVisibility, GetQueueUrl, DeleteMessage, GetQueueAttributes; of the key
  /// Decrypt.
  void grant_consume_messages(const Grantee& grantee);
  /// PurgeQueue, GetQueueAttributes, GetQueueUrl.
  void grant_purge(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

  /// Seconds since the oldest message was sent that is still there; the maximum.
  Metric metric_approximate_age_of_oldest_message() const;
  /// Messages that can be received; the maximum.
  Metric metric_approximate_number_of_messages_visible() const;
  /// Messages that were received and not deleted yet; the maximum.
  Metric metric_approximate_number_of_messages_not_visible() const;
  /// Messages that are delayed; the maximum.
  Metric metric_approximate_number_of_messages_delayed() const;
  /// Their sum.
  Metric metric_number_of_messages_sent() const;
  /// Their sum.
  Metric metric_number_of_messages_received() const;
  /// Their sum.
  Metric metric_number_of_messages_deleted() const;
  /// Their sum.
  Metric metric_number_of_empty_receives() const;
  /// Bytes; the average.
  Metric metric_sent_message_size() const;
  /// Any metric of the namespace AWS/SQS about this queue; its average.
  /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
  Metric metric(std::string name) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  Queue(const Scope& scope, const Imported& imported);
  void check(const Props& props) const;
  void check_dead_letters(const Props& props) const;

  aws::sqs::Queue& resource_;
  aws::sqs::QueuePolicy* policy_resource_ = nullptr;
  PolicyDocument policy_;
  bool fifo_ = false;
  std::optional<QueueEncryption> encryption_;
  Key* encryption_key_ = nullptr;
};

}  // namespace tenon
