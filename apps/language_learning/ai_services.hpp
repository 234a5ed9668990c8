#pragma once

/// \file
/// What Transcribe, Translate, Comprehend and Personalize are told about lessons. Most of it has no resource
/// type: custom resources make it, or the functions are told its name.

#include "content.hpp"
#include "functions.hpp"
#include "parameters.hpp"

namespace language_learning {

/// The words of lessons, for those who transcribe and translate.
struct Wording {
  /// Names of custom vocabularies by language, as JSON: of the stack's region, and of the one that streams.
  tenon::Value<std::string> vocabularies;
  tenon::Value<std::string> streaming_vocabularies;
  /// The name of the custom terminology.
  tenon::Value<std::string> terminology;
};

Wording add_wording(tenon::Stack& stack, const Parameters& parameters, const Keys& keys);

/// Starts and follows the translation of all lessons in a batch, for editors.
tenon::LambdaFn& add_translation(tenon::Stack& stack, const Keys& keys, const Content& content,
                                 const Wording& wording);

/// Two ways of recommending lessons, of which each student sees one (A/B). Their ARNs are made of names, so
/// that functions know them before Personalize does.
struct Recommender {
  tenon::Value<std::string> solution;
  tenon::Value<std::string> campaign;
};
struct Recommenders {
  Recommender a;
  Recommender b;
  /// Has the solutions trained.
  tenon::LambdaFn& training;
};

/// The solutions are trained once a week.
Recommenders add_recommenders(tenon::Stack& stack, const Parameters& parameters, const Keys& keys);

/// Learns to recognize terms of grammar, where the stack's region has Comprehend.
void add_entity_recognition(tenon::Stack& stack, const Parameters& parameters, const Content& content);

}  // namespace language_learning
