#include "tenon/constructs/security/guardrail.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/bedrock/Guardrail.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
namespace {

class GuardrailTest : public StackTest {
 protected:
  Guardrail& add(const Guardrail::Props& props = {}) { return stack.add("Guard", props); }
};

TEST_F(GuardrailTest, FiltersAllThatIsHarmful) {
  add();
  expect("AWS::Bedrock::Guardrail",
         R"({"Name": {"$like": "ShopGuard*"}, "TopicPolicyConfig": {"$absent": true},
      "SensitiveInformationPolicyConfig": {"$absent": true}, "ContextualGroundingPolicyConfig": {"$absent": true}, "KmsKeyArn": {"$absent": true},
      "BlockedInputMessaging": {"$any": true}, "BlockedOutputsMessaging": {"$any": true},
      "ContentPolicyConfig": {"FiltersConfig": [
          {"Type": "SEXUAL", "InputStrength": "HIGH", "OutputStrength": "HIGH"}, {"Type": "VIOLENCE"}, {"Type": "HATE"}, {"Type": "INSULTS"},
          {"Type": "MISCONDUCT"}, {"Type": "PROMPT_ATTACK", "InputStrength": "HIGH", "OutputStrength": "NONE"}]},
      "WordPolicyConfig": {"$exactly": {"ManagedWordListsConfig": [{"Type": "PROFANITY"}]}}})");
}

TEST_F(GuardrailTest, SetsWhatWasGiven) {
  add({.guardrail_name = "shop",
       .description = "Keeps to the shop",
       .blocked_input_messaging = "No.",
       .blocked_outputs_messaging = "Neither.",
       .content_filters = {{HarmfulContent::hate, FilterStrength::low, FilterStrength::medium}},
       .denied_topics = {{"Investments",
                          "Advice about what to buy at exchanges",
                          {"Which shares shall I buy?"}}},
       .words = {"rival"},
       .filter_profanity = false,
       .pii_entities = {{PiiType::email},
                        {PiiType::vehicle_identification_number, SensitiveInformationAction::block}},
       .sensitive_patterns = {{"Order", "ORD-[0-9]{8}", SensitiveInformationAction::none,
                               "Numbers of orders"}},
       .grounding_threshold = 0.7,
       .relevance_threshold = 0.5});
  expect("AWS::Bedrock::Guardrail",
         R"({"Name": "shop", "Description": "Keeps to the shop", "BlockedInputMessaging": "No.",
      "BlockedOutputsMessaging": "Neither.",
      "ContentPolicyConfig": {"FiltersConfig": [{"$exactly": {"Type": "HATE", "InputStrength": "LOW", "OutputStrength": "MEDIUM"}}]},
      "TopicPolicyConfig": {"TopicsConfig": [{"Name": "Investments", "Type": "DENY", "Definition": "Advice about what to buy at exchanges",
          "Examples": ["Which shares shall I buy?"]}]},
      "WordPolicyConfig": {"$exactly": {"WordsConfig": [{"Text": "rival"}]}},
      "SensitiveInformationPolicyConfig": {"PiiEntitiesConfig": [{"Type": "EMAIL", "Action": "ANONYMIZE"},
          {"Type": "VEHICLE_IDENTIFICATION_NUMBER", "Action": "BLOCK"}],
          "RegexesConfig": [{"Name": "Order", "Pattern": "ORD-[0-9]{8}", "Action": "NONE", "Description": "Numbers of orders"}]},
      "ContextualGroundingPolicyConfig": {"FiltersConfig": [{"Type": "GROUNDING", "Threshold": 0.7}, {"Type": "RELEVANCE", "Threshold": 0.5}]}})");
}

TEST_F(GuardrailTest, GrantsWhatCallsNeed) {
  add({.encryption_key = &stack.add("Key", Key::Props{})}).grant_apply(add_role());
  expect("AWS::Bedrock::Guardrail", R"({"KmsKeyArn": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}})");
  expect_granted(
      R"([{"Action": "bedrock:ApplyGuardrail", "Resource": {"Fn::GetAtt": [{"$like": "Guard*"}, "GuardrailArn"]}},
      {"Action": "kms:Decrypt"}])");
}

TEST_F(GuardrailTest, IsTheDraftUntilAVersionIsMade) {
  Guardrail& guardrail = add();
  EXPECT_EQ(guardrail.version().literal(), "DRAFT");
  EXPECT_EQ(guardrail.metric_interventions().props().dimensions.at(1).value.literal(), "DRAFT");
  stack.add("Number", Output::Props{.Value = guardrail.create_version("First")});
  expect(
      "AWS::Bedrock::GuardrailVersion",
      R"({"Description": "First", "GuardrailIdentifier": {"Fn::GetAtt": [{"$like": "Guard*"}, "GuardrailArn"]}})");
  EXPECT_TRUE(synthesized().has_output(
      "Number", R"({"Value": {"Fn::GetAtt": [{"$like": "GuardVersion*"}, "Version"]}})"));
}

TEST_F(GuardrailTest, ThatChangesGetsAnotherVersion) {
  const auto version_id = [](const std::string& word) {
    App other;
    Stack& shop = other.add("Shop", Stack::Props{});
    shop.add("Guard", Guardrail::Props{.words = {word}}).create_version();
    testing::Template::of(shop);  // a second look gives the same
    return testing::Template::of(shop).find_resources("AWS::Bedrock::GuardrailVersion").at(0);
  };
  EXPECT_EQ(version_id("one"), version_id("one"));
  EXPECT_NE(version_id("one"), version_id("another"));
}

TEST_F(GuardrailTest, ThatExistsIsApplied) {
  Guardrail& guardrail =
      Guardrail::from_arn(stack, "Existing", "arn:aws:bedrock:eu-west-1:111122223333:guardrail/abc123", "2");
  guardrail.grant_apply(add_role());
  EXPECT_EQ(guardrail.version().literal(), "2");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Bedrock::Guardrail", 0));
  expect_granted(R"([{"Resource": "arn:aws:bedrock:eu-west-1:111122223333:guardrail/abc123"}])");
}

TEST_F(GuardrailTest, HasOneVersionInAStack) {
  Guardrail& guardrail = add();
  guardrail.create_version();
  guardrail.create_version();
  expect_refused("property-not-allowed", "create_version");
}

TEST_F(GuardrailTest, RefusesWhatTheServiceWouldNotTake) {
  struct Row {
    Guardrail::Props props;
    std::string_view id;
    std::string_view property;
  };
  const Row rows[] = {
      {{.content_filters = {{HarmfulContent::prompt_attack, FilterStrength::high, FilterStrength::low}}},
       "property-not-allowed",
       "output_strength"},
      {{.content_filters = {{HarmfulContent::hate}, {HarmfulContent::hate}}},
       "property-not-allowed",
       "content_filters"},
      {{.content_filters = {}, .filter_profanity = false}, "property-needed", "content_filters"},
      {{.denied_topics = std::vector<DeniedTopic>(31, {"A", "B"})}, "property-not-allowed", "denied_topics"},
      {{.denied_topics = {{"A", "B", {"1", "2", "3", "4", "5", "6"}}}}, "property-not-allowed", "examples"},
      {{.grounding_threshold = 1.0}, "property-not-allowed", "grounding_threshold"},
      {{.relevance_threshold = -0.1}, "property-not-allowed", "relevance_threshold"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{}).add("Guard", row.props);
    ASSERT_EQ(other.diagnostics().size(), 1U) << row.property;
    EXPECT_EQ(other.diagnostics()[0].id, row.id);
    EXPECT_EQ(other.diagnostics()[0].property, row.property);
  }
}

}  // namespace
}  // namespace tenon
