#include "overrides.hpp"

#include <optional>
#include <string>
#include <vector>

#include "tenon/construct/ordering.hpp"

namespace tenon::synth {

namespace {

/// Split on `.`; `\.` is a dot in a key.
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '\\' && i + 1 < path.size()) {
      segments.back() += path[++i];
    } else if (path[i] == '.') {
      segments.emplace_back();
    } else {
      segments.back() += path[i];
    }
  }
  return segments;
}

using Segments = std::span<const std::string>;

Node put(const Node& node, Segments path, const Node& value);

Node merged(const Node& node, const Node& value) {
  if (node.kind() != NodeKind::object || value.kind() != NodeKind::object) return value;
  Node result = node;
  const auto items = value.items();
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    const std::string key(items[i].text());
    result = put(result, Segments(&key, 1), items[i + 1]);
  }
  return result;
}

Node child_of(const Node& child, Segments path, const Node& value) {
  if (!path.empty()) return put(child, path, value);
  return value.is_set() && child.is_set() ? merged(child, value) : value;
}

std::optional<std::size_t> index_in(const Node& list, const std::string& segment) {
  const auto index = array_index(segment);
  if (!index || *index > list.items().size()) return std::nullopt;
  return *index;
}

Node put_into_list(const Node& list, std::size_t index, Segments rest, const Node& value) {
  std::vector<Node> items(list.items().begin(), list.items().end());
  if (index == items.size()) items.emplace_back();
  items[index] = child_of(items[index], rest, value);
  if (!items[index].is_set()) items.erase(items.begin() + static_cast<std::ptrdiff_t>(index));
  return Node::list(items);
}

Node put_into_object(const Node& object, const std::string& key, Segments rest, const Node& value) {
  std::vector<Node> items;
  if (object.kind() == NodeKind::object) items.assign(object.items().begin(), object.items().end());
  std::size_t at = 0;
  while (at < items.size() && items[at].text() != key) at += 2;
  if (at == items.size()) {
    items.emplace_back(std::string_view(key));
    items.emplace_back();
  }
  Node& member = items[at + 1];
  member = child_of(member, rest, value);
  // What a deletion leaves empty goes too, as in CDK.
  const bool emptied = !value.is_set() && member.kind() == NodeKind::object && member.items().empty();
  if (!member.is_set() || emptied) {
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(at), items.begin() + static_cast<std::ptrdiff_t>(at) + 2);
  }
  return Node::object(items);
}

Node put(const Node& node, Segments path, const Node& value) {
  const Segments rest = path.subspan(1);
  if (node.kind() == NodeKind::list) {
    if (const auto index = index_in(node, path[0])) return put_into_list(node, *index, rest, value);
  }
  return put_into_object(node, path[0], rest, value);
}

}  // namespace

Node overridden(const Node& document, std::string_view path, const Node& value) {
  const auto segments = segments_of(path);
  return put(document, segments, value);
}

}  // namespace tenon::synth
