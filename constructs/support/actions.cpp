#include "actions.hpp"

namespace tenon::detail {

std::vector<iam::Action> all(std::initializer_list<std::span<const iam::Action>> lists) {
  std::vector<iam::Action> actions;
  for (const auto& list : lists) actions.insert(actions.end(), list.begin(), list.end());
  return actions;
}

}  // namespace tenon::detail
