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

/// Makes the tree. Aliases are written out wherever they stand, and a few lines of them can stand for more
/// than memory holds: so there is a limit to what they may add to the `written` values and bytes.
class TreeBuilder {
 public:
  TreeBuilder(std::size_t written_values, std::size_t written_bytes)
      : most_values_(written_values + most_added_values), most_bytes_(written_bytes + most_added_bytes) {}

  ConfigNode tree_of(const YAML::Node& node, std::size_t depth = 0) {
    // An alias of what it stands in would never end.
    if (depth > deepest_config) refuse(node, fmt::format("nested more than {} deep", deepest_config));
    if (++values_ > most_values_)
      refuse(node, fmt::format("aliases stand for more than {} values", most_added_values));
    check_tag(node);
    ConfigNode tree;
    if (node.IsMap()) tree = object_of(node, depth);
    if (node.IsSequence()) tree = list_of(node, depth);
    if (node.IsScalar()) tree = scalar_of(node);
    tree.line = line_of(node.Mark());
    return tree;
  }

 private:
  static constexpr std::size_t most_added_values = 100'000;
  static constexpr std::size_t most_added_bytes = 10'000'000;

  ConfigNode object_of(const YAML::Node& node, std::size_t depth) {
    ConfigNode object{.kind = ConfigKind::object};
    for (const auto& entry : node) {
      if (!entry.first.IsScalar()) refuse(entry.first, "a field's name is a text");
      ConfigNode& item = object.items.emplace_back(tree_of(entry.second, depth + 1));
      item.key = text_of(entry.first);
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
            .text = text_of(node),
            .may_be_text = true};
  }

  const std::string& text_of(const YAML::Node& node) {
    bytes_ += node.Scalar().size();
    if (bytes_ > most_bytes_)
      refuse(node, fmt::format("aliases stand for more than {} bytes of text", most_added_bytes));
    return node.Scalar();
  }

  std::size_t most_values_;
  std::size_t most_bytes_;
  std::size_t values_ = 0;
  std::size_t bytes_ = 0;
};

/// Counts documents and the values in them; an alias is none.
class Counter final : public YAML::EventHandler {
 public:
  std::size_t documents = 0;
  std::size_t values = 0;

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents > 1)
      throw ConfigFinding{.line = line_of(mark),
                          .text = "a second document: a configuration is a single one"};
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { ++values; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {
    ++values;
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    ++values;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    ++values;
  }
  void OnMapEnd() override {}
};

/// Refuses a second document. Not by YAML::LoadAll: what cannot begin a document, such as a comma, it takes
/// for one document after the other, without an end.
Counter counted(const std::string& text) {
  std::istringstream stream(text);
  YAML::Parser parser(stream);
  Counter counter;
  while (parser.HandleNextDocument(counter)) {
  }
  return counter;
}

}  // namespace

ConfigNode read_yaml(std::string_view text) {
  try {
    const Counter written = counted(std::string(text));
    if (written.documents == 0) return {.line = 1};
    return TreeBuilder(written.values, text.size()).tree_of(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    throw ConfigFinding{.line = line_of(error.mark), .text = fmt::format("not YAML: {}", error.msg)};
  }
}

}  // namespace tenon::detail
