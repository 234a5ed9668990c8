#pragma once

// What a team publishes for other teams: a construct of its own, made of the library's public parts alone.

#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/observability/alarm.hpp"

namespace team {

/// A function that works off a queue. What fails three times is kept for two weeks, and an alarm says so.
class QueueWorker final : public tenon::Construct {
 public:
  struct Props {
    using Of = QueueWorker;
    tenon::Required<"code", tenon::Code> code;
    tenon::Required<"handler", tenon::Value<std::string>> handler;
    /// How long one message may take; others see it again after six times that.
    tenon::Duration timeout = tenon::Duration::seconds(30);
    /// Encrypts the messages. Default: SQS's own key.
    tenon::Key* encryption_key = nullptr;
  };

  QueueWorker(const tenon::Scope& scope, const Props& props);

  tenon::Queue& queue() const noexcept { return queue_; }
  /// Grants to the worker are grants to its function.
  tenon::Role& role() { return function_.role(); }
  void grant_send(const tenon::Grantee& grantee) { queue_.grant_send_messages(grantee); }
  tenon::Metric metric_failed_messages() const { return failed_.metric_approximate_number_of_messages_visible(); }

 private:
  tenon::Queue& failed_;
  tenon::Queue& queue_;
  tenon::LambdaFn& function_;
};

}  // namespace team
