#pragma once

#include <string>
#include <string_view>

#include <tenon/constructs/integration/queue.hpp>
#include <tenon/constructs/integration/topic.hpp>
#include <tenon/constructs/observability/metric.hpp>
#include <tenon/constructs/security/key.hpp>

namespace team_a {

/// A queue as the platform team runs them: encrypted with a key of its own, which is replaced every year;
/// messages that failed are kept for two weeks; whoever is on call hears of those, and of messages that
/// nobody fetches.
class SecureQueue final : public tenon::Construct {
 public:
  struct Props {
    using Of = SecureQueue;
    /// Who looks after the queue: the tag `owner` of all its resources.
    tenon::Required<"owner", tenon::Value<std::string>> owner;
    /// Hears of alarms, and that they are over.
    tenon::Topic& on_call;
    /// How long a consumer may work on a message. SQS wants at most 12 hours.
    tenon::Duration visibility_timeout = tenon::Duration::minutes(5);
    /// How often a message is tried before it counts as failed; 1 to 1000.
    int max_receive_count = 3;
    /// How old the oldest message may become before an alarm.
    tenon::Duration max_age = tenon::Duration::minutes(15);
  };

  SecureQueue(const tenon::Scope& scope, const Props& props);

  /// For what this class did not foresee: `queue().resource()` is the resource, whose properties can be
  /// overridden.
  tenon::Queue& queue() const noexcept { return queue_; }
  tenon::Queue& failed() const noexcept { return failed_; }
  tenon::Key& key() const noexcept { return key_; }

  /// Sending, and the use of the key that it takes.
  void grant_send(const tenon::Grantee& grantee) { queue_.grant_send_messages(grantee); }
  /// Receiving and deleting, and the use of the key that it takes.
  void grant_consume(const tenon::Grantee& grantee) { queue_.grant_consume_messages(grantee); }
  /// Messages that failed; their greatest number in five minutes.
  tenon::Metric metric_failed() const { return failed_.metric_approximate_number_of_messages_visible(); }

  std::string_view library_version() const noexcept override;

 private:
  void add_alarms(const Props& props);

  tenon::Key& key_;
  tenon::Queue& failed_;
  tenon::Queue& queue_;
};

}  // namespace team_a
