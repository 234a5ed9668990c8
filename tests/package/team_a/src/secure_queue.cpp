#include "team_a/secure_queue.hpp"

#include <tenon/constructs/observability/alarm.hpp>

namespace team_a {

SecureQueue::SecureQueue(const tenon::Scope& scope, const Props& props)
    : Construct(scope),
      key_(add("Key", tenon::Key::Props{.description = "Messages of " + path()})),
      failed_(add("Failed", tenon::Queue::Props{.encryption_key = &key_,
                                                .retention_period = tenon::Duration::days(14)})),
      queue_(add("Queue",
                 tenon::Queue::Props{.encryption_key = &key_,
                                     .visibility_timeout = props.visibility_timeout,
                                     .dead_letter_queue = tenon::Queue::DeadLetterQueue{
                                         .queue = failed_, .max_receive_count = props.max_receive_count}})) {
  add_tag("owner", props.owner);
  add_alarms(props);
}

void SecureQueue::add_alarms(const Props& props) {
  const auto watch = [&](std::string_view id, const tenon::Metric& metric, double threshold) {
    add(id, tenon::Alarm::Props{.metric = metric,
                                .evaluation_periods = 1,
                                .threshold = threshold,
                                .treat_missing_data = tenon::TreatMissingData::not_breaching,
                                .alarm_actions = {props.on_call},
                                .ok_actions = {props.on_call}});
  };
  watch("FailedMessages", metric_failed(), 1);
  watch("OldMessages", queue_.metric_approximate_age_of_oldest_message(),
        static_cast<double>(props.max_age.to_seconds()));
}

std::string_view SecureQueue::library_version() const noexcept { return TEAM_A_VERSION; }

}  // namespace team_a
