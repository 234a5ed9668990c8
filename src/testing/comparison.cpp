#include "comparison.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::testing::detail {

namespace {

constexpr std::size_t longest_shown = 400;

std::string shown_or_nothing(const Json* value) { return value == nullptr ? "nothing" : shown(*value); }

/// How much a pattern asks for: its values, and the objects and lists around them, so that a candidate that
/// has these is nearer than one without.
std::size_t values_of(const Json& pattern) {
  std::size_t count = 1;
  if (pattern.is_structured()) {
    for (const Json& each : pattern) count += values_of(each);
  }
  return count;
}

/// Members that are missing are mostly written otherwise: `queueName`, `Queue-Name`.
std::string skeleton(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == '_' || c == '-') continue;
    result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return result;
}

bool is_one_letter_apart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const auto begin = std::ranges::mismatch(a, b);
  const auto skipped = begin.in1 + (a.size() == b.size() && begin.in1 != a.end() ? 1 : 0);
  const auto rest = begin.in2 + (begin.in2 != b.end() ? 1 : 0);
  return std::ranges::equal(skipped, a.end(), rest, b.end());
}

/// The member that may have been meant; empty when none is called nearly so.
std::string similar_member(const Json& object, std::string_view key) {
  const std::string wanted = skeleton(key);
  for (const auto& member : object.items()) {
    if (is_one_letter_apart(skeleton(member.key()), wanted)) return member.key();
  }
  return {};
}

bool is_of_another_type(const Json& a, const Json& b) {
  return std::string_view(a.type_name()) != b.type_name();
}

std::string items_of(const Json& list) {
  return fmt::format("{} item{}", list.size(), list.size() == 1 ? "" : "s");
}

/// A walk over a pattern and a value side by side.
class Walk {
 public:
  Walk(std::string path, bool exact) : path_(std::move(path)), exact_(exact) {}

  void compare(const Json& pattern, const Json* value) {
    if (is_capture(pattern)) return compare_capture(pattern, value);
    if (const Special* special = special_of(pattern))
      return (this->*special->compare)(pattern.begin().value(), value);
    if (value == nullptr && !exact_ && asks_for_nothing(pattern)) return;
    if (value == nullptr) return differ(shown(pattern), value, values_of(pattern));
    if (is_of_another_type(pattern, *value)) {
      return differ_as(with_type(pattern), with_type(*value), values_of(pattern));
    }
    if (pattern.is_object()) return compare_objects(pattern, *value);
    if (pattern.is_array()) return compare_lists(pattern, *value);
    if (pattern != *value) differ(shown(pattern), value);
  }

  Comparison take() { return std::move(result_); }

 private:
  using CompareSpecial = void (Walk::*)(const Json& operand, const Json* value);
  /// An object of one member that stands for more than itself.
  struct Special {
    std::string_view name;
    bool (Json::*takes)() const noexcept;
    CompareSpecial compare;
  };
  static const Special specials[6];

  static const Special* special_of(const Json& pattern) {
    if (!pattern.is_object() || pattern.size() != 1) return nullptr;
    const auto* found = std::ranges::find_if(specials, [&](const Special& special) {
      return special.name == pattern.begin().key() && (pattern.begin().value().*special.takes)();
    });
    return found == std::end(specials) ? nullptr : found;
  }

  /// Whether all that the pattern says is what is missing: then an object that is missing fits, too.
  static bool asks_for_nothing(const Json& pattern) {
    if (const Special* special = special_of(pattern)) return special->compare == &Walk::compare_absent;
    return pattern.is_object() && !pattern.empty() &&
           std::all_of(pattern.begin(), pattern.end(), &Walk::asks_for_nothing);
  }

  static bool is_capture(const Json& pattern) {
    const Json* const name = find_member(pattern, "$capture");
    if (name == nullptr || !name->is_string()) return false;
    return pattern.size() == 1 || (pattern.size() == 2 && pattern.contains("$of"));
  }

  void compare_capture(const Json& pattern, const Json* value) {
    const Json* const inner = find_member(pattern, "$of");
    if (inner == nullptr && value == nullptr) return differ("any value", value);
    // In the order of the template: what is captured within comes behind.
    const std::size_t place = result_.captured.size();
    if (inner != nullptr) compare(*inner, value);
    if (value == nullptr) return;
    result_.captured.insert(result_.captured.begin() + static_cast<std::ptrdiff_t>(place),
                            {find_member(pattern, "$capture")->get<std::string>(), value->dump()});
  }

  void compare_objects(const Json& pattern, const Json& value) {
    for (const auto& member : pattern.items()) {
      const Json* const found = find_member(value, member.key());
      const std::string similar = found == nullptr ? similar_member(value, member.key()) : std::string();
      const std::size_t before = result_.differences;
      within(member_path(path_, member.key()), [&] { compare(member.value(), found); });
      // Only the first difference is told.
      if (before == 0 && result_.differences > 0 && !similar.empty()) {
        result_.first += fmt::format(" (but there is {})", similar);
      }
    }
    if (!exact_) return;
    for (const auto& member : value.items()) {
      if (find_member(pattern, member.key()) != nullptr) continue;
      within(member_path(path_, member.key()), [&] { differ("nothing", &member.value()); });
    }
  }

  void compare_lists(const Json& pattern, const Json& value) {
    const std::size_t common = std::min(pattern.size(), value.size());
    for (std::size_t i = 0; i < common; ++i) within_item(i, [&] { compare(pattern[i], &value[i]); });
    if (pattern.size() == value.size()) return;
    const Json& longer = pattern.size() > value.size() ? pattern : value;
    const std::string_view surplus = &longer == &pattern ? "missing" : "surplus";
    differ_as(items_of(pattern),
              fmt::format("{}; the first {} one is [{}], {}", items_of(value), surplus, common,
                          shown(longer[common])),
              longer.size() - common);
  }

  void compare_any(const Json& /*operand*/, const Json* value) {
    if (value == nullptr) differ("any value", value);
  }

  void compare_absent(const Json& /*operand*/, const Json* value) {
    if (value != nullptr) differ("nothing", value);
  }

  void compare_exactly(const Json& operand, const Json* value) {
    const bool before = std::exchange(exact_, true);
    compare(operand, value);
    exact_ = before;
  }

  Comparison compare_item(const Json& pattern, const Json& list, std::size_t i) const {
    Walk walk(fmt::format("{}[{}]", path_, i), exact_);
    walk.compare(pattern, &list[i]);
    return walk.take();
  }

  void compare_contains(const Json& operand, const Json* value) {
    if (value == nullptr) return differ("a list", value, values_of(operand));
    if (!value->is_array()) return differ_as("a list", with_type(*value), values_of(operand));
    for (const Json& pattern : operand) contain(pattern, *value);
  }

  void contain(const Json& pattern, const Json& list) {
    std::optional<Comparison> nearest;
    for (std::size_t i = 0; i < list.size(); ++i) {
      Comparison comparison = compare_item(pattern, list, i);
      if (!nearest || comparison.distance < nearest->distance) nearest = std::move(comparison);
      if (nearest->fits()) {
        std::ranges::move(nearest->captured, std::back_inserter(result_.captured));
        return;
      }
    }
    differ("a list with an item " + shown(pattern), &list, nearest ? nearest->distance : values_of(pattern));
    if (nearest && result_.differences == 1) {
      result_.first += fmt::format("; the nearest item differs {}", difference(*nearest));
    }
  }

  void compare_like(const Json& operand, const Json* value) {
    const auto& pattern = operand.get_ref<const std::string&>();
    if (value != nullptr && value->is_string() && is_like(pattern, value->get_ref<const std::string&>()))
      return;
    if (value != nullptr && !value->is_string())
      return differ_as("a text like " + shown(operand), with_type(*value));
    differ("a text like " + shown(operand), value);
  }

  void compare_json(const Json& operand, const Json* value) {
    if (value == nullptr) return differ("a text of JSON", value, values_of(operand));
    if (!value->is_string()) return differ_as("a text of JSON", with_type(*value), values_of(operand));
    const Json document = json_of(value->get_ref<const std::string&>());
    if (document.is_discarded()) return differ("a text of JSON", value, values_of(operand));
    within(path_ + "(as JSON)", [&] { compare(operand, &document); });
  }

  void differ(const std::string& expected, const Json* value, std::size_t distance = 1) {
    differ_as(expected, shown_or_nothing(value), distance);
  }

  void differ_as(const std::string& expected, const std::string& got, std::size_t distance = 1) {
    result_.distance += distance;
    if (result_.differences++ > 0) return;
    result_.first = fmt::format("{}expected {}, got {}", path_.empty() ? "" : fmt::format("at {}: ", path_),
                                expected, got);
  }

  template <class Visit>
  void within_item(std::size_t i, Visit visit) {
    within(fmt::format("{}[{}]", path_, i), visit);
  }

  template <class Visit>
  void within(std::string path, Visit visit) {
    path_.swap(path);
    visit();
    path_.swap(path);
  }

  Comparison result_;
  std::string path_;
  bool exact_;
};

const Walk::Special Walk::specials[6] = {
    {"$any", &Json::is_boolean, &Walk::compare_any},
    {"$absent", &Json::is_boolean, &Walk::compare_absent},
    {"$exactly", &Json::is_structured, &Walk::compare_exactly},
    {"$contains", &Json::is_array, &Walk::compare_contains},
    {"$like", &Json::is_string, &Walk::compare_like},
    {"$json", &Json::is_structured, &Walk::compare_json},
};

}  // namespace

Comparison compare(const Json& pattern, const Json* value, std::string path) {
  Walk walk(std::move(path), false);
  walk.compare(pattern, value);
  return walk.take();
}

std::string difference(const Comparison& comparison) {
  if (comparison.differences <= 1) return comparison.first;
  const std::size_t more = comparison.differences - 1;
  return fmt::format("{}; {} more difference{}", comparison.first, more, more == 1 ? "" : "s");
}

bool is_nested_too_deep(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
    } else if (!in_text && (text[i] == '[' || text[i] == '{')) {
      if (++depth > deepest_json) return true;
    } else if (!in_text && (text[i] == ']' || text[i] == '}')) {
      --depth;
    }
  }
  return false;
}

Json json_of(std::string_view text) {
  return is_nested_too_deep(text) ? Json(Json::value_t::discarded) : Json::parse(text, nullptr, false);
}

Json parse_pattern(std::string_view text) {
  if (is_nested_too_deep(text))
    throw Error("malformed-pattern", fmt::format("the pattern is nested more than {} deep", deepest_json));
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    throw Error("malformed-pattern", fmt::format("the pattern {} is no JSON: {}", text, error.what()));
  }
}

bool is_like(std::string_view pattern, std::string_view text) {
  std::size_t star = std::string_view::npos;  // the last one seen, and where in the text it began to match
  std::size_t resume = 0;
  std::size_t p = 0;
  for (std::size_t t = 0; t < text.size();) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

const Json* find_member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string member_path(std::string_view path, std::string_view key) {
  if (key.find_first_of(".[]\" ") != std::string_view::npos) return fmt::format("{}[\"{}\"]", path, key);
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

std::string with_type(const Json& value) {
  struct Name {
    Json::value_t type;
    std::string_view name;
  };
  constexpr Name names[] = {{Json::value_t::object, "the object "},
                            {Json::value_t::array, "the list "},
                            {Json::value_t::string, "the text "},
                            {Json::value_t::boolean, "the truth value "},
                            {Json::value_t::null, ""}};
  const auto* const found = std::ranges::find(names, value.type(), &Name::type);
  return fmt::format("{}{}", found == std::end(names) ? "the number " : found->name, shown(value));
}

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= longest_shown) return text;
  std::size_t end = longest_shown;
  while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;  // not within a character
  text.resize(end);
  return text + "…";
}

}  // namespace tenon::testing::detail
