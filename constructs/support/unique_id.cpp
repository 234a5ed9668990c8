#include "tenon/constructs/support/unique_id.hpp"

#include <algorithm>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/construct/naming.hpp"

namespace tenon::detail {

std::string unique_id(const Construct& construct) {
  std::vector<std::string_view> ids;
  for (const Construct* each = &construct; each->parent() != nullptr; each = each->parent())
    ids.push_back(each->id());
  std::ranges::reverse(ids);
  return ::tenon::unique_id(IdPath(ids));
}

std::string unique_id(const Construct& construct, std::size_t max_length) {
  std::string id = unique_id(construct);
  if (id.size() > max_length) id.erase(0, id.size() - max_length);
  return id;
}

std::string_view known_beginning(const Node& text) {
  const Node* node = &text;
  while (node->kind() == NodeKind::intrinsic && !node->items().empty() &&
         (node->function() == Function::TextAsJoin || node->function() == Function::TextAsSub)) {
    node = &node->items().front();
  }
  return node->is_text() ? node->text() : std::string_view();
}

}  // namespace tenon::detail
