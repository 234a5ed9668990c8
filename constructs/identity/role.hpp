#pragma once

/// \file
/// Roles, and what permissions are granted to.

#include <concepts>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/value/duration.hpp"

namespace tenon::aws::iam {
class ManagedPolicy;
class Policy;
class Role;
namespace kind {
struct Role_Arn;
}
}  // namespace tenon::aws::iam

namespace tenon {

class ManagedPolicy;
class Role;

/// A construct that runs under a role: `Role& role()`.
template <class C>
concept HasRole = requires(C& construct) {
  { construct.role() } -> std::same_as<Role&>;
};

/// Whom permissions are granted to: a role, a construct that runs under one, or a principal that only the
/// policies of resources can name.
class Grantee {
 public:
  Grantee(Role& role);
  Grantee(Principal principal) : principal_(std::move(principal)) {}
  template <HasRole C>
  Grantee(C& construct) : Grantee(construct.role()) {}

  /// Null for a principal.
  Role* role() const noexcept { return role_; }
  /// As policies of resources name it.
  const Principal& principal() const noexcept { return principal_; }
  /// Adds the statement to the role's policy; false where there is none.
  bool add_to_policy(PolicyStatement statement) const;

 private:
  Role* role_ = nullptr;
  Principal principal_;
};

/// A policy of its own that roles can have, of AWS's or of the account's.
class ManagedPolicyReference {
 public:
  /// One of AWS's: "service-role/AWSLambdaBasicExecutionRole".
  static ManagedPolicyReference aws(std::string_view name);
  static ManagedPolicyReference arn(const Value<std::string>& arn) { return ManagedPolicyReference(arn); }
  ManagedPolicyReference(const ManagedPolicy& policy);

  const Value<std::string>& arn() const noexcept { return arn_; }

 private:
  explicit ManagedPolicyReference(Value<std::string> arn) : arn_(std::move(arn)) {}
  Value<std::string> arn_;
};

/// An identity that services and people take on for a while.
///
/// Permissions are granted (`table.grant_read(function)`); what was granted stands in one policy below the
/// role, `DefaultPolicy`.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
class Role final : public Construct {
 public:
  struct Props {
    using Of = Role;
    /// Who may take the role on, each under its own conditions.
    Required<"assumed_by", Principals> assumed_by;
    /// What callers of other accounts must give as `sts:ExternalId`: one of these. Default: nothing.
    std::vector<std::string> external_ids = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> role_name = {};
    Value<std::string> description = {};
    /// Default: "/".
    Value<std::string> path = {};
    /// Default: one hour. At least that, at most twelve.
    std::optional<Duration> max_session_duration = {};
    /// Default: none.
    std::vector<ManagedPolicyReference> managed_policies = {};
    /// Policies inside the role, by name. Default: none.
    std::vector<std::pair<std::string, PolicyDocument>> inline_policies = {};
    /// Bounds what the role may ever do. Default: nothing does.
    std::optional<ManagedPolicyReference> permissions_boundary = {};
  };

  Role(const Scope& scope, const Props& props);
  /// A role that exists already. What is granted to it stands in a policy of this stack that is attached to
  /// it by its name.
  static Role& from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                        std::source_location where = std::source_location::current());

  aws::iam::Role& resource() const noexcept { return resource_; }
  ArnAttribute<aws::iam::kind::Role_Arn> arn() const;
  /// The name: what `Ref` of a role returns.
  Value<std::string> role_name() const;
  /// "AROA…"
  Value<std::string> role_id() const;
  Role& role() noexcept { return *this; }

  /// Adds to the policy below the role, which is made with the first statement.
  void add_to_policy(PolicyStatement statement);
  /// What is granted to the role, before and after this call: what needs it depends on it,
  /// `flywheel.depends_on(role.permissions())`, and then is there after it and goes before it. Functions wait
  /// for it by themselves.
  const Construct& permissions();
  /// Lets others take the role on too.
  void add_to_assume_role_policy(PolicyStatement statement);
  void add_managed_policy(const ManagedPolicyReference& policy);
  void add_inline_policy(std::string name, PolicyDocument document);

  /// `iam:PassRole`: to hand the role to a service.
  void grant_pass_role(const Grantee& grantee);
  /// `sts:AssumeRole`
  void grant_assume_role(const Grantee& grantee);

 protected:
  void prepare() override;

 private:
  struct Imported {
    const Value<std::string>& arn;
  };
  Role(const Scope& scope, const Imported& imported);
  void set_managed_policies();
  Construct& policy_scope();

  aws::iam::Role& resource_;
  Construct* policy_scope_ = nullptr;
  aws::iam::Policy* default_policy_ = nullptr;
  PolicyDocument assume_role_policy_;
  PolicyDocument policy_;
  std::vector<ManagedPolicyReference> managed_policies_;
  std::vector<std::pair<std::string, PolicyDocument>> inline_policies_;
};

/// A policy that several roles share.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
class ManagedPolicy final : public Construct {
 public:
  struct Props {
    using Of = ManagedPolicy;
    std::vector<PolicyStatement> statements = {};
    /// Default: CloudFormation makes a name.
    Value<std::string> managed_policy_name = {};
    /// Default: empty.
    Value<std::string> description = "";
    /// Default: "/".
    Value<std::string> path = "/";
    /// Roles that have the policy. Default: none; see `Role::add_managed_policy`.
    std::vector<Role*> roles = {};
  };

  ManagedPolicy(const Scope& scope, const Props& props);

  aws::iam::ManagedPolicy& resource() const noexcept { return resource_; }
  Value<std::string> arn() const;
  void add_statement(PolicyStatement statement) { document_.add(std::move(statement)); }

 protected:
  void prepare() override;

 private:
  PolicyDocument document_;
  aws::iam::ManagedPolicy& resource_;
};

}  // namespace tenon
