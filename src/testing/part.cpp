#include "tenon/testing/part.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "comparison.hpp"
#include "tenon/construct/diagnostic.hpp"

namespace tenon::testing {

using detail::Json;

namespace {

const Json& json_of(const void* value) { return *static_cast<const Json*>(value); }

template <class Number>
std::partial_ordering compare_numbers(const Json& json, Number number) {
  // Each in the type it is held in: a large integer is not to be rounded.
  if (json.is_number_float()) return json.get<double>() <=> static_cast<double>(number);
  if constexpr (std::is_same_v<Number, double>) {
    return json.get<double>() <=> number;
  } else {
    const auto order = [&](auto held) -> std::partial_ordering {
      if (std::cmp_less(held, number)) return std::partial_ordering::less;
      return std::cmp_equal(held, number) ? std::partial_ordering::equivalent
                                          : std::partial_ordering::greater;
    };
    return json.is_number_unsigned() ? order(json.get<std::uint64_t>()) : order(json.get<std::int64_t>());
  }
}

/// Takes a path apart, step by step.
class PathReader {
 public:
  explicit PathReader(std::string_view path) : path_(path), rest_(path) {}

  bool at_end() const { return rest_.empty(); }

  /// The key of a member, or the index of an item.
  struct Step {
    std::string_view key;
    std::size_t index = 0;
    bool is_index = false;
  };

  Step next() {
    const bool is_first = rest_.size() == path_.size();
    if (rest_.starts_with("[\"")) return quoted_key();
    if (rest_.starts_with('[')) return index();
    if (!is_first && !take(".")) refuse();
    const std::string_view key = rest_.substr(0, rest_.find_first_of(".["));
    if (key.empty()) refuse();
    rest_.remove_prefix(key.size());
    return {.key = key, .index = 0, .is_index = false};
  }

 private:
  Step quoted_key() {
    rest_.remove_prefix(2);
    const std::size_t end = rest_.find("\"]");
    if (end == std::string_view::npos) refuse();
    const std::string_view key = rest_.substr(0, end);
    rest_.remove_prefix(end + 2);
    return {.key = key, .index = 0, .is_index = false};
  }

  Step index() {
    Step step{.key = {}, .index = 0, .is_index = true};
    const char* const end = rest_.data() + rest_.size();
    const auto [stop, error] = std::from_chars(rest_.data() + 1, end, step.index);
    if (error != std::errc()) refuse();
    rest_.remove_prefix(static_cast<std::size_t>(stop - rest_.data()));
    if (!take("]")) refuse();
    return step;
  }

  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  [[noreturn]] void refuse() const {
    throw Error("malformed-pattern",
                fmt::format("'{}' is no path; paths are like Tags[0].Value and [\"a key\"].Value", path_));
  }

  std::string_view path_;
  std::string_view rest_;
};

}  // namespace

Part Part::parse(std::string_view json, std::string path) {
  auto parsed = std::make_shared<const Json>(detail::parse_pattern(json));
  const void* const value = parsed.get();
  return {std::move(parsed), value, std::move(path)};
}

Part Part::at(std::string_view path) const {
  Part result = *this;
  for (PathReader reader(path); !reader.at_end();) {
    const PathReader::Step step = reader.next();
    if (step.is_index) {
      result = result.item(step.index);
      continue;
    }
    const Json* const member =
        result.exists() ? detail::find_member(json_of(result.value_), step.key) : nullptr;
    result = Part(owner_, member, detail::member_path(result.path_, step.key));
  }
  return result;
}

bool Part::is_text() const noexcept { return exists() && json_of(value_).is_string(); }
bool Part::is_number() const noexcept { return exists() && json_of(value_).is_number(); }
bool Part::is_list() const noexcept { return exists() && json_of(value_).is_array(); }
bool Part::is_object() const noexcept { return exists() && json_of(value_).is_object(); }

std::size_t Part::size() const noexcept { return is_list() || is_object() ? json_of(value_).size() : 0; }

bool Part::empty() const noexcept { return (is_list() || is_object()) && size() == 0; }

Part::const_iterator Part::begin() const { return {this, 0}; }

Part::const_iterator Part::end() const { return {this, is_list() ? size() : 1}; }

Part::operator std::string() const {
  if (!exists()) return {};
  return is_text() ? json_of(value_).get<std::string>() : json_of(value_).dump();
}

std::string Part::json() const { return exists() ? detail::shown(json_of(value_)) : "nothing"; }

Part Part::json_text() const {
  std::string path = path_ + "(as JSON)";
  auto document = std::make_shared<const Json>(is_text() ? detail::json_of(std::string(*this)) : Json());
  const bool is_json = is_text() && !document->is_discarded();
  const void* const value = is_json ? document.get() : nullptr;
  return {std::move(document), value, std::move(path)};
}

std::string Part::mismatch(std::string_view pattern) const {
  const Json* const value = exists() ? &json_of(value_) : nullptr;
  return detail::difference(detail::compare(detail::parse_pattern(pattern), value, path_));
}

Part Part::item(std::size_t index) const {
  const bool is_there = is_list() && index < size();
  return {owner_, is_there ? &json_of(value_)[index] : nullptr, fmt::format("{}[{}]", path_, index)};
}

bool Part::equals(const Part& other) const {
  if (!exists() || !other.exists()) return exists() == other.exists();
  return json_of(value_) == json_of(other.value_);
}

bool Part::is(bool truth) const noexcept {
  return exists() && json_of(value_).is_boolean() && json_of(value_).get<bool>() == truth;
}

std::partial_ordering Part::compare_integer(std::int64_t number) const noexcept {
  return is_number() ? compare_numbers(json_of(value_), number) : std::partial_ordering::unordered;
}

std::partial_ordering Part::compare_unsigned(std::uint64_t number) const noexcept {
  return is_number() ? compare_numbers(json_of(value_), number) : std::partial_ordering::unordered;
}

std::partial_ordering Part::compare_double(double number) const noexcept {
  return is_number() ? compare_numbers(json_of(value_), number) : std::partial_ordering::unordered;
}

}  // namespace tenon::testing
