#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::kms {
class Key;
namespace kind {
struct Key_Arn;
struct Key_KeyId;
}  // namespace kind
}  // namespace tenon::aws::kms

namespace tenon {

/// What a key is made of.
/// https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
enum class KeySpec : std::uint8_t {
  symmetric_default,
  rsa_2048,
  rsa_3072,
  rsa_4096,
  ecc_nist_p256,
  ecc_nist_p384,
  ecc_nist_p521,
  ecc_nist_edwards25519,
  ecc_secg_p256k1,
  hmac_224,
  hmac_256,
  hmac_384,
  hmac_512,
  ml_dsa_44,
  ml_dsa_65,
  ml_dsa_87,
  sm2,
};

/// What a key is for. What its spec cannot do is refused.
/// https://docs.aws.amazon.com/kms/latest/developerguide/create-keys.html#key-usage
enum class KeyUsage : std::uint8_t { encrypt_decrypt, sign_verify, generate_verify_mac, key_agreement };

/// A key of the Key Management Service. Its policy leaves permissions to the policies of the account's
/// identities (CDK's default key policy), so `grant_…` writes them into roles.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
class Key final : public Construct {
 public:
  struct Props {
    using Of = Key;
    /// "alias/orders"; the prefix is added where it is missing. Default: no alias.
    Value<std::string> alias = {};
    Value<std::string> description = {};
    /// Whether AWS replaces the key material from time to time. Default: for symmetric keys, of which alone
    /// it can be. (CDK's default: it does not.)
    std::optional<bool> enable_key_rotation = {};
    /// 90 to 2560 days. Default: 365 days, the service's own.
    std::optional<Duration> rotation_period = {};
    /// 7 to 30 days. Default: 30 days.
    std::optional<Duration> pending_window = {};
    /// Statements beside the one that leaves permissions to the account's identities. Default: none.
    std::vector<PolicyStatement> policy = {};
    /// Default: the key stays when the stack goes, as in CDK.
    RemovalPolicy removal_policy = RemovalPolicy::retain;
    /// Who may change, describe and delete the key, but not use it. Default: whom the account's policies let.
    std::vector<Grantee> admins = {};
    /// Default: symmetric.
    std::optional<KeySpec> key_spec = {};
    /// Default: to encrypt and decrypt.
    std::optional<KeyUsage> key_usage = {};
    /// Whether replicas can be made in other regions. Default: they cannot.
    Value<bool> multi_region = {};
    /// Default: the key can be used.
    Value<bool> enabled = {};
  };

  Key(const Scope& scope, const Props& props);
  static Key& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                       std::source_location where = std::source_location::current());

  aws::kms::Key& resource() const noexcept { return resource_; }
  ArnAttribute<aws::kms::kind::Key_Arn> arn() const;
  Attribute<aws::kms::kind::Key_KeyId> key_id() const;

  /// The first alias is the child `Alias`, further ones `Alias<name>`.
  void add_alias(const Value<std::string>& alias);
  /// Adds to the key's own policy. An imported key's is not changed.
  void add_to_resource_policy(PolicyStatement statement);
  /// Administration without use: Create*, Describe*, Put*, ScheduleKeyDeletion, …
  void grant_admin(const Grantee& grantee);
  /// Decrypting. For a principal that is no role the statement stands in the key's own policy.
  void grant_decrypt(const Grantee& grantee);
  /// Encrypting: Encrypt, ReEncrypt*, GenerateDataKey*.
  void grant_encrypt(const Grantee& grantee);
  void grant_encrypt_decrypt(const Grantee& grantee);
  void grant_sign(const Grantee& grantee);
  void grant_verify(const Grantee& grantee);
  void grant_generate_mac(const Grantee& grantee);
  void grant_verify_mac(const Grantee& grantee);
  void grant(const Grantee& grantee, std::vector<iam::Action> actions);

 protected:
  void prepare() override;

 private:
  struct Imported;
  Key(const Scope& scope, const Imported& imported);

  void check(const Props& props);

  aws::kms::Key& resource_;
  PolicyDocument policy_;
};

}  // namespace tenon
