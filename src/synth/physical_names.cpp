#include "physical_names.hpp"

#include <algorithm>
#include <array>

#include "node_json.hpp"

namespace tenon::synth {

namespace {

/// The only variable of the type's ARN that is no part of the environment; empty when there are several.
std::string_view own_variable(std::string_view arn) {
  constexpr std::array<std::string_view, 3> of_environment{"Partition", "Region", "Account"};
  std::string_view own;
  for (auto start = arn.find("${"); start != arn.npos; start = arn.find("${", start + 2)) {
    const auto name = arn.substr(start + 2, arn.find('}', start) - start - 2);
    if (std::ranges::find(of_environment, name) != of_environment.end()) continue;
    if (!own.empty()) return {};
    own = name;
  }
  return own;
}

/// The value by which the account knows the resource; null when the resource leaves it to CloudFormation.
const Node* physical_name(const Resource& resource) {
  const TypeFacts* const facts = resource.type_facts();
  if (facts == nullptr || resource.properties().kind() != NodeKind::bag) return nullptr;
  if (facts->primary_identifier.size() == 1) {
    if (const Node* const name = resource.properties().find(facts->primary_identifier[0])) return name;
  }
  if (facts->arn == nullptr) return nullptr;
  const auto variable = own_variable(facts->arn);
  return variable.empty() ? nullptr : resource.properties().find(variable);
}

bool is_conditional(const Resource& resource) {
  const auto* const details = TreeAccess::details(resource);
  return details != nullptr && details->condition != nullptr;
}

/// Names are compared within an environment where they are known, within their stack where the deployment makes them.
std::string name_key(const StackPlan& plan, const Resource& resource, const Node& name) {
  const Environment& env = plan.stack->environment();
  std::string key(resource.type());
  if (name.is_text()) {
    key.append("\n").append(env.account ? env.account->text() : "").append("\n").append(env.region ? env.region->text() : "");
  } else {
    key.append("\n").append(plan.stack->artifact_id());
  }
  return key.append("\n").append(compact_json(plan, name));
}

}  // namespace

std::vector<PhysicalName> physical_names_of(const StackPlan& plan) {
  std::vector<PhysicalName> names;
  for (const Element* element : plan.elements) {
    const Resource* const resource = as_resource(*element);
    if (resource == nullptr || resource->is_imported() || is_conditional(*resource)) continue;
    const Node* const name = physical_name(*resource);
    if (name == nullptr || name->kind() == NodeKind::name) continue;
    names.push_back({resource, name_key(plan, *resource, *name)});
  }
  return names;
}

}  // namespace tenon::synth
