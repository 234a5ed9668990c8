#include "events.hpp"

#include "language_learning/functions/milestones.hpp"
#include "language_learning/functions/reminder.hpp"
#include "language_learning/functions/shared.hpp"
#include "settings.hpp"
#include "tenon/constructs/integration/event_rule.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace iam = tenon::iam;
using tenon::EventBus;
using tenon::EventRule;
using tenon::LambdaFn;

namespace {

LambdaFn& add_reminder(tenon::Stack& stack, const Keys& keys, const Tables& tables, const Topics& topics) {
  auto& function =
      add_function(stack, keys,
                   {.id = "Reminder",
                    .name = "reminder",
                    .description = "Language learning: reminds students who were not there for some days",
                    .code = {functions::shared::tables, functions::reminder::index},
                    .timeout = longest_run,
                    .environment = {{"PROGRESS_TABLE", tables.progress.table_name()},
                                    {"LEVEL_INDEX", level_index},
                                    {"REMINDER_TOPIC", topics.reminders.arn()},
                                    {"INACTIVE_DAYS", inactive_days},
                                    {"METRIC_NAMESPACE", metric_namespace}}});
  function.add_to_role_policy(
      {.actions = {iam::dynamodb::Query}, .resources = {index_arn(tables.progress, level_index)}});
  topics.reminders.grant_publish(function);
  let_measure(function);
  // Another attempt would remind those again who were reminded already.
  function.configure_async_invoke({.retry_attempts = 0});
  return function;
}

LambdaFn& add_milestones(tenon::Stack& stack, const Keys& keys, const Topics& topics) {
  auto& function =
      add_function(stack, keys,
                   {.id = "Milestones",
                    .name = "milestones",
                    .description = "Language learning: tells students of what they have achieved",
                    .code = {functions::milestones::index},
                    .environment = {{"ACHIEVEMENT_TOPIC", topics.achievements.arn()},
                                    {"PROGRESS_TOPIC", topics.progress.arn()}}});
  topics.achievements.grant_publish(function);
  topics.progress.grant_publish(function);
  return function;
}

}  // namespace

EventBus& add_bus(tenon::Stack& stack) {
  return stack.add("LearningEvents", EventBus::Props{
                                         .event_bus_name = name("events"),
                                         .description = "Language learning: what students have achieved",
                                     });
}

Routines add_routines(tenon::Stack& stack, const Keys& keys, const Tables& tables, const Topics& topics,
                      EventBus& bus) {
  auto& reminder = add_reminder(stack, keys, tables, topics);
  stack.add("DailyReminder", EventRule::Props{
                                 .schedule = reminder_time,
                                 .description = "Language learning: reminds students every day",
                                 .targets = {reminder},
                             });
  auto& milestones = add_milestones(stack, keys, topics);
  stack.add("MilestoneReached",
            EventRule::Props{
                .event_pattern = {.source = {event_source}, .detail_type = {milestone_event}},
                .event_bus = &bus,
                .description = "Language learning: a student has reached a milestone",
                .targets = {milestones},
            });
  return {reminder, milestones};
}

}  // namespace language_learning
