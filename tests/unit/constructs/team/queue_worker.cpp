#include "queue_worker.hpp"

#include "tenon/constructs/compute/event_source.hpp"

namespace team {

using tenon::Alarm;
using tenon::LambdaFn;
using tenon::Queue;

QueueWorker::QueueWorker(const tenon::Scope& scope, const Props& props)
    : Construct(scope),
      failed_(add("Failed", Queue::Props{.encryption_key = props.encryption_key, .retention_period = tenon::Duration::days(14)})),
      queue_(add("Queue", Queue::Props{.encryption_key = props.encryption_key,
                                       .visibility_timeout = 6 * props.timeout,
                                       .dead_letter_queue = Queue::DeadLetterQueue{.queue = failed_, .max_receive_count = 3}})),
      function_(add("Function", LambdaFn::Props{.code = props.code,
                                                .handler = props.handler,
                                                .runtime = tenon::Runtime::python_3_13,
                                                .timeout = props.timeout})) {
  function_.add_event_source(tenon::SqsEventSource(queue_));
  add("FailedMessages", Alarm::Props{.metric = metric_failed_messages(), .evaluation_periods = 1, .threshold = 1.0});
}

}  // namespace team
