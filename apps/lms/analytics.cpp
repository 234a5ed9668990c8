#include "analytics.hpp"

#include "tenon/constructs/compute/event_source.hpp"

namespace lms {

using tenon::Duration;
using tenon::KinesisStream;
using tenon::Queue;

Analytics add_analytics(tenon::Stack& stack, const Settings& settings, const Keys& keys,
                        const std::string& code) {
  auto& activities = stack.add("Activities", KinesisStream::Props{
                                                 .stream_name = settings.name("activity-stream"),
                                                 .stream_mode = tenon::StreamMode::on_demand,
                                                 .retention_period = Duration::days(7),
                                                 .encryption_key = &keys.storage,
                                                 .removal_policy = tenon::RemovalPolicy::destroy,
                                             });
  auto& failed = stack.add("FailedActivities", Queue::Props{
                                                   .queue_name = settings.name("failed-activities-queue"),
                                                   .encryption_key = &keys.storage,
                                                   .retention_period = Duration::days(14),
                                               });
  auto& consumer = add_function(stack, settings, keys.operations,
                                {.id = "LearningEvents",
                                 .name = "learning-events-function",
                                 .description = "LMS: turns activities into figures of how students learn",
                                 .code = code,
                                 .timeout = Duration::seconds(60),
                                 .environment = {{"METRIC_NAMESPACE", settings.name("Lms")}}});
  consumer.add_event_source(
      tenon::KinesisEventSource(activities, {.starting_position = tenon::StartingPosition::trim_horizon,
                                             .batch_size = 500,
                                             .max_batching_window = Duration::seconds(5),
                                             .report_batch_item_failures = true,
                                             .bisect_batch_on_error = true,
                                             .retry_attempts = 5,
                                             .parallelization_factor = 2,
                                             .on_failure = failed}));
  return {activities, consumer, failed};
}

}  // namespace lms
