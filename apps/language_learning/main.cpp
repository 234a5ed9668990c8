// A language learning application for 6,000 students: everything that its API, its lessons and its students'
// progress stand on, in one template.
#include "accepted.hpp"
#include "ai_services.hpp"
#include "api.hpp"
#include "content.hpp"
#include "data.hpp"
#include "deletion.hpp"
#include "events.hpp"
#include "identity.hpp"
#include "learning.hpp"
#include "monitoring.hpp"
#include "network.hpp"
#include "notifications.hpp"
#include "parameters.hpp"
#include "resilience.hpp"
#include "security.hpp"
#include "settings.hpp"
#include "tenon/app/run.hpp"

namespace language_learning {

namespace {

/// Neither account nor region are fixed, and nothing but the application is in the template.
tenon::Stack& add_stack(tenon::App& app) {
  return app.add(
      "LanguageLearning",
      tenon::Stack::Props{
          .stack_name = "language-learning",
          .description = "Language learning for 6,000 students in 20 languages, for the region us-west-1: "
                         "lessons, speech, grammar, progress and recommendations",
          .synthesizer = tenon::bootstrapless_synthesizer(),
          .template_file = "secure_cfn_template.json",
          .template_format_version = "2010-09-09",
      });
}

struct Parts {
  const Tables& tables;
  const Content& content;
  const Topics& topics;
  const Users& users;
  const tenon::EventBus& bus;
  const tenon::RestApi& api;
  const tenon::Dashboard& dashboard;
  const Resilience& resilience;
};

void add_outputs(tenon::Stack& stack, const Parts& parts) {
  const auto& [tables, content, topics, users, bus, api, dashboard, resilience] = parts;
  struct Spec {
    std::string_view id;
    std::string_view description;
    tenon::Value<tenon::Json> value;
  };
  const Spec outputs[] = {
      {"ApiUrl", "Where the API is reached", api.url()},
      {"DistributionDomainName", "Where the site and the lessons' audio are reached",
       content.distribution.domain_name()},
      {"LessonsTableName", "The table of lessons", tables.lessons.table_name()},
      {"UserProgressTableName", "The table of what students have learned", tables.progress.table_name()},
      {"SiteBucketName", "The bucket that the web application is put into", content.site.bucket_name()},
      {"ContentBucketName", "The bucket of lessons and translations", content.lessons.bucket_name()},
      {"AudioBucketName", "The bucket of the lessons' audio", content.audio.bucket_name()},
      {"RecordingsBucketName", "The bucket of what students say", content.recordings.bucket_name()},
      {"UserPoolId", "The user pool of students and editors", users.pool.user_pool_id()},
      {"UserPoolClientId", "The applications' client of the user pool", users.client.client_id()},
      {"AchievementsTopicArn", "The topic of students' achievements", topics.achievements.arn()},
      {"AlarmsTopicArn", "The topic that alarms are published on", topics.alarms.arn()},
      {"EventBusName", "The bus of learning milestones", bus.event_bus_name()},
      {"DashboardName", "The dashboard in CloudWatch", dashboard.dashboard_name()},
      {"DisasterRecoveryRunbook", "The runbook that restores a table", resilience.runbook.any_ref()},
  };
  for (const Spec& output : outputs) {
    stack.add(output.id, tenon::Output::Props{.Description = output.description, .Value = output.value});
  }
}

void build(tenon::App& app) {
  auto& stack = add_stack(app);
  const Parameters parameters = add_parameters(stack);
  add_tags(stack, parameters);

  const Keys keys = add_keys(stack);
  const Network network = add_network(stack, keys);
  const Tables tables = add_tables(stack);
  const Content content = add_content(stack);
  const Users users = add_users(stack);
  const Topics topics = add_topics(stack, parameters, keys);
  auto& bus = add_bus(stack);

  const Wording wording = add_wording(stack, parameters, keys);
  const Recommenders recommenders = add_recommenders(stack, parameters, keys);
  add_entity_recognition(stack, parameters, content);

  const Learning learning = add_learning(stack, {.parameters = parameters,
                                                 .keys = keys,
                                                 .network = network,
                                                 .tables = tables,
                                                 .content = content,
                                                 .wording = wording,
                                                 .recommenders = recommenders,
                                                 .bus = bus});
  auto& translation = add_translation(stack, keys, content, wording);
  auto& notifications = add_notifications(stack, parameters, keys, topics);
  const Routines routines = add_routines(stack, keys, tables, topics, bus);

  auto& api = add_api(stack, keys, users, {learning, translation, notifications});
  auto& web_acl = add_web_acl(stack, keys, api.deployment_stage());
  const Audit audit = add_audit(stack, keys, content.access_logs);
  const Resilience resilience = add_resilience(stack, parameters, tables, api);
  empty_on_deletion(stack, keys, content, audit, resilience);
  auto& dashboard = add_monitoring(
      stack,
      {.learning = learning,
       .functions = {&learning.lessons, &learning.progress, &learning.speech, &learning.grammar,
                     &learning.recommendations, &translation, &notifications, &routines.reminder,
                     &routines.milestones, &recommenders.training},
       .tables = tables,
       .content = content,
       .api = api,
       .web_acl = web_acl,
       .resilience = resilience},
      topics.alarms);
  add_outputs(stack, {tables, content, topics, users, bus, api, dashboard, resilience});
  accept_findings(stack);
}

}  // namespace

}  // namespace language_learning

int main(int argc, char** argv) { return tenon::run(argc, argv, language_learning::build); }
