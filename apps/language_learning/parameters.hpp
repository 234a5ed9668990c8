#pragma once

/// \file
/// What only who deploys can say, what follows from it, and which region is asked for what.

#include "tenon/construct/stack.hpp"

namespace language_learning {

/// Services that are not in every region.
enum class Service {
  analysis,         ///< Comprehend
  personalization,  ///< Personalize
  streaming,        ///< Transcribe while somebody speaks
  speech,           ///< Polly's neural voices
  backup,           ///< where copies of backups are kept: another region than the stack's
};

struct Parameters {
  tenon::Parameter& environment;
  tenon::Parameter& owner;
  tenon::Parameter& cost_center;
  tenon::Parameter& alarm_email;
  tenon::Parameter& alarm_phone_number;
  tenon::Parameter& push_platform;
  tenon::Parameter& fewest_warm_functions;
  tenon::Parameter& most_warm_functions;
  tenon::Parameter& voice_engine;
  tenon::Parameter& event_tracker;
  tenon::Parameter& entity_recognizer;
  tenon::Parameter& training;
  tenon::Parameter& backup_copy_vault;
  tenon::Mapping& regions;
  tenon::Condition& has_alarm_email;
  tenon::Condition& has_alarm_phone_number;
  tenon::Condition& wants_push;
  /// Whether the stack's own region has the resource types of Personalize and Comprehend.
  tenon::Condition& offers_models;

  /// The region that is asked for the service.
  tenon::Value<std::string> region_of(Service service) const;
};

Parameters add_parameters(tenon::Stack& stack);

/// Tags of every resource that can have any.
void add_tags(tenon::Stack& stack, const Parameters& parameters);

}  // namespace language_learning
