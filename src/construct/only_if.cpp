#include "tenon/construct/only_if.hpp"

#include "tenon/construct/resource.hpp"

namespace tenon {

void only_if(const Condition& condition, Construct& construct) {
  // As an aspect, for some resources come later, such as the policy of a role with its first grant.
  const auto visit = [&condition](Construct& each) {
    if (each.kind() != ConstructKind::resource) return;
    auto& resource = static_cast<Resource&>(each);
    if (!resource.is_imported()) resource.set_condition(condition);
  };
  construct.add_aspect(visit, AspectPriority::mutating);
}

}  // namespace tenon
