#include "tenon/constructs/identity/principal.hpp"

#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

Principal Principal::service(const Value<std::string>& name) { return {"Service", name}; }

Principal Principal::account(const Value<std::string>& account_id) {
  const Value<std::string> account = account_id.is_set() ? account_id : Value<std::string>(pseudo::account_id);
  return {"AWS", format("arn:{}:iam::{}:root", pseudo::partition, account)};
}

Principal Principal::arn(const Value<std::string>& arn) { return {"AWS", arn}; }

Principal Principal::federated(const Value<std::string>& provider, std::vector<PolicyCondition> conditions,
                               iam::Action assume_action) {
  Principal principal("Federated", provider);
  principal.conditions_ = std::move(conditions);
  principal.assume_action_ = assume_action;
  return principal;
}

Principal Principal::canonical_user(const Value<std::string>& id) { return {"CanonicalUser", id}; }

Principal Principal::anyone() { return {"AWS", "*"}; }

Principal Principal::with_conditions(std::vector<PolicyCondition> conditions) const {
  Principal principal = *this;
  principal.conditions_.insert(principal.conditions_.end(), conditions.begin(), conditions.end());
  return principal;
}

}  // namespace tenon
