#include "tenon/constructs/compute/custom_resource.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/iam/transcribe.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

void custom_resource(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Speech", Stack::Props{});
  auto& function = stack.add("Vocabularies",
                             LambdaFn::Props{.code = Code::from_inline("def handler(event, context): pass"),
                                             .handler = "index.handler",
                                             .runtime = Runtime::python_3_13,
                                             .timeout = Duration::minutes(15)});

  auto& words = stack.add(
      "Words", CustomResource::Props{.service_token = function,
                                     .resource_type = "Custom::Vocabulary",
                                     .properties = {{"Name", format("{}-terms", pseudo::stack_name)},
                                                    {"LanguageCode", "en-US"},
                                                    {"Phrases", json::array({"gerund", "participle"})}},
                                     .service_timeout = Duration::minutes(15)});
  stack.add("Vocabulary", Output::Props{.Value = words.get_att("Name")});

  // Granted before or after: the vocabulary is made with the permission, and deleted with it.
  function.add_to_role_policy(
      {.actions = {tenon::iam::transcribe::DeleteVocabulary},
       .resources = {format("arn:{}:transcribe:{}:{}:vocabulary/{}-terms", pseudo::partition, pseudo::region,
                            pseudo::account_id, pseudo::stack_name)}});
}
