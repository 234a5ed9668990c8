#include "metadata.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "../../construct/acknowledged.hpp"
#include "tenon/construct/ordering.hpp"

namespace tenon::synth {

namespace {

constexpr std::string_view annotation_types[] = {"aws:cdk:info", "aws:cdk:warning", "aws:cdk:error"};

std::string_view base_name(std::string_view file) { return file.substr(file.find_last_of("/\\") + 1); }

/// CDK sorts tags by the collation and puts them into an object, where JavaScript moves array indices to the
/// front.
bool key_before(std::string_view a, std::string_view b) {
  if (js_key_before(a, b) || js_key_before(b, a)) return js_key_before(a, b);
  if (collates_before(a, b) || collates_before(b, a)) return collates_before(a, b);
  return a < b;
}

class MetadataWriter {
 public:
  MetadataWriter(JsonText& json, const Stack& stack, const Annotations& annotations)
      : json_(json), stack_(stack), annotations_(annotations), path_("/" + stack.path()) {}

  void write() {
    json_.begin_object();
    visit(stack_);
    json_.end_object();
  }

 private:
  void visit(const Construct& construct) {
    write_entries(construct);
    if (TreeAccess::children(construct).empty()) return;
    const std::size_t length = path_.size();
    for (const Construct* child : ordered_children(construct)) {
      if (child->kind() == ConstructKind::stack || is_stage(*child)) continue;  // has an artifact of its own
      path_ += '/';
      path_ += child->id();
      visit(*child);
      path_.resize(length);
    }
  }

  void write_entries(const Construct& construct) {
    const Element* const element = element_in_template(construct);
    const auto* const noted =
        annotations_.empty() ? nullptr : annotations_.find(std::string_view(path_).substr(1));
    const bool is_tagged = &construct == &stack_ && !TreeAccess::state(stack_).tags.empty();
    const AcknowledgedRules rules = acknowledged(construct);
    if (element == nullptr && noted == nullptr && !is_tagged && rules.empty()) return;

    json_.key(path_);
    json_.begin_array();
    if (element != nullptr) write_logical_id(*element);
    if (noted != nullptr) write_annotations(*noted);
    if (is_tagged) write_tags();
    write_acknowledged(rules);
    json_.end_array();
  }

  AcknowledgedRules acknowledged(const Construct& construct) const {
    return any_acknowledged_ ? acknowledged_rules_at(construct, stack_) : AcknowledgedRules();
  }

  void write_acknowledged(const AcknowledgedRules& rules) {
    for (const AcknowledgedRule* rule : rules) {
      begin_entry("aws:cdk:acknowledged-rules");
      json_.begin_object();
      json_.key(rule->id);
      json_.text(rule->reason);
      json_.end_object();
      end_entry(rule->where);
    }
  }

  static const Element* element_in_template(const Construct& construct) {
    const Resource* const resource = as_resource(construct);
    if (resource != nullptr && resource->is_imported()) return nullptr;
    return as_element(construct);
  }

  void write_logical_id(const Element& element) {
    begin_entry("aws:cdk:logicalId");
    json_.text(element.logical_id());
    end_entry(element.where());
  }

  void write_annotations(const std::vector<const Diagnostic*>& diagnostics) {
    for (const Diagnostic* diagnostic : diagnostics) {
      begin_entry(annotation_types[static_cast<std::size_t>(diagnostic->severity)]);
      json_.text(diagnostic->message);
      end_entry(diagnostic->where);
    }
  }

  /// With capital letters: the CLIs expect the tags in an inline entry as CloudFormation writes them.
  void write_tags() {
    begin_entry("aws:cdk:stack-tags");
    json_.begin_array();
    for (const auto& [key, value] : manifest_tags(stack_)) {
      json_.begin_object();
      json_.key("Key");
      json_.text(key);
      json_.key("Value");
      json_.text(value);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void begin_entry(std::string_view type) {
    json_.begin_object();
    json_.key("type");
    json_.text(type);
    json_.key("data");
  }

  void end_entry(const std::source_location& where) {
    if (where.line() != 0) {
      json_.key("trace");
      json_.begin_array();
      json_.text(source_line(where));
      json_.end_array();
    }
    json_.end_object();
  }

  std::string_view source_line(const std::source_location& where) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), where.line()).ptr;
    line_ = "at (";
    line_.append(base_name(where.file_name())).append(":").append(digits.data(), end).append(")");
    return line_;
  }

  JsonText& json_;
  const Stack& stack_;
  const Annotations& annotations_;
  const bool any_acknowledged_ = TreeAccess::state(stack_.app()).any_acknowledged;
  std::string path_;  // of the construct that is being visited
  std::string line_;
};

}  // namespace

Annotations::Annotations(const App& app) {
  for (const Diagnostic& diagnostic : app.diagnostics()) {
    if (diagnostic.id == "annotation") by_path_[diagnostic.path].push_back(&diagnostic);
  }
}

const std::vector<const Diagnostic*>* Annotations::find(std::string_view path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second;
}

std::vector<TextEntry> manifest_tags(const Stack& stack) {
  std::vector<TextEntry> tags;
  for (const TextEntry& tag : TreeAccess::state(stack).tags) {
    const auto same = std::ranges::find(tags, tag.key, &TextEntry::key);
    if (same == tags.end()) {
      tags.push_back(tag);
    } else {
      same->value = tag.value;
    }
  }
  std::ranges::sort(tags, [](const TextEntry& a, const TextEntry& b) { return key_before(a.key, b.key); });
  return tags;
}

void append_metadata(JsonText& json, const Stack& stack, const Annotations& annotations) {
  MetadataWriter(json, stack, annotations).write();
}

}  // namespace tenon::synth
