#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "document.hpp"

namespace tenon::detail {

namespace {

int line_of(const YAML::Mark& mark) { return mark.line + 1; }  // marks count from 0

[[noreturn]] void refuse(const YAML::Node& node, std::string text) {
  throw ConfigFinding{.line = line_of(node.Mark()), .text = std::move(text)};
}

/// yaml-cpp tags what is quoted with `!` and what is not with `?`.
bool is_plain(const YAML::Node& node) { return node.Tag() == "?" || node.Tag().empty(); }

void check_tag(const YAML::Node& node) {
  for (const std::string_view known :
       {"", "?", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}) {
    if (node.Tag() == known) return;
  }
  refuse(node, fmt::format("the tag {} has no meaning in a configuration", node.Tag()));
}

ConfigNode tree_of(const YAML::Node& node, std::size_t depth);

ConfigNode object_of(const YAML::Node& node, std::size_t depth) {
  ConfigNode object{.kind = ConfigKind::object};
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) refuse(entry.first, "a field's name is a text");
    ConfigNode& item = object.items.emplace_back(tree_of(entry.second, depth + 1));
    item.key = entry.first.Scalar();
    item.line = line_of(entry.first.Mark());
  }
  return object;
}

ConfigNode list_of(const YAML::Node& node, std::size_t depth) {
  ConfigNode list{.kind = ConfigKind::list};
  for (const auto& item : node) list.items.push_back(tree_of(item, depth + 1));
  return list;
}

ConfigNode scalar_of(const YAML::Node& node) {
  return {.kind = is_plain(node) ? ConfigKind::scalar : ConfigKind::text,
          .text = node.Scalar(),
          .may_be_text = true};
}

ConfigNode tree_of(const YAML::Node& node, std::size_t depth) {
  // An alias of what it stands in would never end.
  if (depth > deepest_config) refuse(node, fmt::format("nested more than {} deep", deepest_config));
  check_tag(node);
  ConfigNode tree;
  if (node.IsMap()) tree = object_of(node, depth);
  if (node.IsSequence()) tree = list_of(node, depth);
  if (node.IsScalar()) tree = scalar_of(node);
  tree.line = line_of(node.Mark());
  return tree;
}

}  // namespace

ConfigNode read_yaml(std::string_view text) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) refuse(documents[1], "a second document: a configuration is a single one");
    if (documents.empty()) return {.line = 1};
    return tree_of(documents[0], 0);
  } catch (const YAML::Exception& error) {
    throw ConfigFinding{.line = line_of(error.mark), .text = fmt::format("not YAML: {}", error.msg)};
  }
}

}  // namespace tenon::detail
