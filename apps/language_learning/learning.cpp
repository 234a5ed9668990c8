#include "learning.hpp"

#include "language_learning/functions/grammar.hpp"
#include "language_learning/functions/lessons.hpp"
#include "language_learning/functions/progress.hpp"
#include "language_learning/functions/recommendations.hpp"
#include "language_learning/functions/shared.hpp"
#include "language_learning/functions/speech.hpp"
#include "settings.hpp"
#include "tenon/iam/cloudwatch.hpp"
#include "tenon/iam/comprehend.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/iam/events.hpp"
#include "tenon/iam/personalize.hpp"
#include "tenon/iam/polly.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/transcribe.hpp"
#include "tenon/iam/translate.hpp"
#include "tenon/value/format.hpp"

namespace language_learning {

namespace iam = tenon::iam;
using tenon::Alias;
using tenon::Bucket;
using tenon::Duration;
using tenon::LambdaFn;

namespace {

using Text = tenon::Value<std::string>;

/// With this the answer about a missing object is that it is missing, not that it is forbidden. A request for
/// an object names no prefix, a list of others does.
void let_miss(LambdaFn& function, const Bucket& bucket, std::vector<Text> prefixes) {
  function.add_to_role_policy({.actions = {iam::s3::ListBucket},
                               .resources = {bucket.arn()},
                               .conditions = {{"StringLikeIfExists", "s3:prefix", std::move(prefixes)}}});
}

LambdaFn& add_lessons(tenon::Stack& stack, const Means& means) {
  const auto& [parameters, keys, network, tables, content, wording, recommenders, bus] = means;
  const Text speech_region = parameters.region_of(Service::speech);
  auto& function = add_function(
      stack, keys,
      {.id = "Lessons",
       .name = "lessons",
       .description = "Language learning: delivers lessons, translated and spoken",
       .code = {functions::shared::api, functions::lessons::index},
       .memory_mebibytes = 1024,
       .environment = {{"LESSONS_TABLE", tables.lessons.table_name()},
                       {"LANGUAGE_INDEX", language_index},
                       {"DIFFICULTY_INDEX", difficulty_index},
                       {"CONTENT_BUCKET", content.lessons.bucket_name()},
                       {"AUDIO_BUCKET", content.audio.bucket_name()},
                       {"CONTENT_URL", tenon::format_sub("https://{}", content.distribution.domain_name())},
                       {"LANGUAGES", language_codes()},
                       {"POLLY_VOICES", voices()},
                       {"POLLY_ENGINE", parameters.voice_engine.ref()},
                       {"POLLY_TEXT_TYPE", "ssml"},
                       {"POLLY_REGION", speech_region},
                       {"TRANSLATE_REGION", tenon::pseudo::region},
                       {"TRANSLATE_TERMINOLOGY", wording.terminology},
                       {"ALLOWED_ORIGIN", "*"}},
       .network = &network});
  function.add_to_role_policy({.actions = {iam::dynamodb::GetItem}, .resources = {tables.lessons.arn()}});
  function.add_to_role_policy({.actions = {iam::dynamodb::Query},
                               .resources = {index_arn(tables.lessons, language_index),
                                             index_arn(tables.lessons, difficulty_index)}});
  function.add_to_role_policy(
      {.actions = {iam::s3::GetObject}, .resources = {content.lessons.arn_for_objects(lesson_files)}});
  let_miss(function, content.lessons, {lesson_files});
  function.add_to_role_policy({.actions = {iam::s3::GetObject, iam::s3::PutObject},
                               .resources = {content.audio.arn_for_objects(spoken_lessons)}});
  let_miss(function, content.audio, {spoken_lessons});
  // Polly knows lexicons alone as resources, and Translate asks for more than the terminology: the region is
  // what can be said.
  function.add_to_role_policy({.actions = {iam::polly::SynthesizeSpeech},
                               .resources = {"*"},
                               .conditions = {only_in(speech_region)}});
  function.add_to_role_policy({.actions = {iam::translate::TranslateText},
                               .resources = {"*"},
                               .conditions = {only_in(tenon::pseudo::region)}});
  return function;
}

/// Lessons come within a second, as no student waits for a function to start.
Alias& keep_warm(tenon::Stack& stack, LambdaFn& lessons, const Parameters& parameters) {
  auto& alias = stack.add("LiveLessons", Alias::Props{.alias_name = "live",
                                                      .version = lessons.current_version(),
                                                      .description = "What the API calls",
                                                      .provisioned_concurrent_executions =
                                                          parameters.fewest_warm_functions.ref()});
  auto& scaling = alias.add_auto_scaling({.max_capacity = parameters.most_warm_functions.ref(),
                                          .min_capacity = parameters.fewest_warm_functions.ref()});
  scaling.scale_on_utilization(warm_utilization);
  return alias;
}

/// Personalize knows no resource where events are put.
void let_track(LambdaFn& function, const Text& region) {
  function.add_to_role_policy(
      {.actions = {iam::personalize::PutEvents}, .resources = {"*"}, .conditions = {only_in(region)}});
}

LambdaFn& add_progress(tenon::Stack& stack, const Means& means) {
  const auto& [parameters, keys, network, tables, content, wording, recommenders, bus] = means;
  const Text personalize_region = parameters.region_of(Service::personalization);
  auto& function =
      add_function(stack, keys,
                   {.id = "Progress",
                    .name = "progress",
                    .description = "Language learning: keeps what students have learned",
                    .code = {functions::shared::api, functions::shared::tables, functions::progress::index},
                    .memory_mebibytes = 512,
                    .environment = {{"PROGRESS_TABLE", tables.progress.table_name()},
                                    {"EVENT_BUS", bus.event_bus_name()},
                                    {"EVENT_SOURCE", event_source},
                                    {"METRIC_NAMESPACE", metric_namespace},
                                    {"LANGUAGES", language_codes()},
                                    {"PERSONALIZE_REGION", personalize_region},
                                    {"PERSONALIZE_TRACKING_ID", parameters.event_tracker.ref()},
                                    {"ALLOWED_ORIGIN", "*"}},
                    .network = &network});
  function.add_to_role_policy({.actions = {iam::dynamodb::GetItem, iam::dynamodb::Query,
                                           iam::dynamodb::PutItem, iam::dynamodb::UpdateItem},
                               .resources = {tables.progress.arn()}});
  bus.grant_put_events(function);
  let_track(function, personalize_region);
  let_measure(function);
  return function;
}

LambdaFn& add_speech(tenon::Stack& stack, const Means& means) {
  const auto& [parameters, keys, network, tables, content, wording, recommenders, bus] = means;
  const Text streaming_region = parameters.region_of(Service::streaming);
  auto& function = add_function(stack, keys,
                                {.id = "Speech",
                                 .name = "speech",
                                 .description = "Language learning: hears how students pronounce",
                                 .code = {functions::shared::api, functions::speech::index},
                                 .memory_mebibytes = 1024,
                                 .environment = {{"RECORDINGS_BUCKET", content.recordings.bucket_name()},
                                                 {"LANGUAGES", language_codes()},
                                                 {"JOB_PREFIX", tenon::pseudo::stack_name},
                                                 {"TRANSCRIBE_REGION", tenon::pseudo::region},
                                                 {"TRANSCRIBE_VOCABULARIES", wording.vocabularies},
                                                 {"TRANSCRIBE_STREAMING_REGION", streaming_region},
                                                 {"STREAMING_VOCABULARIES", wording.streaming_vocabularies},
                                                 {"ALLOWED_ORIGIN", "*"}}});
  // Starting a job knows no resource; the region is what can be said.
  function.add_to_role_policy({.actions = {iam::transcribe::StartTranscriptionJob},
                               .resources = {"*"},
                               .conditions = {only_in(tenon::pseudo::region)}});
  function.add_to_role_policy(
      {.actions = {iam::transcribe::GetTranscriptionJob},
       .resources = {tenon::format_sub("arn:{}:transcribe:{}:{}:transcription-job/{}-*",
                                       tenon::pseudo::partition, tenon::pseudo::region,
                                       tenon::pseudo::account_id, tenon::pseudo::stack_name)}});
  // Streams have no ARN. The right is handed on in an address that is signed for one stream.
  function.add_to_role_policy({.actions = {iam::transcribe::StartStreamTranscription,
                                           iam::transcribe::StartStreamTranscriptionWebSocket},
                               .resources = {"*"},
                               .conditions = {only_in(streaming_region)}});
  function.add_to_role_policy({.actions = {iam::s3::GetObject, iam::s3::PutObject},
                               .resources = {content.recordings.arn_for_objects("recordings/*"),
                                             content.recordings.arn_for_objects("exercises/*"),
                                             content.recordings.arn_for_objects("transcripts/*")}});
  let_miss(function, content.recordings, {"exercises/*"});
  return function;
}

LambdaFn& add_grammar(tenon::Stack& stack, const Means& means) {
  const Text region = means.parameters.region_of(Service::analysis);
  auto& function =
      add_function(stack, means.keys,
                   {.id = "Grammar",
                    .name = "grammar",
                    .description = "Language learning: analyses what students write",
                    .code = {functions::shared::api, functions::grammar::index},
                    .memory_mebibytes = 512,
                    .environment = {{"LANGUAGES", language_codes()},
                                    {"COMPREHEND_REGION", region},
                                    {"COMPREHEND_ENTITY_ENDPOINT", means.parameters.entity_recognizer.ref()},
                                    {"COMPREHEND_ENTITY_LANGUAGE", "en"},
                                    {"METRIC_NAMESPACE", metric_namespace},
                                    {"ALLOWED_ORIGIN", "*"}}});
  // Texts are no resources; the region is what can be said. The custom recognizer's endpoint is one of it.
  function.add_to_role_policy({.actions = {iam::comprehend::DetectSyntax, iam::comprehend::DetectSentiment,
                                           iam::comprehend::DetectEntities},
                               .resources = {"*"},
                               .conditions = {only_in(region)}});
  let_measure(function);
  return function;
}

LambdaFn& add_recommendations(tenon::Stack& stack, const Means& means) {
  const auto& [parameters, keys, network, tables, content, wording, recommenders, bus] = means;
  const Text region = parameters.region_of(Service::personalization);
  auto& function = add_function(
      stack, keys,
      {.id = "Recommendations",
       .name = "recommendations",
       .description = "Language learning: recommends the next lessons",
       .code = {functions::shared::api, functions::shared::tables, functions::recommendations::index},
       .memory_mebibytes = 512,
       .environment = {{"PERSONALIZE_REGION", region},
                       {"PERSONALIZE_CAMPAIGN_A", recommenders.a.campaign},
                       {"PERSONALIZE_CAMPAIGN_B", recommenders.b.campaign},
                       {"PERSONALIZE_TRACKING_ID", parameters.event_tracker.ref()},
                       {"LESSONS_TABLE", tables.lessons.table_name()},
                       {"DIFFICULTY_INDEX", difficulty_index},
                       {"PROGRESS_TABLE", tables.progress.table_name()},
                       {"METRIC_NAMESPACE", metric_namespace},
                       {"LANGUAGES", language_codes()},
                       {"ALLOWED_ORIGIN", "*"}}});
  function.add_to_role_policy({.actions = {iam::personalize::GetRecommendations},
                               .resources = {recommenders.a.campaign, recommenders.b.campaign}});
  function.add_to_role_policy(
      {.actions = {iam::dynamodb::Query}, .resources = {index_arn(tables.lessons, difficulty_index)}});
  function.add_to_role_policy(
      {.actions = {iam::dynamodb::GetItem, iam::dynamodb::Query}, .resources = {tables.progress.arn()}});
  let_track(function, region);
  let_measure(function);
  return function;
}

/// What goes by the endpoints is what these functions do, on what is the stack's own.
void guard_endpoints(const Means& means) {
  const auto& [parameters, keys, network, tables, content, wording, recommenders, bus] = means;
  const tenon::Principal anyone_here = tenon::Principal::anyone().with_conditions(
      {{"StringEquals", "aws:PrincipalAccount", {tenon::pseudo::account_id}}});
  const auto allow = [&](auto& endpoint, std::vector<iam::Action> actions, std::vector<Text> resources) {
    endpoint.add_to_policy(
        {.actions = std::move(actions), .resources = std::move(resources), .principals = {anyone_here}});
  };
  allow(network.tables,
        {iam::dynamodb::GetItem, iam::dynamodb::Query, iam::dynamodb::PutItem, iam::dynamodb::UpdateItem},
        {tables.lessons.arn(), index_arn(tables.lessons, language_index),
         index_arn(tables.lessons, difficulty_index), tables.progress.arn()});
  allow(network.objects, {iam::s3::GetObject, iam::s3::PutObject, iam::s3::ListBucket},
        {content.lessons.arn(), content.lessons.arn_for_objects(lesson_files), content.audio.arn(),
         content.audio.arn_for_objects(spoken_lessons)});
  allow(network.events, {iam::events::PutEvents}, {bus.arn()});
  allow(network.metrics, {iam::cloudwatch::PutMetricData}, {"*"});
}

}  // namespace

Learning add_learning(tenon::Stack& stack, const Means& means) {
  auto& lessons = add_lessons(stack, means);
  guard_endpoints(means);
  return {
      .lessons = lessons,
      .live_lessons = keep_warm(stack, lessons, means.parameters),
      .progress = add_progress(stack, means),
      .speech = add_speech(stack, means),
      .grammar = add_grammar(stack, means),
      .recommendations = add_recommendations(stack, means),
  };
}

}  // namespace language_learning
