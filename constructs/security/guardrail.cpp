#include "tenon/constructs/security/guardrail.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/aws/bedrock/Guardrail.hpp"
#include "tenon/aws/bedrock/GuardrailVersion.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/bedrock.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

namespace {

using L1 = aws::bedrock::Guardrail;

constexpr std::array<std::string_view, 4> strength_texts = {"NONE", "LOW", "MEDIUM", "HIGH"};
constexpr std::array<std::string_view, 6> content_texts = {"SEXUAL",  "VIOLENCE",   "HATE",
                                                           "INSULTS", "MISCONDUCT", "PROMPT_ATTACK"};
constexpr std::array<std::string_view, 3> action_texts = {"BLOCK", "ANONYMIZE", "NONE"};
/// In the order of `PiiType`.
constexpr std::array<std::string_view, 31> pii_texts = {"ADDRESS",
                                                        "AGE",
                                                        "AWS_ACCESS_KEY",
                                                        "AWS_SECRET_KEY",
                                                        "CA_HEALTH_NUMBER",
                                                        "CA_SOCIAL_INSURANCE_NUMBER",
                                                        "CREDIT_DEBIT_CARD_CVV",
                                                        "CREDIT_DEBIT_CARD_EXPIRY",
                                                        "CREDIT_DEBIT_CARD_NUMBER",
                                                        "DRIVER_ID",
                                                        "EMAIL",
                                                        "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
                                                        "IP_ADDRESS",
                                                        "LICENSE_PLATE",
                                                        "MAC_ADDRESS",
                                                        "NAME",
                                                        "PASSWORD",
                                                        "PHONE",
                                                        "PIN",
                                                        "SWIFT_CODE",
                                                        "UK_NATIONAL_HEALTH_SERVICE_NUMBER",
                                                        "UK_NATIONAL_INSURANCE_NUMBER",
                                                        "UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER",
                                                        "URL",
                                                        "USERNAME",
                                                        "US_BANK_ACCOUNT_NUMBER",
                                                        "US_BANK_ROUTING_NUMBER",
                                                        "US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER",
                                                        "US_PASSPORT_NUMBER",
                                                        "US_SOCIAL_SECURITY_NUMBER",
                                                        "VEHICLE_IDENTIFICATION_NUMBER"};

constexpr std::size_t longest_name = 50;
constexpr std::size_t most_topics = 30;
constexpr std::size_t most_examples = 5;
constexpr std::size_t most_patterns = 30;
constexpr double most_threshold = 0.99;

template <std::size_t N, class Enum>
std::string_view text_in(const std::array<std::string_view, N>& texts, Enum value) {
  return texts[static_cast<std::size_t>(value)];
}

/// The service looks for prompt attacks only in what users write.
FilterStrength output_strength_of(const ContentFilter& filter) {
  const bool input_only = filter.type == HarmfulContent::prompt_attack;
  return filter.output_strength.value_or(input_only ? FilterStrength::none : FilterStrength::high);
}

Value<L1::ContentPolicyConfig> content_policy(const Guardrail::Props& props) {
  std::vector<L1::ContentFilterConfig> filters;
  for (const ContentFilter& filter : props.content_filters) {
    filters.push_back({.InputStrength = text_in(strength_texts, filter.input_strength),
                       .OutputStrength = text_in(strength_texts, output_strength_of(filter)),
                       .Type = text_in(content_texts, filter.type)});
  }
  if (filters.empty()) return {};
  return L1::ContentPolicyConfig{.FiltersConfig = List<L1::ContentFilterConfig>(filters)};
}

Value<L1::TopicPolicyConfig> topic_policy(const Guardrail::Props& props) {
  std::vector<L1::TopicConfig> topics;
  for (const DeniedTopic& topic : props.denied_topics) {
    topics.push_back(
        {.Definition = topic.definition,
         .Examples = topic.examples.empty() ? List<std::string>() : List<std::string>(topic.examples),
         .Name = topic.name,
         .Type = "DENY"});
  }
  if (topics.empty()) return {};
  return L1::TopicPolicyConfig{.TopicsConfig = List<L1::TopicConfig>(topics)};
}

Value<L1::WordPolicyConfig> word_policy(const Guardrail::Props& props) {
  std::vector<L1::WordConfig> words;
  for (const std::string& word : props.words) words.push_back({.Text = word});
  L1::WordPolicyConfig policy;
  if (props.filter_profanity) policy.ManagedWordListsConfig = {L1::ManagedWordsConfig{.Type = "PROFANITY"}};
  if (!words.empty()) policy.WordsConfig = List<L1::WordConfig>(words);
  if (words.empty() && !props.filter_profanity) return {};
  return policy;
}

Value<L1::SensitiveInformationPolicyConfig> sensitive_policy(const Guardrail::Props& props) {
  std::vector<L1::PiiEntityConfig> entities;
  for (const PiiEntity& entity : props.pii_entities) {
    entities.push_back(
        {.Action = text_in(action_texts, entity.action), .Type = text_in(pii_texts, entity.type)});
  }
  std::vector<L1::RegexConfig> patterns;
  for (const SensitivePattern& pattern : props.sensitive_patterns) {
    L1::RegexConfig config{
        .Action = text_in(action_texts, pattern.action), .Name = pattern.name, .Pattern = pattern.pattern};
    if (!pattern.description.empty()) config.Description = pattern.description;
    patterns.push_back(config);
  }
  L1::SensitiveInformationPolicyConfig policy;
  if (!entities.empty()) policy.PiiEntitiesConfig = List<L1::PiiEntityConfig>(entities);
  if (!patterns.empty()) policy.RegexesConfig = List<L1::RegexConfig>(patterns);
  if (entities.empty() && patterns.empty()) return {};
  return policy;
}

Value<L1::ContextualGroundingPolicyConfig> grounding_policy(const Guardrail::Props& props) {
  std::vector<L1::ContextualGroundingFilterConfig> filters;
  if (props.grounding_threshold)
    filters.push_back({.Threshold = *props.grounding_threshold, .Type = "GROUNDING"});
  if (props.relevance_threshold)
    filters.push_back({.Threshold = *props.relevance_threshold, .Type = "RELEVANCE"});
  if (filters.empty()) return {};
  return L1::ContextualGroundingPolicyConfig{.FiltersConfig =
                                                 List<L1::ContextualGroundingFilterConfig>(filters)};
}

L1::Props resource_props(const Construct& construct, const Guardrail::Props& props) {
  L1::Props guardrail{.BlockedInputMessaging = props.blocked_input_messaging,
                      .BlockedOutputsMessaging = props.blocked_outputs_messaging,
                      .ContentPolicyConfig = content_policy(props),
                      .ContextualGroundingPolicyConfig = grounding_policy(props),
                      .Description = props.description,
                      .Name = props.guardrail_name.is_set()
                                  ? props.guardrail_name
                                  : Value<std::string>(detail::unique_id(construct, longest_name)),
                      .SensitiveInformationPolicyConfig = sensitive_policy(props),
                      .TopicPolicyConfig = topic_policy(props),
                      .WordPolicyConfig = word_policy(props)};
  if (props.encryption_key != nullptr) guardrail.KmsKeyArn = props.encryption_key->arn();
  return guardrail;
}

}  // namespace

struct Guardrail::Imported {
  Value<std::string> arn;
  Value<std::string> version;
};

Guardrail::Guardrail(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(*this, props), where())),
      encryption_key_(props.encryption_key) {
  check(props);
}

Guardrail::Guardrail(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(::tenon::from_attributes<L1>(
          *this, "Resource",
          {{"GuardrailArn", imported.arn},
           {"Ref", imported.arn},
           {"GuardrailId", Value<std::string>(Fn::Select(1, Fn::Split("/", imported.arn)))}},
          where())),
      version_(imported.version) {}

Guardrail& Guardrail::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                               const Value<std::string>& version, std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<Guardrail>(new Guardrail(inner, Imported{arn, version}));
      },
      where);
}

void Guardrail::check(const Props& props) {
  const auto check_count = [&](std::string_view property, std::size_t count, std::size_t most) {
    if (count <= most) return;
    detail::refuse(*this, property, std::to_string(count), fmt::format("at most {}", most),
                   "a guardrail has no more of them", where());
  };
  check_count("denied_topics", props.denied_topics.size(), most_topics);
  check_count("sensitive_patterns", props.sensitive_patterns.size(), most_patterns);
  for (const DeniedTopic& topic : props.denied_topics)
    check_count("examples", topic.examples.size(), most_examples);

  const auto check_threshold = [&](std::string_view property, const std::optional<double>& threshold) {
    if (!threshold || (*threshold >= 0 && *threshold <= most_threshold)) return;
    detail::refuse(*this, property, fmt::format("{}", *threshold), "0 to 0.99",
                   "the service is never surer than that", where());
  };
  check_threshold("grounding_threshold", props.grounding_threshold);
  check_threshold("relevance_threshold", props.relevance_threshold);

  for (auto filter = props.content_filters.begin(); filter != props.content_filters.end(); ++filter) {
    if (filter->type == HarmfulContent::prompt_attack &&
        output_strength_of(*filter) != FilterStrength::none) {
      detail::refuse(*this, "output_strength",
                     std::string(text_in(strength_texts, output_strength_of(*filter))), "none",
                     "prompt attacks are looked for only in what users write", where());
    }
    const bool again = std::any_of(props.content_filters.begin(), filter,
                                   [&](const ContentFilter& other) { return other.type == filter->type; });
    if (again) {
      detail::refuse(*this, "content_filters", std::string(text_in(content_texts, filter->type)),
                     "one filter of each kind", "two filters look for the same", where());
    }
  }
  const bool filters_nothing = props.content_filters.empty() && props.denied_topics.empty() &&
                               props.words.empty() && !props.filter_profanity && props.pii_entities.empty() &&
                               props.sensitive_patterns.empty() && !props.grounding_threshold &&
                               !props.relevance_threshold;
  if (filters_nothing) {
    detail::demand(*this, "content_filters", "at least one filter of any kind",
                   "a guardrail filters something", where());
  }
}

Value<std::string> Guardrail::arn() const { return resource_.GuardrailArn(); }
Value<std::string> Guardrail::guardrail_id() const { return resource_.GuardrailId(); }

Value<std::string> Guardrail::create_version(const Value<std::string>& description) {
  if (version_resource_ != nullptr || resource_.is_imported()) {
    detail::refuse(*this, "create_version", "", "one version of a guardrail of this app",
                   version_resource_ != nullptr ? "the guardrail has its version already"
                                                : "the guardrail exists already",
                   where());
    return version_;
  }
  version_resource_ =
      &add("Version",
           aws::bedrock::GuardrailVersion::Props{.Description = description, .GuardrailIdentifier = arn()},
           where());
  version_id_ = version_resource_->logical_id();
  version_ = version_resource_->Version();
  return version_;
}

void Guardrail::grant_apply(const Grantee& grantee) {
  grantee.add_to_policy({.actions = {iam::bedrock::ApplyGuardrail}, .resources = {arn()}});
  if (encryption_key_ != nullptr) encryption_key_->grant_decrypt(grantee);
}

Metric Guardrail::metric(std::string name, Statistic statistic) const {
  return Metric({.metric_namespace = "AWS/Bedrock/Guardrails",
                 .metric_name = std::move(name),
                 .dimensions = {{"GuardrailArn", arn()}, {"GuardrailVersion", version_}},
                 .statistic = statistic});
}

Metric Guardrail::metric_interventions() const { return metric("InvocationsIntervened", Statistic::sum); }
Metric Guardrail::metric_invocations() const { return metric("Invocations", Statistic::sum); }

void Guardrail::prepare() {
  if (version_resource_ == nullptr) return;
  // A version is what the guardrail was when it was made: another guardrail needs another resource.
  constexpr std::size_t digits = 8;
  version_resource_->override_logical_id(version_id_ +
                                         md5_hex(resolved_json(resource_.properties())).substr(0, digits));
}

}  // namespace tenon
