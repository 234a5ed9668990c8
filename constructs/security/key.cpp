#include "tenon/constructs/security/key.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/kms/Alias.hpp"
#include "tenon/aws/kms/Key.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/actions.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/kms.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

constexpr std::string_view alias_prefix = "alias/";
constexpr Duration least_rotation_period = Duration::days(90);
constexpr Duration most_rotation_period = Duration::days(2560);
constexpr Duration least_pending_window = Duration::days(7);
constexpr Duration most_pending_window = Duration::days(30);

// Everything but the use of the key, and what is about no key in particular.
constexpr iam::Action admin_actions[] = {iam::kms::CancelKeyDeletion,
                                         iam::kms::CreateAlias,
                                         iam::kms::CreateGrant,
                                         iam::kms::DeleteAlias,
                                         iam::kms::DeleteImportedKeyMaterial,
                                         iam::kms::DescribeKey,
                                         iam::kms::DisableKey,
                                         iam::kms::DisableKeyRotation,
                                         iam::kms::EnableKey,
                                         iam::kms::EnableKeyRotation,
                                         iam::kms::GetKeyPolicy,
                                         iam::kms::GetKeyRotationStatus,
                                         iam::kms::GetParametersForImport,
                                         iam::kms::GetPublicKey,
                                         iam::kms::ListGrants,
                                         iam::kms::ListKeyPolicies,
                                         iam::kms::ListKeyRotations,
                                         iam::kms::ListResourceTags,
                                         iam::kms::PutKeyPolicy,
                                         iam::kms::RevokeGrant,
                                         iam::kms::ScheduleKeyDeletion,
                                         iam::kms::TagResource,
                                         iam::kms::UntagResource,
                                         iam::kms::UpdateAlias,
                                         iam::kms::UpdateKeyDescription,
                                         iam::kms::UpdatePrimaryRegion};
constexpr iam::Action decrypt_actions[] = {iam::kms::Decrypt};

constexpr std::array<std::string_view, 4> usage_texts = {"ENCRYPT_DECRYPT", "SIGN_VERIFY",
                                                         "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"};

constexpr unsigned bit(KeyUsage usage) { return 1U << static_cast<unsigned>(usage); }
constexpr unsigned encrypt = bit(KeyUsage::encrypt_decrypt);
constexpr unsigned sign = bit(KeyUsage::sign_verify);
constexpr unsigned mac = bit(KeyUsage::generate_verify_mac);
constexpr unsigned agree = bit(KeyUsage::key_agreement);

struct Spec {
  std::string_view text;
  unsigned usages;
};

/// In the order of `KeySpec`.
constexpr std::array<Spec, 17> specs = {{
    {"SYMMETRIC_DEFAULT", encrypt},
    {"RSA_2048", encrypt | sign},
    {"RSA_3072", encrypt | sign},
    {"RSA_4096", encrypt | sign},
    {"ECC_NIST_P256", sign | agree},
    {"ECC_NIST_P384", sign | agree},
    {"ECC_NIST_P521", sign | agree},
    {"ECC_NIST_EDWARDS25519", sign},
    {"ECC_SECG_P256K1", sign},
    {"HMAC_224", mac},
    {"HMAC_256", mac},
    {"HMAC_384", mac},
    {"HMAC_512", mac},
    {"ML_DSA_44", sign},
    {"ML_DSA_65", sign},
    {"ML_DSA_87", sign},
    {"SM2", encrypt | sign | agree},
}};

constexpr const Spec& spec_of(KeySpec spec) { return specs[static_cast<std::size_t>(spec)]; }
constexpr std::string_view text_of(KeyUsage usage) { return usage_texts[static_cast<std::size_t>(usage)]; }

std::string usages_of(const Spec& spec) {
  std::string usages;
  for (std::size_t i = 0; i < usage_texts.size(); ++i) {
    if ((spec.usages >> i & 1U) == 0) continue;
    usages += usages.empty() ? "" : ", ";
    usages += usage_texts[i];
  }
  return usages;
}

bool is_symmetric(const Key::Props& props) {
  return props.key_spec.value_or(KeySpec::symmetric_default) == KeySpec::symmetric_default;
}

/// A period without rotation is refused, so it stands for rotation here.
bool rotates(const Key::Props& props) { return props.enable_key_rotation.value_or(is_symmetric(props)); }

aws::kms::Key::Props resource_props(const Key::Props& props) {
  aws::kms::Key::Props key{
      .Description = props.description, .Enabled = props.enabled, .MultiRegion = props.multi_region};
  if (rotates(props)) key.EnableKeyRotation = true;
  if (props.key_spec) key.KeySpec = spec_of(*props.key_spec).text;
  if (props.key_usage) key.KeyUsage = text_of(*props.key_usage);
  // A length that is no whole number of days is reported; the property then stays out.
  const auto days = [](const std::optional<Duration>& length) -> Value<std::int64_t> {
    if (!length || length->to_seconds() % Duration::days(1).to_seconds() != 0) return {};
    return length->to_days();
  };
  key.PendingWindowInDays = days(props.pending_window);
  key.RotationPeriodInDays = days(props.rotation_period);
  return key;
}

bool is_alias_character(char c) {
  return ascii::is_alphanumeric(c) || c == ':' || c == '/' || c == '_' || c == '-';
}

Value<std::string> with_alias_prefix(const Value<std::string>& alias) {
  const std::string_view beginning = detail::known_beginning(alias);
  // Of what begins with a deploy-time value nothing is known: it is taken as it is, as in CDK.
  if (beginning.empty() || beginning.starts_with(alias_prefix)) return alias;
  if (const auto text = alias.literal()) return std::string(alias_prefix) + std::string(*text);
  return format("alias/{}", alias);
}

/// Whether keys and roles are of other accounts, as far as is known now.
/// As text where the stack's environment is known, as CDK has it in key policies.
Principal account_of(const Stack& stack) {
  return Principal::arn(format("arn:{}:iam::{}:root", stack.partition(), stack.account()));
}

bool other_account(const Stack& a, const Stack& b) { return &a != &b && a.account() != b.account(); }
bool other_region(const Stack& a, const Stack& b) { return &a != &b && a.region() != b.region(); }

}  // namespace

struct Key::Imported {
  const Value<std::string>& arn;
};

Key::Key(const Scope& scope, const Props& props)
    : Construct(scope), resource_(add("Resource", resource_props(props), where())) {
  check(props);
  resource_.apply_removal_policy(props.removal_policy);
  policy_.add({.actions = {"kms:*"}, .resources = {"*"}, .principals = {account_of(stack())}});
  for (const PolicyStatement& statement : props.policy) policy_.add(statement);
  for (const Grantee& admin : props.admins) grant_admin(admin);
  if (props.alias.is_set()) add_alias(props.alias);
}

Key::Key(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(::tenon::from_arn<aws::kms::Key>(*this, "Resource", imported.arn, where())) {}

Key& Key::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                   std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Key>(new Key(inner, Imported{arn})); }, where);
}

void Key::check(const Props& props) {
  const auto check_days = [&](std::string_view property, const std::optional<Duration>& length,
                              Duration least, Duration most) {
    if (!length) return;
    const bool whole = length->to_seconds() % Duration::days(1).to_seconds() == 0;
    if (whole && *length >= least && *length <= most) return;
    detail::refuse(*this, property, length->text(),
                   fmt::format("{} to {} whole days", least.to_days(), most.to_days()),
                   "the key management service does not take this length of time", where());
  };
  check_days("rotation_period", props.rotation_period, least_rotation_period, most_rotation_period);
  check_days("pending_window", props.pending_window, least_pending_window, most_pending_window);

  const Spec& spec = spec_of(props.key_spec.value_or(KeySpec::symmetric_default));
  const KeyUsage usage = props.key_usage.value_or(KeyUsage::encrypt_decrypt);
  if ((spec.usages & bit(usage)) == 0) {
    detail::refuse(*this, "key_usage", std::string(text_of(usage)), usages_of(spec),
                   fmt::format("a key of the spec {} cannot be used so", spec.text), where());
  }
  if (!is_symmetric(props) && props.enable_key_rotation.value_or(false)) {
    detail::refuse(*this, "enable_key_rotation", "true", "false",
                   fmt::format("a key of the spec {} does not rotate", spec.text), where());
  }
  if (props.rotation_period && !rotates(props)) {
    detail::refuse(*this, "rotation_period", props.rotation_period->text(),
                   "none for a key that does not rotate", "the key does not rotate", where());
  }
}

ArnAttribute<aws::kms::kind::Key_Arn> Key::arn() const { return resource_.Arn(); }
Attribute<aws::kms::kind::Key_KeyId> Key::key_id() const { return resource_.ref(); }

void Key::add_alias(const Value<std::string>& alias) {
  const Value<std::string> name = with_alias_prefix(alias);
  if (const auto text = name.literal()) {
    const bool fits = text->size() > alias_prefix.size() && text->size() <= 256 &&
                      !text->starts_with("alias/aws/") && ascii::all_of(*text, is_alias_character);
    if (!fits) {
      detail::refuse(*this, "alias", std::string(*text),
                     "up to 256 letters, digits and :/_- behind \"alias/\", not beginning with \"aws/\"",
                     "a key cannot have this alias", where());
    }
  }
  std::string id = "Alias";
  if (find_child(id) != nullptr) id += alias.literal().value_or(std::to_string(children().size()));
  add(id, Construct::Props{}, where())
      .add("Resource", aws::kms::Alias::Props{.AliasName = name, .TargetKeyId = arn()}, where());
}

void Key::add_to_resource_policy(PolicyStatement statement) {
  if (!resource_.is_imported()) policy_.add(std::move(statement));
}

void Key::grant_admin(const Grantee& grantee) { grant(grantee, detail::all({admin_actions})); }

void Key::grant_decrypt(const Grantee& grantee) { grant(grantee, {iam::kms::Decrypt}); }

void Key::grant_encrypt(const Grantee& grantee) {
  grant(grantee, detail::all({detail::key_encrypt_actions}));
}

void Key::grant_encrypt_decrypt(const Grantee& grantee) {
  grant(grantee, detail::all({decrypt_actions, detail::key_encrypt_actions}));
}

void Key::grant_sign(const Grantee& grantee) { grant(grantee, {iam::kms::Sign}); }
void Key::grant_verify(const Grantee& grantee) { grant(grantee, {iam::kms::Verify}); }
void Key::grant_generate_mac(const Grantee& grantee) { grant(grantee, {iam::kms::GenerateMac}); }
void Key::grant_verify_mac(const Grantee& grantee) { grant(grantee, {iam::kms::VerifyMac}); }

void Key::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  const Role* role = grantee.role();
  if (role == nullptr) {
    add_to_resource_policy(
        {.actions = std::move(actions), .resources = {"*"}, .principals = {grantee.principal()}});
    return;
  }
  const bool owned = !resource_.is_imported() && !role->resource().is_imported();
  const bool foreign = owned && other_account(stack(), role->stack());
  if (foreign) {
    // Only the other account's own policies can say more than that it is let in.
    add_to_resource_policy({.actions = actions,
                            .resources = {"*"},
                            .principals = {Principal::account(role->stack().account())}});
  }
  const bool elsewhere = foreign || (owned && other_region(stack(), role->stack()));
  const Value<std::string> resource = elsewhere ? Value<std::string>("*") : Value<std::string>(arn());
  grantee.add_to_policy({.actions = std::move(actions), .resources = {resource}});
}

void Key::prepare() {
  if (!resource_.is_imported()) resource_.set_property("KeyPolicy", policy_.json());
}

}  // namespace tenon
