#include "tenon/constructs/identity/role.hpp"

#include <algorithm>

#include "tenon/aws/iam/ManagedPolicy.hpp"
#include "tenon/aws/iam/Policy.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/iam/iam.hpp"
#include "tenon/iam/sts.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

// Until `prepare` writes the document; required properties take part in checks from the start.
const Value<Json> later = {Raw{}, Node::object({})};

aws::iam::Role::Props resource_props(const Role::Props& props) {
  aws::iam::Role::Props role{.AssumeRolePolicyDocument = later,
                             .Description = props.description,
                             .Path = props.path,
                             .RoleName = props.role_name};
  if (props.max_session_duration) role.MaxSessionDuration = props.max_session_duration->to_seconds();
  if (props.permissions_boundary) role.PermissionsBoundary = {Raw{}, props.permissions_boundary->arn()};
  return role;
}

PolicyDocument who_may_assume(const Role::Props& props) {
  PolicyDocument document;
  for (const Principal& principal : props.assumed_by) {
    PolicyStatement statement{.actions = {principal.assume_action()}, .principals = {principal}};
    if (!props.external_ids.empty()) {
      statement.conditions = {
          {"StringEquals", "sts:ExternalId", {props.external_ids.begin(), props.external_ids.end()}}};
    }
    document.add(std::move(statement));
  }
  return document;
}

/// CDK names the policy by its logical id, of which IAM takes 128 characters.
std::string policy_name(const aws::iam::Policy& policy) {
  constexpr std::size_t longest = 128;
  const std::string& id = policy.logical_id();
  return id.size() <= longest ? id : id.substr(id.size() - longest);
}

}  // namespace

// --- Grantee
// ---------------------------------------------------------------------------------------------------------

Grantee::Grantee(Role& role) : role_(&role), principal_(Principal::arn(role.arn())) {}

bool Grantee::add_to_policy(PolicyStatement statement) const {
  if (role_ == nullptr) return false;
  role_->add_to_policy(std::move(statement));
  return true;
}

// --- ManagedPolicyReference
// ------------------------------------------------------------------------------------------

ManagedPolicyReference ManagedPolicyReference::aws(std::string_view name) {
  return ManagedPolicyReference(format("arn:{}:iam::aws:policy/{}", pseudo::partition, name));
}

ManagedPolicyReference::ManagedPolicyReference(const ManagedPolicy& policy) : arn_(policy.arn()) {}

// --- Role
// ------------------------------------------------------------------------------------------------------------

Role::Role(const Scope& scope, const Props& props)
    : Construct(scope),
      resource_(add("Resource", resource_props(props), where())),
      assume_role_policy_(who_may_assume(props)),
      managed_policies_(props.managed_policies),
      inline_policies_(props.inline_policies) {
  set_managed_policies();
}

Role::Role(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(::tenon::from_arn<aws::iam::Role>(*this, "Resource", imported.arn, where())) {}

Role& Role::from_arn(Construct& scope, std::string_view id, const Value<std::string>& arn,
                     std::source_location where) {
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<Role>(new Role(inner, Imported{arn})); }, where);
}

ArnAttribute<aws::iam::kind::Role_Arn> Role::arn() const { return resource_.Arn(); }
Value<std::string> Role::role_name() const { return resource_.ref(); }
Value<std::string> Role::role_id() const { return resource_.RoleId(); }

void Role::add_to_policy(PolicyStatement statement) {
  policy_.add(std::move(statement));
  if (default_policy_ != nullptr) return;
  default_policy_ = &policy_scope().add(
      "Resource",
      aws::iam::Policy::Props{.PolicyDocument = later, .PolicyName = "", .Roles = {resource_.ref()}},
      where());
}

const Construct& Role::permissions() { return policy_scope(); }

Construct& Role::policy_scope() {
  if (policy_scope_ == nullptr) {
    policy_scope_ = &add(resource_.is_imported() ? "Policy" : "DefaultPolicy", Construct::Props{}, where());
  }
  return *policy_scope_;
}

void Role::add_to_assume_role_policy(PolicyStatement statement) {
  assume_role_policy_.add(std::move(statement));
}

void Role::add_managed_policy(const ManagedPolicyReference& policy) {
  managed_policies_.push_back(policy);
  set_managed_policies();
}

void Role::add_inline_policy(std::string name, PolicyDocument document) {
  inline_policies_.emplace_back(std::move(name), std::move(document));
}

void Role::grant_pass_role(const Grantee& grantee) {
  grantee.add_to_policy({.actions = {iam::iam::PassRole}, .resources = {arn()}});
}

void Role::grant_assume_role(const Grantee& grantee) {
  grantee.add_to_policy({.actions = {iam::sts::AssumeRole}, .resources = {arn()}});
}

void Role::set_managed_policies() {
  if (managed_policies_.empty()) return;
  std::vector<Node> arns;
  for (const ManagedPolicyReference& policy : managed_policies_) {
    if (std::ranges::find(arns, policy.arn()) == arns.end()) arns.push_back(policy.arn());
  }
  resource_.set_property("ManagedPolicyArns", {Raw{}, Node::list(arns)});
}

void Role::prepare() {
  if (default_policy_ != nullptr) {
    default_policy_->set_property("PolicyDocument", policy_.json());
    default_policy_->set_property("PolicyName", policy_name(*default_policy_));
  }
  if (resource_.is_imported()) return;
  resource_.set_property("AssumeRolePolicyDocument", assume_role_policy_.json());
  if (inline_policies_.empty()) return;
  std::vector<aws::iam::Role::Policy> policies;
  for (const auto& [name, document] : inline_policies_) {
    policies.push_back({.PolicyDocument = document.json(), .PolicyName = name});
  }
  resource_.set_property("Policies", List<aws::iam::Role::Policy>(policies));
}

// --- ManagedPolicy
// ---------------------------------------------------------------------------------------------------

ManagedPolicy::ManagedPolicy(const Scope& scope, const Props& props)
    : Construct(scope),
      document_(props.statements),
      resource_(add("Resource",
                    aws::iam::ManagedPolicy::Props{.Description = props.description,
                                                   .ManagedPolicyName = props.managed_policy_name,
                                                   .Path = props.path,
                                                   .PolicyDocument = later},
                    where())) {
  for (Role* role : props.roles) role->add_managed_policy(*this);
}

Value<std::string> ManagedPolicy::arn() const { return resource_.ref(); }

void ManagedPolicy::prepare() { resource_.set_property("PolicyDocument", document_.json()); }

}  // namespace tenon
