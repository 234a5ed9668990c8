#pragma once

/// \file
/// A part of a template: what `Template::at` finds at a path, to be looked at or compared.
///
///     const auto delay = orders.at("Resources.Queue.Properties.DelaySeconds");
///     // delay == 5, delay.exists(), delay.path()

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tenon::testing {

/// A value of JSON and the path that leads to it, or the path alone where there is no value. It is compared
/// with numbers, truth values and texts: a value of another type equals none of them and is neither less nor
/// greater. Its items can be gone through, so that gmock's matchers of containers take it. Copies are cheap
/// and keep the template alive.
class Part {
 public:
  /// Goes through the items of a list.
  class const_iterator;
  using value_type = Part;
  using iterator = const_iterator;
  using difference_type = std::ptrdiff_t;
  using size_type = std::size_t;
  using reference = Part;
  using const_reference = Part;

  /// The value of a text of JSON, such as one to compare with. Throws `Error` ("malformed-pattern") when it
  /// is none.
  static Part parse(std::string_view json, std::string path = {});

  /// Whether there is a value. All below is said of a part without one: it is no text, no list and equals
  /// nothing.
  bool exists() const noexcept { return value_ != nullptr; }
  /// "Resources.Queue.Properties.Tags[0]", as failure messages show it.
  const std::string& path() const noexcept { return path_; }
  /// What is below: "Tags[0].Value", a key that is no plain name as `["aws:SourceArn"]`. A part without a
  /// value where nothing is. Throws `Error` ("malformed-pattern") when it is no path.
  Part at(std::string_view path) const;

  bool is_text() const noexcept;
  bool is_number() const noexcept;
  bool is_list() const noexcept;
  bool is_object() const noexcept;
  /// The items of a list, the members of an object; else 0.
  std::size_t size() const noexcept;
  /// Whether it is a list or an object that holds nothing.
  bool empty() const noexcept;
  /// The items of a list. All that is no list has a single item without a value: `Each` is not to fit it.
  const_iterator begin() const;
  const_iterator end() const;

  /// The text itself when it is one, else the value as JSON on one line; empty when there is no value.
  // Not explicit: gmock binds a reference to it.
  operator std::string() const;
  /// For messages: the value as JSON on one line, cut where it is long; "nothing" when there is none.
  std::string json() const;
  /// The value that a text of JSON stands for, such as a policy held as text; without a value where it is
  /// none.
  Part json_text() const;
  /// What of a pattern (`tenon/testing/template.hpp`) it does not fit, as a failure message says it; empty
  /// when it fits. Throws `Error` ("malformed-pattern") when the pattern is no JSON.
  std::string mismatch(std::string_view pattern) const;

  friend bool operator==(const Part& part, const Part& other) { return part.equals(other); }
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view>
  friend bool operator==(const Part& part, const Text& text) {
    return part.is_text() && std::string(part) == std::string_view(text);
  }
  template <class Number>
  requires std::is_arithmetic_v<Number>
  friend bool operator==(const Part& part, Number number) {
    if constexpr (std::same_as<Number, bool>) {
      return part.is(number);
    } else {
      return part.compare(number) == std::partial_ordering::equivalent;
    }
  }
  template <class Number>
  requires(std::is_arithmetic_v<Number> && !std::same_as<Number, bool>) friend std::partial_ordering
  operator<=>(const Part& part, Number number) {
    return part.compare(number);
  }

 private:
  friend class Template;
  Part(std::shared_ptr<const void> owner, const void* value, std::string path)
      : owner_(std::move(owner)), value_(value), path_(std::move(path)) {}

  Part item(std::size_t index) const;
  bool equals(const Part& other) const;
  bool is(bool truth) const noexcept;
  std::partial_ordering compare_integer(std::int64_t number) const noexcept;
  std::partial_ordering compare_unsigned(std::uint64_t number) const noexcept;
  std::partial_ordering compare_double(double number) const noexcept;
  template <class Number>
  std::partial_ordering compare(Number number) const noexcept {
    if constexpr (std::floating_point<Number>) {
      return compare_double(static_cast<double>(number));
    } else if constexpr (std::is_signed_v<Number>) {
      return compare_integer(number);
    } else {
      return compare_unsigned(number);
    }
  }

  std::shared_ptr<const void> owner_;
  const void* value_ = nullptr;  // of the library's own JSON, within what `owner_` holds
  std::string path_;
};

class Part::const_iterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Part;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Part;

  Part operator*() const { return list_->item(index_); }
  const_iterator& operator++() {
    ++index_;
    return *this;
  }
  const_iterator operator++(int) {
    const const_iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const const_iterator&, const const_iterator&) = default;

 private:
  friend class Part;
  const_iterator(const Part* list, std::size_t index) : list_(list), index_(index) {}

  const Part* list_;
  std::size_t index_;
};

}  // namespace tenon::testing
