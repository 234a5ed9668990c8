#include <sstream>
#include <string>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
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

/// Makes the tree. Aliases count wherever they stand: a few lines of them can stand for more than memory
/// holds.
class TreeBuilder {
 public:
  ConfigNode tree_of(const YAML::Node& node, std::size_t depth = 0) {
    // An alias of what it stands in would never end.
    if (depth > deepest_config) refuse(node, fmt::format("nested more than {} deep", deepest_config));
    if (++values_ > most_values) refuse(node, fmt::format("more than {} values", most_values));
    check_tag(node);
    ConfigNode tree;
    if (node.IsMap()) tree = object_of(node, depth);
    if (node.IsSequence()) tree = list_of(node, depth);
    if (node.IsScalar()) tree = scalar_of(node);
    tree.line = line_of(node.Mark());
    return tree;
  }

 private:
  static constexpr std::size_t most_values = 100'000;

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

  static ConfigNode scalar_of(const YAML::Node& node) {
    return {.kind = is_plain(node) ? ConfigKind::scalar : ConfigKind::text,
            .text = node.Scalar(),
            .may_be_text = true};
  }

  std::size_t values_ = 0;
};

/// Counts documents, and leaves what is in them alone.
class Documents final : public YAML::EventHandler {
 public:
  int count() const { return count_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++count_ > 1)
      throw ConfigFinding{.line = line_of(mark),
                          .text = "a second document: a configuration is a single one"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}

 private:
  int count_ = 0;
};

/// Whether there is a document; refuses a second one. Not by YAML::LoadAll: what cannot begin a document,
/// such as a comma, it takes for one document after the other, without an end.
bool has_document(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Documents documents;
  while (parser.HandleNextDocument(documents)) {
  }
  return documents.count() > 0;
}

}  // namespace

ConfigNode read_yaml(std::string_view text) {
  try {
    if (!has_document(std::string(text))) return {.line = 1};
    return TreeBuilder().tree_of(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    throw ConfigFinding{.line = line_of(error.mark), .text = fmt::format("not YAML: {}", error.msg)};
  }
}

}  // namespace tenon::detail
