#include "tenon/constructs/security/guardrail.hpp"

#include "tenon/app/run.hpp"

using tenon::Guardrail;
using tenon::PiiType;
using tenon::Principal;
using tenon::Role;
using tenon::SensitiveInformationAction;

void guardrail(tenon::App& app) {
  auto& stack = app.add("Assistant", tenon::Stack::Props{});

  auto& lessons = stack.add(
      "Lessons",
      Guardrail::Props{
          .description = "Talks about languages and nothing else",
          .denied_topics = {{.name = "Investments",
                             .definition = "Advice about what to buy or sell",
                             .examples = {"Which shares shall I buy?"}}},
          .pii_entities = {{PiiType::email}, {PiiType::password, SensitiveInformationAction::block}},
          .grounding_threshold = 0.7,
      });
  auto& tutor = stack.add("Tutor", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  lessons.grant_apply(tutor);
  stack.add("Version", tenon::Output::Props{.Value = lessons.create_version()});
}
