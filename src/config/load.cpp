#include "tenon/config/load.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <system_error>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document.hpp"
#include "tenon/construct/construct.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/text.hpp"

namespace tenon::detail {

namespace {

constexpr std::string_view error_id = "invalid-configuration";
constexpr std::size_t longest_shown_value = 80;

// --- texts of findings
// ---------------------------------------------------------------------------------------------

std::string line_of(std::string_view path, const ConfigFinding& finding) {
  std::string text(finding.in_context ? "context" : path);
  if (finding.line != 0) text += fmt::format(":{}", finding.line);
  if (!finding.pointer.empty()) text.append(": ").append(finding.pointer);
  return text.append(": ").append(finding.text);
}

/// The start of a long text, cut between characters.
std::string_view shortened(std::string_view text) {
  if (text.size() <= longest_shown_value) return text;
  std::size_t end = longest_shown_value;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

std::string quoted(std::string_view text) {
  constexpr std::string_view named = "\"\"\\\\\nn\rr\tt";
  std::string result = "\"";
  for (const char c : shortened(text)) {
    std::size_t at = 0;
    while (at < named.size() && named[at] != c) at += 2;
    if (at < named.size()) {
      result.append("\\").append(1, named[at + 1]);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      result += c;
    }
  }
  if (shortened(text).size() < text.size()) result += "…";
  return result += '"';
}

std::string shown(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigKind::null:
      return "null";
    case ConfigKind::scalar:
      return std::string(shortened(node.text));
    case ConfigKind::text:
      return quoted(node.text);
    case ConfigKind::list:
      return node.items.empty() ? "an empty list" : "a list";
    case ConfigKind::object:
      return node.items.empty() ? "an empty object" : "an object";
  }
  return {};
}

std::string given_as(const ConfigNode* node, std::string_view absent) {
  return node == nullptr ? std::string(absent) : fmt::format("got {}", shown(*node));
}

/// One step of a JSON pointer (RFC 6901).
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

/// The place of a field or item. Items are called by their number, from 0.
std::string pointer_below(std::string_view pointer, std::string_view name) {
  return fmt::format("{}/{}", pointer, escaped(name));
}
std::string pointer_below(std::string_view pointer, std::size_t index) {
  return fmt::format("{}/{}", pointer, index);
}

// --- what was probably meant
// ---------------------------------------------------------------------------------------

/// A name as far as it counts for likeness: capitals without separators.
std::string skeleton(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c != '_' && c != '-') text += ascii::to_upper(c);
  }
  return text;
}

/// How many characters must be added, dropped, replaced or swapped with their neighbour to get from one text
/// to the other.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      row[j] = std::min({last[j - 1] + (same ? 0 : 1), row[j - 1] + 1, last[j] + 1});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

/// The name that `given` is like; empty when it is like none.
std::string_view likely(std::string_view given, std::span<const std::string_view> names) {
  constexpr std::size_t longest_compared = 128;  // the comparison is quadratic
  if (given.size() > longest_compared) return {};
  std::string_view best;
  std::size_t least = std::max<std::size_t>(1, given.size() / 3) + 1;
  for (const std::string_view name : names) {
    const std::size_t distance = edit_distance(skeleton(given), skeleton(name));
    if (distance >= least) continue;
    least = distance;
    best = name;
  }
  return best;
}

// --- files
// ---------------------------------------------------------------------------------------------------------

struct Format {
  std::string_view ending;
  ConfigNode (*read)(std::string_view text);
};
constexpr Format formats[] = {{".json", read_json}, {".yaml", read_yaml}, {".yml", read_yaml}};

std::string contents(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  const auto refuse = [](int error) -> std::string {
    throw ConfigFinding{.text = fmt::format("cannot be read: {}", std::generic_category().message(error))};
  };
  if (file == nullptr) return refuse(errno);
  std::string text;
  char buffer[4096];
  std::size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof(buffer), file)) > 0) text.append(buffer, count);
  const int error = std::ferror(file) != 0 ? errno : 0;
  std::fclose(file);
  return error == 0 ? text : refuse(error);
}

ConfigNode read_source(const ConfigSource& source) {
  const auto format =
      std::ranges::find_if(formats, [&](const Format& each) { return source.name.ends_with(each.ending); });
  if (format == std::end(formats))
    throw ConfigFinding{.text = "a configuration ends in .json, .yaml or .yml"};
  if (source.text.data() != nullptr) return format->read(source.text);
  return format->read(contents(std::string(source.name)));
}

void forget_lines(ConfigNode& node) {
  node.line = 0;
  for (ConfigNode& item : node.items) forget_lines(item);
}

// What is no value in YAML 1.2 (10.3.2) where it is not quoted.
constexpr std::string_view nulls_of_yaml[] = {"", "~", "null", "Null", "NULL"};

/// A value of the context. The command line gives texts alone: they are read as their member asks.
ConfigNode read_context(const Node& value) {
  if (value.is_text()) {
    const bool is_null = std::ranges::find(nulls_of_yaml, value.text()) != std::end(nulls_of_yaml);
    return {.kind = is_null ? ConfigKind::null : ConfigKind::scalar,
            .text = std::string(value.text()),
            .may_be_text = true};
  }
  ConfigNode tree = read_json(resolved_json(value));
  forget_lines(tree);
  return tree;
}

template <class Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The field or item that a step of a pointer leads to; null where there is none.
const ConfigNode* child_of(const ConfigNode& node, std::string_view step) {
  if (node.kind == ConfigKind::list) {
    const auto index = number_in<std::size_t>(step);
    return index && *index < node.items.size() ? &node.items[*index] : nullptr;
  }
  const auto found =
      std::ranges::find_if(node.items, [&](const ConfigNode& item) { return escaped(item.key) == step; });
  return found == node.items.end() ? nullptr : &*found;
}

}  // namespace

struct ConfigFile::State {
  std::string path;
  const Construct* context = nullptr;
  bool is_partial = false;
  ConfigNode root;
  std::map<std::string, ConfigNode, std::less<>> from_context;  // by pointer: instead of what the file says
  // By place: compilers differ in the order in which they read a struct's members.
  std::vector<ConfigFinding> findings;

  void note(ConfigFinding finding) {
    const auto place = [](const ConfigFinding& each) {
      return std::tie(each.in_context, each.line, each.pointer);
    };
    findings.insert(std::ranges::upper_bound(findings, place(finding), {}, place), std::move(finding));
  }

  /// What was read there, or null, and the nearest place on the way there that there is.
  struct Found {
    const ConfigNode* node;
    const ConfigNode* nearest;
  };
  Found find(std::string_view pointer) const {
    if (pointer.empty()) return {&root, &root};
    if (const auto given = from_context.find(pointer); given != from_context.end())
      return {&given->second, &given->second};
    const std::size_t slash = pointer.rfind('/');
    const auto [parent, nearest] = find(pointer.substr(0, slash));
    const ConfigNode* const node = parent == nullptr ? nullptr : child_of(*parent, pointer.substr(slash + 1));
    return {node, node == nullptr ? nearest : node};
  }
};

ConfigFile::ConfigFile(const ConfigSource& source) : state_(std::make_unique<State>()) {
  state_->path = source.name;
  state_->context = source.context;
  state_->is_partial = source.is_partial;
  try {
    state_->root = read_source(source);
  } catch (const ConfigFinding& finding) {
    throw Error(error_id, line_of(source.name, finding));
  }
}

ConfigFile::~ConfigFile() = default;

ConfigValue ConfigFile::root() { return {*this, nullptr, &state_->root, {}, 0}; }

void ConfigFile::refuse(const std::string& pointer, std::string_view allowed) {
  const auto [node, nearest] = state_->find(pointer);
  const std::string given = given_as(node, state_->is_partial ? "not in this file" : "missing");
  state_->note({nearest->line, nearest->line == 0, pointer, fmt::format("{}; allowed: {}", given, allowed)});
}

void ConfigFile::throw_findings() const {
  if (state_->findings.empty()) return;
  std::string text;
  for (const ConfigFinding& finding : state_->findings) {
    if (!text.empty()) text += '\n';
    text += line_of(state_->path, finding);
  }
  throw Error(error_id, text);
}

// --- values
// --------------------------------------------------------------------------------------------------------

bool ConfigValue::is_absent_or_null() const noexcept {
  return node_ == nullptr || node_->kind == ConfigKind::null;
}

std::string ConfigValue::pointer() const {
  if (parent_ == nullptr) return {};
  const bool in_list = parent_->node_->kind == ConfigKind::list;
  return in_list ? pointer_below(parent_->pointer(), index_) : pointer_below(parent_->pointer(), name_);
}

ConfigPlace ConfigValue::place() const { return file_->place(pointer()); }

std::string ConfigValue::context_key(std::string_view field) const {
  if (parent_ == nullptr) return std::string(field);
  if (parent_->node_->kind == ConfigKind::list) return {};
  const std::string key = parent_->context_key(name_);
  return key.empty() ? key : fmt::format("{}.{}", key, field);
}

void ConfigValue::note(const ConfigNode& at, std::string pointer, std::string text) const {
  file_->state_->note({at.line, at.line == 0, std::move(pointer), std::move(text)});
}

void ConfigValue::refuse(std::string_view allowed) const {
  const std::string given = given_as(node_, "missing");
  note(node_ == nullptr ? *parent_->node_ : *node_, pointer(),
       fmt::format("{}; allowed: {}", given, allowed));
}

std::optional<std::string_view> ConfigValue::written() const {
  if (is_absent_or_null()) return std::nullopt;
  const bool is_scalar = node_->kind == ConfigKind::scalar || node_->kind == ConfigKind::text;
  return is_scalar ? std::optional<std::string_view>(node_->text) : std::nullopt;
}

std::optional<bool> ConfigValue::boolean() const {
  const bool is_scalar = node_ != nullptr && node_->kind == ConfigKind::scalar;
  if (is_scalar && node_->text == "true") return true;
  if (is_scalar && node_->text == "false") return false;
  refuse("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> ConfigValue::integer(std::int64_t least, std::int64_t most) const {
  if (node_ != nullptr && node_->kind == ConfigKind::scalar) {
    const auto number = number_in<std::int64_t>(node_->text);
    if (number && *number >= least && *number <= most) return number;
  }
  refuse(fmt::format("a whole number from {} to {}", least, most));
  return std::nullopt;
}

std::optional<std::uint64_t> ConfigValue::natural(std::uint64_t most) const {
  if (node_ != nullptr && node_->kind == ConfigKind::scalar) {
    const auto number = number_in<std::uint64_t>(node_->text);
    if (number && *number <= most) return number;
  }
  refuse(fmt::format("a whole number from 0 to {}", most));
  return std::nullopt;
}

std::optional<double> ConfigValue::number() const {
  if (node_ != nullptr && node_->kind == ConfigKind::scalar) {
    const auto number = number_in<double>(node_->text);
    if (number && std::isfinite(*number)) return number;
  }
  refuse("a number");
  return std::nullopt;
}

std::optional<std::string> ConfigValue::text() const {
  if (!is_absent_or_null() && node_->may_be_text) return node_->text;
  refuse("a text");
  return std::nullopt;
}

std::optional<std::size_t> ConfigValue::choice(std::span<const std::string_view> spellings) const {
  if (!is_absent_or_null() && node_->may_be_text) {
    const auto found = std::ranges::find(spellings, node_->text);
    if (found != spellings.end()) return static_cast<std::size_t>(found - spellings.begin());
  }
  std::string allowed = fmt::format("one of {}", fmt::join(spellings, ", "));
  if (const std::string_view meant = likely(written().value_or(""), spellings); !meant.empty())
    allowed += fmt::format("; did you mean {}?", meant);
  refuse(allowed);
  return std::nullopt;
}

std::optional<std::size_t> ConfigValue::list_size() const {
  if (node_ != nullptr && node_->kind == ConfigKind::list) return node_->items.size();
  refuse("a list");
  return std::nullopt;
}

std::optional<std::size_t> ConfigValue::object_size() const {
  if (node_ == nullptr || node_->kind != ConfigKind::object) {
    refuse("an object");
    return std::nullopt;
  }
  for (std::size_t i = 0; i < node_->items.size(); ++i) {
    const ConfigNode& item = node_->items[i];
    const bool again =
        std::any_of(node_->items.begin(), node_->items.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const ConfigNode& other) { return other.key == item.key; });
    if (again) {
      note(item, pointer_below(pointer(), item.key), "given a second time");
    }
  }
  return node_->items.size();
}

bool ConfigValue::has_fields(std::initializer_list<std::string_view> names) const {
  if (node_ == nullptr || node_->kind != ConfigKind::object) {
    refuse(fmt::format("an object with {}", fmt::join(names, ", ")));
    return false;
  }
  object_size();
  for (const ConfigNode& item : node_->items) {
    if (std::ranges::find(names, item.key) != names.end()) continue;
    const std::string_view meant = likely(item.key, std::span(names.begin(), names.size()));
    note(item, pointer_below(pointer(), item.key),
         meant.empty() ? fmt::format("unknown field; allowed: {}", fmt::join(names, ", "))
                       : fmt::format("unknown field; did you mean {}?", meant));
  }
  return true;
}

ConfigValue ConfigValue::field(std::string_view name) const {
  if (const Construct* const context = file_->state_->context) {
    const std::string key = context_key(name);
    const Node given = key.empty() ? Node() : Node(context->context(key));
    if (given.is_set()) {
      const auto [read, is_first] =
          file_->state_->from_context.emplace(pointer_below(pointer(), name), read_context(given));
      return {*file_, this, &read->second, name, 0};
    }
  }
  const auto found = std::ranges::find(node_->items, name, &ConfigNode::key);
  return {*file_, this, found == node_->items.end() ? nullptr : &*found, name, 0};
}

std::string_view ConfigValue::key(std::size_t index) const noexcept { return node_->items[index].key; }

ConfigValue ConfigValue::item(std::size_t index) const noexcept {
  return {*file_, this, &node_->items[index], node_->items[index].key, index};
}

}  // namespace tenon::detail

namespace tenon {

ConfigPlace ConfigPlace::operator/(std::string_view name) const {
  return {*file_, detail::pointer_below(pointer_, name)};
}

ConfigPlace ConfigPlace::operator/(std::size_t index) const {
  return {*file_, detail::pointer_below(pointer_, index)};
}

void ConfigPlace::refuse(std::string_view allowed) const { file_->refuse(pointer_, allowed); }

}  // namespace tenon
