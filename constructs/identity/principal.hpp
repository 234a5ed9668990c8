#pragma once

/// \file
/// Whom a policy speaks of.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/iam_action.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

/// A test in a policy: `{"StringEquals", "aws:SourceAccount", {account}}`. Several values mean one of them.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
struct PolicyCondition {
  std::string operation;  ///< "StringEquals", "ArnLike", "Bool", "ForAnyValue:StringLike", …
  std::string key;        ///< "aws:SourceArn"
  std::vector<Value<std::string>> values;

  friend bool operator==(const PolicyCondition& a, const PolicyCondition& b) = default;
};

/// Whom a policy speaks of: an AWS service, an account, a role of another account, everybody.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
class Principal {
 public:
  /// An AWS service: "lambda.amazonaws.com".
  static Principal service(const Value<std::string>& name);
  /// Whatever the account allows: its root, `arn:<partition>:iam::<account>:root`. Default: the stack's own account.
  static Principal account(const Value<std::string>& account_id = {});
  /// A role, user or other identity by its ARN.
  static Principal arn(const Value<std::string>& arn);
  /// An identity provider by its ARN, or a web identity such as "cognito-identity.amazonaws.com", which is assumed with
  /// `sts:AssumeRoleWithWebIdentity` (that, unless `assume_action` says otherwise).
  static Principal federated(const Value<std::string>& provider, std::vector<PolicyCondition> conditions,
                             iam::Action assume_action = "sts:AssumeRoleWithWebIdentity");
  /// CloudFront's and S3's canonical user id.
  static Principal canonical_user(const Value<std::string>& id);
  /// Everybody, also without credentials: `{"AWS": "*"}`.
  static Principal anyone();

  /// The same principal where all of the conditions hold as well.
  Principal with_conditions(std::vector<PolicyCondition> conditions) const;

  /// The member of `Principal` in a statement: "Service", "AWS", "Federated", "CanonicalUser".
  std::string_view kind() const noexcept { return kind_; }
  const Value<std::string>& value() const noexcept { return value_; }
  const std::vector<PolicyCondition>& conditions() const noexcept { return conditions_; }
  /// With what it assumes a role.
  iam::Action assume_action() const noexcept { return assume_action_; }

  friend bool operator==(const Principal& a, const Principal& b) = default;

 private:
  Principal(std::string_view kind, Value<std::string> value) : kind_(kind), value_(std::move(value)) {}

  std::string_view kind_;
  Value<std::string> value_;
  std::vector<PolicyCondition> conditions_;
  iam::Action assume_action_ = "sts:AssumeRole";
};

/// One principal or several: `Principal::service("lambda.amazonaws.com")`, `{Principal::account(a), Principal::account(b)}`.
class Principals : public std::vector<Principal> {
 public:
  Principals(Principal principal) { push_back(std::move(principal)); }
  Principals(std::initializer_list<Principal> principals) : vector(principals) {}
};

}  // namespace tenon
