#include "comparison.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tenon::testing::detail {

namespace {

constexpr std::size_t longest_shown = 400;

std::string shown_or_nothing(const Json* value) { return value == nullptr ? "nothing" : shown(*value); }

/// Whether the text is the pattern, in which `*` stands for any characters.
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

/// A walk over a pattern and a value side by side.
class Walk {
 public:
  void compare(const Json& pattern, const Json* value) {
    if (const Special* special = special_of(pattern))
      return (this->*special->compare)(pattern.begin().value(), value);
    if (value == nullptr) return differ(shown(pattern), value);
    if (pattern.is_object() && value->is_object()) return compare_objects(pattern, *value);
    if (pattern.is_array() && value->is_array()) return compare_lists(pattern, *value);
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

  void compare_objects(const Json& pattern, const Json& value) {
    for (const auto& member : pattern.items()) {
      within(member_path(member.key()), [&] { compare(member.value(), find_member(value, member.key())); });
    }
    if (!exact_) return;
    for (const auto& member : value.items()) {
      if (find_member(pattern, member.key()) != nullptr) continue;
      within(member_path(member.key()), [&] { differ("nothing", &member.value()); });
    }
  }

  void compare_lists(const Json& pattern, const Json& value) {
    if (pattern.size() != value.size()) {
      return differ(fmt::format("{} items {}", pattern.size(), shown(pattern)), &value);
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      within(fmt::format("[{}]", i), [&] { compare(pattern[i], &value[i]); });
    }
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

  void compare_contains(const Json& operand, const Json* value) {
    if (value == nullptr || !value->is_array()) return differ("a list", value);
    for (const Json& pattern : operand) {
      const auto fits = [&](const Json& item) { return detail::compare(pattern, &item).fits(); };
      if (std::ranges::none_of(*value, fits)) differ("a list with an item " + shown(pattern), value);
    }
  }

  void compare_like(const Json& operand, const Json* value) {
    const auto& pattern = operand.get_ref<const std::string&>();
    if (value != nullptr && value->is_string() && is_like(pattern, value->get_ref<const std::string&>()))
      return;
    differ("a text like " + shown(operand), value);
  }

  void compare_json(const Json& operand, const Json* value) {
    if (value == nullptr || !value->is_string()) return differ("a text of JSON", value);
    const Json document = Json::parse(value->get_ref<const std::string&>(), nullptr, false);
    if (document.is_discarded()) return differ("a text of JSON", value);
    within("(as JSON)", [&] { compare(operand, &document); });
  }

  void differ(const std::string& expected, const Json* value) {
    if (result_.differences++ > 0) return;
    result_.first = fmt::format("{}expected {}, got {}", path_.empty() ? "" : fmt::format("at {}: ", path_),
                                expected, shown_or_nothing(value));
  }

  std::string member_path(std::string_view key) const {
    if (key.find_first_of(".[] ") != std::string_view::npos) return fmt::format("[\"{}\"]", key);
    return path_.empty() ? std::string(key) : fmt::format(".{}", key);
  }

  template <class Visit>
  void within(const std::string& step, Visit visit) {
    const std::size_t size = path_.size();
    path_ += step;
    visit();
    path_.resize(size);
  }

  Comparison result_;
  std::string path_;
  bool exact_ = false;
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

Comparison compare(const Json& pattern, const Json* value) {
  Walk walk;
  walk.compare(pattern, value);
  return walk.take();
}

const Json* find_member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string shown(const Json& value) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() <= longest_shown) return text;
  text.resize(longest_shown);
  return text + "…";
}

}  // namespace tenon::testing::detail
