#include "parameters.hpp"

#include "settings.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace language_learning {

namespace Fn = tenon::Fn;
namespace json = tenon::json;
using tenon::Condition;
using tenon::Mapping;
using tenon::Parameter;

namespace {

constexpr std::string_view keys[] = {"Analysis", "Personalization", "Streaming", "Speech", "Backup"};

/// Functions call what us-west-1 lacks (Comprehend, Personalize, Transcribe's streaming, and Polly's neural
/// voices as far as AWS says) in us-west-2, the nearest region that has it.
Mapping& add_regions(tenon::Stack& stack) {
  using Row = tenon::Map<tenon::Json>;
  const auto row = [](std::string_view services, std::string_view backup) {
    return Row{{"Analysis", services},
               {"Personalization", services},
               {"Streaming", services},
               {"Speech", services},
               {"Backup", backup}};
  };
  return stack.add("ServiceRegions", Mapping::Props{{{"us-west-1", row("us-west-2", "us-west-2")},
                                                     {"us-west-2", row("us-west-2", "us-east-1")},
                                                     {"us-east-1", row("us-east-1", "us-west-2")}}});
}

Condition& is_given(tenon::Stack& stack, std::string_view id, const Parameter& parameter) {
  return stack.add(id, Condition::Props{Fn::Not(Fn::Equals(parameter.ref(), ""))});
}

/// Groups of parameters as the console shows them.
void group(tenon::Stack& stack) {
  struct Group {
    std::string_view label;
    std::vector<tenon::Value<tenon::Json>> parameters;
  };
  const Group groups[] = {
      {"Tags", {"Environment", "Owner", "CostCenter"}},
      {"Alarms", {"AlarmEmail", "AlarmPhoneNumber"}},
      {"Performance", {"FewestWarmFunctions", "MostWarmFunctions"}},
      {"Speech and language",
       {"VoiceEngine", "EntityRecognizerEndpoint", "PersonalizeTrackingId", "RecommendationTraining"}},
      {"Notifications", {"PushPlatform"}},
      {"Availability", {"BackupCopyVault"}},
  };
  std::vector<tenon::Value<tenon::Json>> all;
  for (const Group& each : groups) {
    all.push_back(json::object(
        {{"Label", json::object({{"default", each.label}})}, {"Parameters", json::array(each.parameters)}}));
  }
  stack.add_metadata("AWS::CloudFormation::Interface", json::object({{"ParameterGroups", json::array(all)}}));
}

}  // namespace

tenon::Value<std::string> Parameters::region_of(Service service) const {
  return regions.find_in_map(tenon::pseudo::region, keys[static_cast<std::size_t>(service)]);
}

Parameters add_parameters(tenon::Stack& stack) {
  const auto text = [&](std::string_view id, std::string_view description, std::string_view default_value,
                        std::string_view pattern) -> Parameter& {
    return stack.add(id, Parameter::Props{.Type = "String",
                                          .Default = default_value,
                                          .AllowedPattern = pattern,
                                          .Description = description});
  };
  const auto choice = [&](std::string_view id, std::string_view description,
                          const std::vector<std::string_view>& choices) -> Parameter& {
    return stack.add(id, Parameter::Props{.Type = "String",
                                          .Default = choices.front(),
                                          .AllowedValues = choices,
                                          .Description = description});
  };
  const auto number = [&](std::string_view id, std::string_view description, int default_value, double least,
                          double most) -> Parameter& {
    return stack.add(id, Parameter::Props{.Type = "Number",
                                          .Default = default_value,
                                          .Description = description,
                                          .MaxValue = most,
                                          .MinValue = least});
  };
  constexpr std::string_view tag = "^[A-Za-z0-9 _.:/=+@-]{1,128}$";
  auto& environment = choice("Environment", "Which environment the resources belong to: the tag Environment",
                             {"production", "staging", "development"});
  auto& owner =
      text("Owner", "Who is responsible for the resources: the tag Owner", "language-learning-team", tag);
  auto& cost_center = text("CostCenter", "Who pays for the resources: the tag CostCenter", "education", tag);
  auto& email =
      text("AlarmEmail", "Where alarms are mailed to; empty for nowhere", "", "^$|^[^@ ]+@[^@ ]+[.][^@ ]+$");
  auto& phone =
      text("AlarmPhoneNumber", "The number that alarms are texted to, such as +14155550100; empty for none",
           "", "^$|^[+][1-9][0-9]{6,14}$");
  std::vector<std::string_view> platforms = {"none"};
  platforms.insert(platforms.end(), std::begin(push_platforms), std::end(push_platforms));
  auto& push =
      choice("PushPlatform",
             "The platform of push notifications. Put its credential into the secret IntegrationKeys "
             "before it is chosen; none for no push notifications",
             platforms);
  auto& fewest =
      number("FewestWarmFunctions", "How many instances of the lesson function are always warm", 5, 1, 1000);
  auto& most = number("MostWarmFunctions",
                      "How many instances of the lesson function are warm at the busiest time", 100, 1, 1000);
  auto& engine = choice("VoiceEngine", "Polly's engine", {"neural", "standard", "long-form", "generative"});
  auto& tracker = text("PersonalizeTrackingId",
                       "Tracking id of Personalize's event tracker; empty as long as there is none", "",
                       "^$|^[A-Za-z0-9-]{1,256}$");
  auto& recognizer =
      text("EntityRecognizerEndpoint",
           "ARN of the endpoint of Comprehend's custom entity recognizer; empty as long as there is none", "",
           "^$|^arn:aws[a-z-]*:comprehend:[a-z0-9-]+:[0-9]{12}:entity-recognizer-endpoint/.+$");
  auto& training = choice("RecommendationTraining",
                          "Whether Personalize's solutions are trained every week, which costs by the hour",
                          {"DISABLED", "ENABLED"});
  auto& vault =
      text("BackupCopyVault",
           "The vault of AWS Backup in the other region that backups are copied to; it has to be there",
           "Default", "^[A-Za-z0-9_-]{2,50}$");
  group(stack);
  return {
      .environment = environment,
      .owner = owner,
      .cost_center = cost_center,
      .alarm_email = email,
      .alarm_phone_number = phone,
      .push_platform = push,
      .fewest_warm_functions = fewest,
      .most_warm_functions = most,
      .voice_engine = engine,
      .event_tracker = tracker,
      .entity_recognizer = recognizer,
      .training = training,
      .backup_copy_vault = vault,
      .regions = add_regions(stack),
      .has_alarm_email = is_given(stack, "HasAlarmEmail", email),
      .has_alarm_phone_number = is_given(stack, "HasAlarmPhoneNumber", phone),
      .wants_push = stack.add("WantsPush", Condition::Props{Fn::Not(Fn::Equals(push.ref(), "none"))}),
      .offers_models = stack.add("OffersModels",
                                 Condition::Props{Fn::Or({Fn::Equals(tenon::pseudo::region, "us-west-2"),
                                                          Fn::Equals(tenon::pseudo::region, "us-east-1")})}),
  };
}

void add_tags(tenon::Stack& stack, const Parameters& parameters) {
  // Their tags are so new that not every region takes them.
  constexpr std::string_view untagged[] = {"AWS::ApplicationAutoScaling::ScalableTarget",
                                           "AWS::Personalize::Dataset", "AWS::Personalize::DatasetGroup",
                                           "AWS::Personalize::Schema", "AWS::Personalize::Solution"};
  const auto add = [&](std::string_view key, const tenon::Value<std::string>& value) {
    stack.add_tag(key, value, {.exclude_resource_types = untagged});
  };
  add("Application", "language-learning");
  add("Environment", parameters.environment.ref());
  add("Owner", parameters.owner.ref());
  add("CostCenter", parameters.cost_center.ref());
}

}  // namespace language_learning
