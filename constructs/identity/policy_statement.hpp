#pragma once

/// \file
/// Policies as data: statements, and the documents that hold them.

#include <string>
#include <vector>

#include "tenon/constructs/identity/principal.hpp"

namespace tenon {

enum class Effect : std::uint8_t { allow, deny };

/// What is allowed or denied, to whom, on what. Actions are symbols (`iam::s3::GetObject`) or checked literals.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html
struct PolicyStatement {
  Effect effect = Effect::allow;
  /// Default: none; then `not_actions` says what the statement is not about.
  std::vector<iam::Action> actions = {};
  std::vector<iam::Action> not_actions = {};
  /// ARNs, or "*". Default: none, as in policies that belong to what they protect (of roles: who may assume them).
  std::vector<Value<std::string>> resources = {};
  std::vector<Value<std::string>> not_resources = {};
  /// Default: none, as in policies of identities, which speak of whom they belong to.
  std::vector<Principal> principals = {};
  /// All of them must hold. Default: none.
  std::vector<PolicyCondition> conditions = {};
  /// Letters and digits. Default: none. Statements with one are not merged with others.
  std::string sid = {};

  friend bool operator==(const PolicyStatement& a, const PolicyStatement& b) = default;
};

/// Statements of one policy. Those that differ in one respect alone (actions, resources or principals) become one, lists
/// lose their duplicates and are sorted, as CDK writes policies (feature flag `@aws-cdk/aws-iam:minimizePolicies`).
class PolicyDocument {
 public:
  PolicyDocument() = default;
  explicit PolicyDocument(std::vector<PolicyStatement> statements) : statements_(std::move(statements)) {}

  void add(PolicyStatement statement) { statements_.push_back(std::move(statement)); }
  bool empty() const noexcept { return statements_.empty(); }
  const std::vector<PolicyStatement>& statements() const noexcept { return statements_; }

  /// The document with `Statement` and `Version`. The order of resources depends on logical ids, so constructs ask for it
  /// in `Construct::prepare`.
  Value<Json> json() const;

 private:
  std::vector<PolicyStatement> statements_;
};

}  // namespace tenon
