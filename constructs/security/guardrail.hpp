#pragma once

/// \file
/// Guardrails of Amazon Bedrock.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::bedrock {
class Guardrail;
class GuardrailVersion;
}  // namespace tenon::aws::bedrock

namespace tenon {

class Key;

/// How sure a filter must be that content is harmful: `high` filters the most.
enum class FilterStrength : std::uint8_t { none, low, medium, high };

/// Kinds of harmful content.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters.html
enum class HarmfulContent : std::uint8_t { sexual, violence, hate, insults, misconduct, prompt_attack };

struct ContentFilter {
  HarmfulContent type;
  /// Of what users write.
  FilterStrength input_strength = FilterStrength::high;
  /// Of what the model answers. Default: high; none of prompt attacks, which are refused with any other.
  std::optional<FilterStrength> output_strength = {};
};

/// What is not talked about.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-denied-topics.html
struct DeniedTopic {
  /// At most 100 letters, digits, spaces and `-_!?.`.
  std::string name;
  /// A sentence, at most 1,000 characters.
  std::string definition;
  /// At most five sentences of at most 100 characters each. Default: none.
  std::vector<std::string> examples = {};
};

/// What happens to what a filter of sensitive information found: the whole text is blocked, the finding is
/// replaced by its kind, or it is only reported.
enum class SensitiveInformationAction : std::uint8_t { block, anonymize, none };

/// Personal and other sensitive information that the service knows.
/// https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html
enum class PiiType : std::uint8_t {
  address,
  age,
  aws_access_key,
  aws_secret_key,
  ca_health_number,
  ca_social_insurance_number,
  credit_debit_card_cvv,
  credit_debit_card_expiry,
  credit_debit_card_number,
  driver_id,
  email,
  international_bank_account_number,
  ip_address,
  license_plate,
  mac_address,
  name,
  password,
  phone,
  pin,
  swift_code,
  uk_national_health_service_number,
  uk_national_insurance_number,
  uk_unique_taxpayer_reference_number,
  url,
  username,
  us_bank_account_number,
  us_bank_routing_number,
  us_individual_tax_identification_number,
  us_passport_number,
  us_social_security_number,
  vehicle_identification_number,
};

struct PiiEntity {
  PiiType type;
  SensitiveInformationAction action = SensitiveInformationAction::anonymize;
};

/// Sensitive information of a form of one's own.
struct SensitivePattern {
  std::string name;
  /// A regular expression.
  std::string pattern;
  SensitiveInformationAction action = SensitiveInformationAction::anonymize;
  std::string description = {};
};

/// Filters what users ask a model and what it answers.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-bedrock-guardrail.html
class Guardrail final : public Construct {
 public:
  struct Props {
    using Of = Guardrail;
    /// At most 50 letters, digits, `-` and `_`. Default: made of the ids from the stack to the guardrail.
    Value<std::string> guardrail_name = {};
    Value<std::string> description = {};
    /// Said in place of an answer to what was blocked.
    Value<std::string> blocked_input_messaging = "Sorry, this question cannot be answered.";
    /// Said in place of an answer that was blocked.
    Value<std::string> blocked_outputs_messaging = "Sorry, the answer to this cannot be shown.";
    /// Default: all kinds with high strength.
    std::vector<ContentFilter> content_filters = {
        {HarmfulContent::sexual},  {HarmfulContent::violence},   {HarmfulContent::hate},
        {HarmfulContent::insults}, {HarmfulContent::misconduct}, {HarmfulContent::prompt_attack}};
    /// At most 30. Default: none.
    std::vector<DeniedTopic> denied_topics = {};
    /// Words and phrases of at most 100 characters that are blocked. Default: none.
    std::vector<std::string> words = {};
    /// Whether the words that the service knows as profane are blocked.
    bool filter_profanity = true;
    /// Default: none.
    std::vector<PiiEntity> pii_entities = {};
    /// At most 30. Default: none.
    std::vector<SensitivePattern> sensitive_patterns = {};
    /// Answers are blocked that are less sure than this to rest on the source given: 0 to 0.99. Default: not
    /// looked at.
    std::optional<double> grounding_threshold = {};
    /// Answers are blocked that are less sure than this to belong to the question: 0 to 0.99. Default: not
    /// looked at.
    std::optional<double> relevance_threshold = {};
    /// Encrypts the guardrail. Default: a key of Bedrock's own.
    Key* encryption_key = nullptr;
  };

  Guardrail(const Scope& scope, const Props& props);
  /// A guardrail that exists already. Default of `version`: the draft.
  static Guardrail& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                             const Value<std::string>& version = "DRAFT",
                             std::source_location where = std::source_location::current());

  aws::bedrock::Guardrail& resource() const noexcept { return resource_; }
  Value<std::string> arn() const;
  Value<std::string> guardrail_id() const;
  /// What calls name beside the id: the number of the version that `create_version` made, else "DRAFT".
  Value<std::string> version() const { return version_; }
  /// Keeps the guardrail as it is now under a number. A guardrail that changes gets another version with the
  /// next deployment. Once; `property-not-allowed` again.
  Value<std::string> create_version(const Value<std::string>& description = {});

  /// `bedrock:ApplyGuardrail`, which calls of models need too that name the guardrail; and the key, to
  /// decrypt.
  void grant_apply(const Grantee& grantee);

  /// How often the guardrail intervened; sum.
  Metric metric_interventions() const;
  /// Sum.
  Metric metric_invocations() const;
  /// A metric of AWS/Bedrock/Guardrails.
  /// https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-guardrails-cw-metrics.html
  Metric metric(std::string name, Statistic statistic) const;

 protected:
  void prepare() override;

 private:
  struct Imported;
  Guardrail(const Scope& scope, const Imported& imported);
  void check(const Props& props);

  aws::bedrock::Guardrail& resource_;
  aws::bedrock::GuardrailVersion* version_resource_ = nullptr;
  std::string version_id_;  // the logical id without what follows from the content
  Value<std::string> version_ = "DRAFT";
  Key* encryption_key_ = nullptr;
};

}  // namespace tenon
