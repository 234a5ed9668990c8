#include "ai_services.hpp"

#include <initializer_list>

#include "language_learning/functions/shared.hpp"
#include "language_learning/functions/terminology.hpp"
#include "language_learning/functions/training.hpp"
#include "language_learning/functions/translation.hpp"
#include "language_learning/functions/vocabulary.hpp"
#include "settings.hpp"
#include "tenon/aws/comprehend/Flywheel.hpp"
#include "tenon/aws/personalize/Dataset.hpp"
#include "tenon/aws/personalize/DatasetGroup.hpp"
#include "tenon/aws/personalize/Schema.hpp"
#include "tenon/aws/personalize/Solution.hpp"
#include "tenon/construct/only_if.hpp"
#include "tenon/constructs/compute/custom_resource.hpp"
#include "tenon/constructs/integration/event_rule.hpp"
#include "tenon/iam/personalize.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/transcribe.hpp"
#include "tenon/iam/translate.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace language_learning {

namespace aws = tenon::aws;
namespace iam = tenon::iam;
namespace json = tenon::json;
using tenon::CustomResource;
using tenon::LambdaFn;
using tenon::Principal;
using tenon::Resource;
using tenon::Role;

namespace {

using Text = tenon::Value<std::string>;
using Document = tenon::Value<tenon::Json>;

/// "arn:…:<service>:<region>:<account>:<what>/<stack>-<name>"
Text arn_of(std::string_view service, const Text& region, std::string_view what, std::string_view own_name) {
  return tenon::format_sub("arn:{}:{}:{}:{}:{}/{}", tenon::pseudo::partition, service, region,
                           tenon::pseudo::account_id, what, name(own_name));
}

// --- vocabularies ------------------------------------------------------------------------------------------

/// Words of lessons that Transcribe would take for others; hyphens stand for spaces.
struct Vocabulary {
  std::string_view id;
  std::string_view language;
  std::initializer_list<std::string_view> phrases;
};

const Vocabulary vocabularies[] = {
    {"EnUs", "en-US", {"gerund", "participle", "past-perfect", "phrasal-verb", "schwa", "diphthong"}},
    {"EsUs", "es-US", {"gerundio", "subjuntivo", "pretérito", "pluscuamperfecto", "tilde", "diptongo"}},
    {"FrFr", "fr-FR", {"gérondif", "subjonctif", "passé-composé", "imparfait", "liaison", "élision"}},
};

Document list_of(const Vocabulary& vocabulary) {
  const std::vector<Document> phrases(vocabulary.phrases.begin(), vocabulary.phrases.end());
  return json::array(phrases);
}

/// Of one region, as JSON: names by language.
Text add_vocabularies(tenon::Stack& stack, LambdaFn& function, std::string_view id, std::string_view kind,
                      const Text& region) {
  std::vector<tenon::Map<tenon::Json>::Entry> names;
  for (const Vocabulary& each : vocabularies) {
    const auto own_name = name(std::string(kind) + '-' + std::string(each.language));
    auto& resource =
        stack.add(std::string(id) + std::string(each.id), CustomResource::Props{
                                                              .service_token = function,
                                                              .resource_type = "Custom::Vocabulary",
                                                              .properties = {{"Name", own_name},
                                                                             {"LanguageCode", each.language},
                                                                             {"Region", region},
                                                                             {"Phrases", list_of(each)}},
                                                              .service_timeout = longest_run,
                                                          });
    names.push_back({each.language, resource.get_att("Name")});
  }
  return json::string(json::object(names));
}

LambdaFn& add_vocabulary_function(tenon::Stack& stack, const Keys& keys, const Text& own_region,
                                  const Text& streaming_region) {
  auto& function = add_function(stack, keys,
                                {.id = "Vocabulary",
                                 .name = "vocabulary",
                                 .description = "Language learning: makes custom vocabularies of Transcribe",
                                 .code = {functions::shared::custom_resource, functions::vocabulary::index},
                                 .timeout = longest_run});
  std::vector<Text> arns;
  for (const Vocabulary& each : vocabularies) {
    const std::string language(each.language);
    arns.push_back(arn_of("transcribe", own_region, "vocabulary", "terms-" + language));
    arns.push_back(arn_of("transcribe", streaming_region, "vocabulary", "streaming-" + language));
  }
  // Making one knows no resource; the regions are what can be said.
  function.add_to_role_policy(
      {.actions = {iam::transcribe::CreateVocabulary},
       .resources = {"*"},
       .conditions = {{"StringEquals", "aws:RequestedRegion", {own_region, streaming_region}}}});
  function.add_to_role_policy({.actions = {iam::transcribe::GetVocabulary, iam::transcribe::UpdateVocabulary,
                                           iam::transcribe::DeleteVocabulary},
                               .resources = arns});
  return function;
}

// --- terminology -------------------------------------------------------------------------------------------

/// What is always translated alike.
constexpr char terms[] =
    "en,es,fr,de,it,pt\n"
    "streak,racha,série,Serie,serie,sequência\n"
    "level,nivel,niveau,Niveau,livello,nível\n"
    "past perfect,pluscuamperfecto,plus-que-parfait,Plusquamperfekt,trapassato prossimo,mais-que-perfeito\n"
    "gerund,gerundio,gérondif,Gerundium,gerundio,gerúndio\n";

Text add_terminology(tenon::Stack& stack, const Keys& keys) {
  constexpr char own_name[] = "terms";
  auto& function =
      add_function(stack, keys,
                   {.id = "Terminology",
                    .name = "terminology",
                    .description = "Language learning: imports the custom terminology of Translate",
                    .code = {functions::shared::custom_resource, functions::terminology::index},
                    .timeout = longest_run});
  const Text arn = arn_of("translate", tenon::pseudo::region, "terminology", own_name);
  function.add_to_role_policy(
      {.actions = {iam::translate::ImportTerminology, iam::translate::DeleteTerminology},
       .resources = {arn, tenon::format("{}/LATEST", arn)}});
  auto& terminology = stack.add("LessonTerms", CustomResource::Props{
                                                   .service_token = function,
                                                   .resource_type = "Custom::Terminology",
                                                   .properties = {{"Name", name(own_name)},
                                                                  {"Region", tenon::pseudo::region},
                                                                  {"SourceLanguage", "en"},
                                                                  {"Csv", terms}},
                                                   .service_timeout = longest_run,
                                               });
  return terminology.get_att("Name");
}

// --- recommendations ---------------------------------------------------------------------------------------

Recommender recommender(const Text& region, std::string_view variant) {
  return {arn_of("personalize", region, "solution", variant),
          arn_of("personalize", region, "campaign", variant)};
}

/// What a student did with a lesson, as Personalize reads it.
constexpr char interactions[] = R"({
  "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "version": "1.0",
  "fields": [{"name": "USER_ID", "type": "string"}, {"name": "ITEM_ID", "type": "string"},
             {"name": "EVENT_TYPE", "type": "string"}, {"name": "TIMESTAMP", "type": "long"}]
})";

/// Data and solutions, where the stack's region has Personalize. Elsewhere README.md says how they are made.
void add_personalize(tenon::Stack& stack, const Parameters& parameters) {
  namespace personalize = aws::personalize;
  auto& schema = stack.add("InteractionsSchema",
                           personalize::Schema::Props{.Name = name("interactions"),
                                                      .Schema = json::string(json::parse(interactions))});
  auto& group = stack.add("LearningData", personalize::DatasetGroup::Props{.Name = name("learning")});
  auto& dataset =
      stack.add("Interactions", personalize::Dataset::Props{.DatasetGroupArn = group.DatasetGroupArn(),
                                                            .DatasetType = "Interactions",
                                                            .Name = name("interactions"),
                                                            .SchemaArn = schema.SchemaArn()});
  struct Variant {
    std::string_view id;
    std::string_view name;
    std::string_view recipe;
  };
  constexpr Variant variants[] = {{"SolutionA", "a", "aws-user-personalization-v2"},
                                  {"SolutionB", "b", "aws-user-personalization"}};
  for (const Variant& each : variants) {
    auto& solution = stack.add(
        each.id, personalize::Solution::Props{
                     .DatasetGroupArn = group.DatasetGroupArn(),
                     .Name = name(each.name),
                     .RecipeArn = {tenon::Raw{}, tenon::format_sub("arn:{}:personalize:::recipe/{}",
                                                                   tenon::pseudo::partition, each.recipe)},
                 });
    solution.depends_on(dataset);
    only_if(parameters.offers_models, solution);
  }
  for (Resource* each : std::initializer_list<Resource*>{&schema, &group, &dataset}) {
    only_if(parameters.offers_models, *each);
  }
}

LambdaFn& add_training(tenon::Stack& stack, const Keys& keys, const Recommender& a, const Recommender& b,
                       const Text& region) {
  const auto variant = [](const Recommender& each) {
    return json::object({{"solution", each.solution}, {"campaign", each.campaign}});
  };
  auto& function = add_function(
      stack, keys,
      {.id = "Training",
       .name = "training",
       .description =
           "Language learning: has Personalize's solutions trained, and campaigns use what they learned",
       .code = {functions::training::index},
       .timeout = tenon::Duration::minutes(5),
       .environment = {{"PERSONALIZE_REGION", region},
                       {"PERSONALIZE_VARIANTS", json::string(json::array({variant(a), variant(b)}))}}});
  function.add_to_role_policy(
      {.actions = {iam::personalize::CreateSolutionVersion}, .resources = {a.solution, b.solution}});
  // Lists know no resource.
  function.add_to_role_policy({.actions = {iam::personalize::ListSolutionVersions},
                               .resources = {"*"},
                               .conditions = {only_in(region)}});
  function.add_to_role_policy(
      {.actions = {iam::personalize::UpdateCampaign, iam::personalize::DescribeCampaign},
       .resources = {a.campaign, b.campaign}});
  return function;
}

}  // namespace

Wording add_wording(tenon::Stack& stack, const Parameters& parameters, const Keys& keys) {
  const Text here = tenon::pseudo::region;
  const Text streaming = parameters.region_of(Service::streaming);
  auto& function = add_vocabulary_function(stack, keys, here, streaming);
  return {
      .vocabularies = add_vocabularies(stack, function, "Terms", "terms", here),
      .streaming_vocabularies = add_vocabularies(stack, function, "StreamingTerms", "streaming", streaming),
      .terminology = add_terminology(stack, keys),
  };
}

LambdaFn& add_translation(tenon::Stack& stack, const Keys& keys, const Content& content,
                          const Wording& wording) {
  auto& role = stack.add(
      "TranslationDataRole",
      Role::Props{
          .assumed_by =
              Principal::service("translate.amazonaws.com")
                  .with_conditions({{"StringEquals", "aws:SourceAccount", {tenon::pseudo::account_id}}}),
          .description = "Language learning: with this Translate reads texts and writes translations",
      });
  role.add_to_policy(
      {.actions = {iam::s3::GetObject}, .resources = {content.lessons.arn_for_objects(source_texts)}});
  role.add_to_policy(
      {.actions = {iam::s3::PutObject}, .resources = {content.lessons.arn_for_objects(translated_texts)}});
  role.add_to_policy({.actions = {iam::s3::ListBucket}, .resources = {content.lessons.arn()}});

  auto& function =
      add_function(stack, keys,
                   {.id = "Translation",
                    .name = "translation",
                    .description = "Language learning: starts and follows batch translations, for editors",
                    .code = {functions::shared::api, functions::translation::index},
                    .environment = {{"TRANSLATE_REGION", tenon::pseudo::region},
                                    {"TRANSLATE_ROLE_ARN", role.arn()},
                                    {"TRANSLATE_TERMINOLOGY", wording.terminology},
                                    {"CONTENT_BUCKET", content.lessons.bucket_name()},
                                    {"LANGUAGES", language_codes()},
                                    {"SOURCE_LANGUAGE", source_language},
                                    {"EDITORS_GROUP", editors},
                                    {"ALLOWED_ORIGIN", "*"}}});
  // Jobs have no ARN that policies know.
  function.add_to_role_policy(
      {.actions = {iam::translate::StartTextTranslationJob, iam::translate::DescribeTextTranslationJob,
                   iam::translate::StopTextTranslationJob},
       .resources = {"*"},
       .conditions = {only_in(tenon::pseudo::region)}});
  function.add_to_role_policy(
      {.actions = {"iam:PassRole"},
       .resources = {role.arn()},
       .conditions = {{"StringEquals", "iam:PassedToService", {"translate.amazonaws.com"}}}});
  return function;
}

Recommenders add_recommenders(tenon::Stack& stack, const Parameters& parameters, const Keys& keys) {
  const Text region = parameters.region_of(Service::personalization);
  const Recommender a = recommender(region, "a");
  const Recommender b = recommender(region, "b");
  add_personalize(stack, parameters);
  auto& function = add_training(stack, keys, a, b, region);
  stack.add("WeeklyTraining", tenon::EventRule::Props{
                                  .schedule = training_time,
                                  .description = "Language learning: trains recommendations every week",
                                  .state = parameters.training.ref(),
                                  .targets = {function},
                              });
  return {a, b, function};
}

void add_entity_recognition(tenon::Stack& stack, const Parameters& parameters, const Content& content) {
  using aws::comprehend::Flywheel;
  constexpr char lake[] = "comprehend";
  auto& role = stack.add(
      "RecognitionDataRole",
      Role::Props{
          .assumed_by =
              Principal::service("comprehend.amazonaws.com")
                  .with_conditions({{"StringEquals", "aws:SourceAccount", {tenon::pseudo::account_id}}}),
          .description = "Language learning: with this Comprehend keeps what it learns from",
      });
  role.add_to_policy({.actions = {iam::s3::GetObject, iam::s3::PutObject},
                      .resources = {content.lessons.arn_for_objects(std::string(lake) + "/*")}});
  role.add_to_policy({.actions = {iam::s3::ListBucket}, .resources = {content.lessons.arn()}});
  auto& flywheel =
      stack.add("GrammarTerms",
                Flywheel::Props{
                    .DataAccessRoleArn = role.arn(),
                    .DataLakeS3Uri = tenon::format_sub("s3://{}/{}", content.lessons.bucket_name(), lake),
                    .FlywheelName = name("grammar-terms"),
                    .ModelType = "ENTITY_RECOGNIZER",
                    .TaskConfig =
                        Flywheel::TaskConfig{
                            .EntityRecognitionConfig =
                                Flywheel::EntityRecognitionConfig{
                                    .EntityTypes = {Flywheel::EntityTypesListItem{.Type = "GRAMMAR_TERM"},
                                                    Flywheel::EntityTypesListItem{.Type = "IDIOM"}}},
                            .LanguageCode = "en"},
                });
  flywheel.depends_on(role.permissions());
  only_if(parameters.offers_models, role);
  only_if(parameters.offers_models, flywheel);
}

}  // namespace language_learning
