#include "yaml_text.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "json_text.hpp"
#include "tenon/value/json.hpp"
#include "tenon/value/text.hpp"

namespace tenon::synth {

namespace {

constexpr std::size_t longest_flow = 100;

// Functions with a short form. The others (ForEach, Length, ToJsonString, GetStackOutput, Transform) are
// written in full: not every reader of YAML templates knows a short form for them.
constexpr std::string_view short_functions[] = {
    "And",          "Base64",      "Cidr",      "Contains", "EachMemberEquals",
    "EachMemberIn", "Equals",      "FindInMap", "GetAtt",   "GetAZs",
    "If",           "ImportValue", "Join",      "Not",      "Or",
    "RefAll",       "Select",      "Split",     "Sub",      "ValueOf",
    "ValueOfAll"};
constexpr std::string_view condition_functions[] = {"Fn::And", "Fn::Or", "Fn::Not"};

// What YAML 1.1 reads as a boolean or null. https://yaml.org/type/bool.html, https://yaml.org/type/null.html
// "<<" as a key merges.
constexpr std::string_view reserved_words[] = {"y",    "n",     "yes",  "no", "on", "off",
                                               "true", "false", "null", "~",  "<<"};

// What YAML does not print as it is, besides control characters: its line breaks, the byte order mark and
// code points that are no characters.
struct EscapedCharacter {
  std::string_view utf8;
  std::string_view escape;
};
constexpr EscapedCharacter escaped_characters[] = {{"\n", "\\n"},
                                                   {"\r", "\\r"},
                                                   {"\t", "\\t"},
                                                   {"\xE2\x80\xA8", "\\u2028"},
                                                   {"\xE2\x80\xA9", "\\u2029"},
                                                   {"\xEF\xBB\xBF", "\\uFEFF"},
                                                   {"\xEF\xBF\xBE", "\\uFFFE"},
                                                   {"\xEF\xBF\xBF", "\\uFFFF"}};

/// The escape of the character that begins here and is not printed as it is, and how many bytes it takes; 0
/// for others.
std::pair<std::string, std::size_t> escape_of(std::string_view text) {
  for (const auto& [utf8, escape] : escaped_characters) {
    if (text.starts_with(utf8)) return {std::string(escape), utf8.size()};
  }
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto hexadecimal = [digits](unsigned code) {
    return std::string("\\x") + digits[code >> 4] + digits[code & 15];
  };
  const unsigned first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return {hexadecimal(first), 1};
  // C2 80 to C2 9F are U+0080 to U+009F.
  const unsigned second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0;
  if (first == 0xC2 && second < 0xA0) return {hexadecimal(second), 2};
  return {};
}

/// Whether some character is not printed as it is; with `lines`, line feeds do not count.
bool needs_escapes(std::string_view text, bool lines = false) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7F) continue;
    if (!(lines && text[i] == '\n') && escape_of(text.substr(i)).second > 0) return true;
  }
  return false;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, ascii::to_upper, ascii::to_upper);
}

/// Whether a YAML 1.1 reader might take the text for a number, a date or a time: 010, 1_000, 0x1F,
/// 22:22, 1.0e3, 2012-10-17.
bool looks_like_number(std::string_view text) {
  const char first = text.front();
  if (!ascii::is_digit(first) && first != '-' && first != '+' && first != '.') return false;
  return std::ranges::all_of(text, [](char c) {
    return ascii::is_alphanumeric(c) || c == '.' || c == '_' || c == ':' || c == '-' || c == '+' || c == ' ';
  });
}

bool is_plain(std::string_view text, bool in_flow) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || looks_like_number(text)) return false;
  if (std::string_view("!&*-?:,[]{}#|>@`\"'%=").find(text.front()) != text.npos) {
    const bool dash = text.front() == '-' && text.size() > 1 && text[1] != ' ' && text[1] != '-';
    if (!dash) return false;
  }
  if (text.back() == ':' || text.find(": ") != text.npos || text.find(" #") != text.npos) return false;
  if (in_flow && text.find_first_of(",[]{}:") != text.npos) return false;
  if (needs_escapes(text)) return false;
  return std::ranges::none_of(reserved_words,
                              [text](std::string_view each) { return equals_ignoring_case(text, each); });
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out += '\'';
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const auto [escape, size] = escape_of(text);
    if (size > 0) {
      out += escape;
    } else {
      if (text.front() == '"' || text.front() == '\\') out += '\\';
      out += text.front();
    }
    text.remove_prefix(std::max(size, std::size_t{1}));
  }
  return out += '"';
}

std::string quoted(std::string_view text) {
  return needs_escapes(text) ? double_quoted(text) : single_quoted(text);
}

std::string scalar(std::string_view text, bool in_flow) {
  return is_plain(text, in_flow) ? std::string(text) : quoted(text);
}

/// A number as YAML 1.1 reads one: with a point and a signed exponent where there is an exponent.
std::string number(std::string_view written) {
  const auto at = written.find_first_of("eE");
  if (at == written.npos) return std::string(written);
  std::string out(written.substr(0, at));
  if (out.find('.') == out.npos) out += ".0";
  out += 'e';
  if (ascii::is_digit(written[at + 1])) out += '+';
  return out.append(written.substr(at + 1));
}

/// Whether a block literal gives the text back: several lines, no control characters, and a first line that
/// does not start with a blank, which would be taken for indentation.
bool suits_literal(std::string_view text) {
  if (text.find('\n') == text.npos || text.front() == ' ' || text.front() == '\n') return false;
  return !needs_escapes(text, true);
}

std::string_view chomping(std::string_view text) {
  if (text.back() != '\n') return "-";
  return text.size() > 1 && text[text.size() - 2] == '\n' ? "+" : "";
}

/// A function in its short form: the tag and what stands behind it.
struct Tagged {
  std::string tag;
  const Node* argument;
  std::optional<std::string> text;  // instead of the argument: `A.B` of GetAtt
};

/// Whether `Id.Attribute` says it: the CDK command line splits that at every dot, also at those of
/// `Endpoint.Address`.
bool has_dotted_form(const Node& list) {
  const auto items = list.items();
  const auto is_one_name = [](const Node& item) {
    return item.is_text() && item.text().find('.') == std::string_view::npos;
  };
  return items.size() == 2 && std::ranges::all_of(items, is_one_name);
}

std::optional<Tagged> tagged(const Node& node, bool in_condition) {
  if (node.kind() != NodeKind::object || node.items().size() != 2) return std::nullopt;
  const auto key = node.items()[0].text();
  const Node* const argument = &node.items()[1];
  // A scalar behind a tag is read as text.
  const bool composed = argument->kind() == NodeKind::list || argument->kind() == NodeKind::object;
  if (!composed && !argument->is_text()) return std::nullopt;
  if (key == "Ref" && argument->is_text()) return Tagged{"!Ref", argument, {}};
  if (key == "Condition" && in_condition && argument->is_text()) return Tagged{"!Condition", argument, {}};
  if (!key.starts_with("Fn::") ||
      std::ranges::find(short_functions, key.substr(4)) == std::end(short_functions)) {
    return std::nullopt;
  }
  std::string tag = "!" + std::string(key.substr(4));
  if (key == "Fn::GetAtt" && argument->kind() == NodeKind::list && has_dotted_form(*argument)) {
    const auto items = argument->items();
    return Tagged{std::move(tag), argument,
                  std::string(items[0].text()) + "." + std::string(items[1].text())};
  }
  return Tagged{std::move(tag), argument, {}};
}

bool is_condition_function(const Node& node) {
  return node.kind() == NodeKind::object && node.items().size() == 2 &&
         std::ranges::find(condition_functions, node.items()[0].text()) != std::end(condition_functions);
}

class YamlWriter {
 public:
  std::string document(const Node& root) {
    mapping(root, 0, false);
    return std::move(out_);
  }

 private:
  /// What stands behind "key:" or "-": a blank and the value on the same line, or a new line and a block.
  void value(const Node& node, std::size_t indent, bool in_condition = false) {
    const auto text = flow(node, in_condition);
    // Only a function can be written in another way when the line gets long.
    if (text && (node.kind() != NodeKind::object || out_column() + text->size() < longest_flow + indent)) {
      out_ += ' ';
      out_ += *text;
      out_ += '\n';
    } else if (const auto function = tagged(node, in_condition)) {
      tagged_value(node, *function, indent);
    } else if (node.is_text()) {
      out_ += ' ';
      text_value(node.text(), indent);
    } else if (node.items().empty()) {
      out_ += node.kind() == NodeKind::list ? " []\n" : " {}\n";
    } else {
      out_ += '\n';
      block(node, indent, is_condition_function(node));
    }
  }

  void tagged_value(const Node& node, const Tagged& function, std::size_t indent) {
    if (tagged(*function.argument, is_condition_function(node)) && !function.text) {
      // Two tags cannot follow each other, so the outer function is written in full.
      out_ += '\n';
      block(node, indent, false);
      return;
    }
    out_ += ' ';
    out_ += function.tag;
    if (function.text) {
      out_ += ' ' + scalar(*function.text, false) + '\n';
    } else {
      value(*function.argument, indent, is_condition_function(node));
    }
  }

  void block(const Node& node, std::size_t indent, bool in_condition) {
    if (node.kind() == NodeKind::list) {
      sequence(node, indent, in_condition);
    } else {
      mapping(node, indent, false, in_condition);
    }
  }

  void mapping(const Node& node, std::size_t indent, bool first_line_open, bool in_condition = false) {
    const auto items = node.items();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
      if (i > 0 || !first_line_open) out_.append(indent, ' ');
      out_ += scalar(items[i].text(), false);
      out_ += ':';
      value(items[i + 1], indent + 2, in_condition);
    }
  }

  void sequence(const Node& node, std::size_t indent, bool in_condition) {
    for (const Node& item : node.items()) {
      out_.append(indent, ' ');
      out_ += '-';
      const bool inline_mapping = item.kind() == NodeKind::object && !item.items().empty() &&
                                  !flow(item, in_condition) && !tagged(item, in_condition);
      if (inline_mapping) {
        out_ += ' ';
        mapping(item, indent + 2, true);
      } else if (item.kind() == NodeKind::list && !item.items().empty() && !flow(item, in_condition)) {
        nested_sequence(item, indent + 2);
      } else {
        value(item, indent + 2, in_condition);
      }
    }
  }

  /// "- - a": a list that begins on the line of the item that holds it.
  void nested_sequence(const Node& node, std::size_t indent) {
    out_ += ' ';
    const std::size_t start = out_.size();
    sequence(node, indent, false);
    out_.erase(start, indent);
  }

  void text_value(std::string_view text, std::size_t indent) {
    if (!suits_literal(text)) {
      out_ += scalar(text, false) + '\n';
      return;
    }
    out_ += '|';
    out_ += chomping(text);
    out_ += '\n';
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      if (end > 0) out_.append(indent, ' ').append(text.substr(0, end));
      out_ += '\n';
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  /// The value on one line; nothing when it is not for one line: objects, long texts, lists of data.
  std::optional<std::string> flow(const Node& node, bool in_condition, bool inside = false) const {
    switch (node.kind()) {
      case NodeKind::boolean:
        return node.boolean() ? "true" : "false";
      case NodeKind::integer:
        return std::to_string(node.integer());
      case NodeKind::written:
        return number(node.text());
      case NodeKind::null:
        return "null";
      case NodeKind::literal:
      case NodeKind::text:
        if (suits_literal(node.text())) return std::nullopt;
        return scalar(node.text(), inside);
      default:
        break;
    }
    const auto function = tagged(node, in_condition);
    if (!function) return std::nullopt;
    if (function->text) return function->tag + " " + scalar(*function->text, inside);
    if (function->argument->is_text()) {
      auto text = flow(*function->argument, false, inside);
      return text ? std::optional(function->tag + " " + *text) : std::nullopt;
    }
    if (function->argument->kind() != NodeKind::list) return std::nullopt;
    auto list = flow_list(*function->argument, is_condition_function(node));
    return list && list->size() <= longest_flow ? std::optional(function->tag + " " + *list) : std::nullopt;
  }

  std::optional<std::string> flow_list(const Node& list, bool in_condition) const {
    std::string text = "[";
    for (const Node& item : list.items()) {
      auto each = item.kind() == NodeKind::list ? flow_list(item, false) : flow(item, in_condition, true);
      if (!each) return std::nullopt;
      if (text.size() > 1) text += ", ";
      text += *each;
    }
    return text + "]";
  }

  std::size_t out_column() const {
    const auto line = out_.rfind('\n');
    return line == out_.npos ? out_.size() : out_.size() - line - 1;
  }

  std::string out_;
};

}  // namespace

std::string yaml_of(std::string_view json) { return YamlWriter().document(json::parse(json)); }

}  // namespace tenon::synth
