#pragma once

/// Small constexpr tools for the checked literals: ASCII classes, whole numbers, fields between separators,
/// and two ways of keeping a checked text. Everything is independent of the locale and cheap to include.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenon::ascii {

/// '0' to '9'.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// 'a' to 'z'.
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// 'A' to 'Z'.
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

/// A letter of either case.
constexpr bool is_letter(char c) { return is_lower(c) || is_upper(c); }

/// A letter or a digit.
constexpr bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

/// The capital of a small letter; any other character as it is.
constexpr char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

/// Whether `predicate` holds for every character of `text`. True for an empty text.
template <class Predicate>
constexpr bool all_of(std::string_view text, Predicate predicate) {
  for (const char c : text) {
    if (!predicate(c)) return false;
  }
  return true;
}

/// Reads a whole number of decimal digits, leading zeros allowed.
/// Gives false, and leaves `number` alone, where `text` is empty, has another character, or exceeds `max`.
constexpr bool read_number(std::string_view text, std::uint64_t max, std::uint64_t& number) {
  if (text.empty()) return false;
  std::uint64_t read = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (digit > max || read > (max - digit) / 10) return false;
    read = read * 10 + digit;
  }
  number = read;
  return true;
}

/// Cuts the text before the first `separator` off the front of `rest`, with the separator, and returns it.
/// Where there is no separator, returns everything and leaves `rest` empty.
constexpr std::string_view take_field(std::string_view& rest, char separator) {
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != separator) ++end;
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(end < rest.size() ? end + 1 : end);
  return field;
}

/// How often `c` occurs in `text`.
constexpr std::size_t count(std::string_view text, char c) {
  std::size_t found = 0;
  for (const char each : text) found += each == c ? 1U : 0U;
  return found;
}

}  // namespace tenon::ascii

namespace tenon::detail {

void a_character_array_that_does_not_end_in_a_null_is_not_a_text();

/// The text of a string literal without its closing null character.
template <std::size_t N>
consteval std::string_view literal_text(const char (&literal)[N]) {
  if (literal[N - 1] != '\0') a_character_array_that_does_not_end_in_a_null_is_not_a_text();
  return {literal, N - 1};
}

/// An immutable copy of `text` on the heap, to be given back to `release_text`.
const char* copy_text(std::string_view text);
void release_text(const char* text) noexcept;

/// A text of any length: a string literal is held by pointer, anything else is copied to the heap.
class SpelledText {
 public:
  /// Tells the constructor that the text lives as long as the program.
  struct Literal {};

  constexpr SpelledText(Literal, std::string_view literal) : data_(literal.data()), size_(literal.size()) {}
  explicit SpelledText(std::string_view text) : data_(copy_text(text)), size_(text.size()), owned_(true) {}

  constexpr SpelledText(const SpelledText& other)
      : data_(other.owned_ ? copy_text(other.view()) : other.data_),
        size_(other.size_),
        owned_(other.owned_) {}
  constexpr SpelledText(SpelledText&& other) noexcept
      : data_(other.data_), size_(other.size_), owned_(other.owned_) {
    other.forget();
  }
  constexpr SpelledText& operator=(SpelledText other) noexcept {
    swap(other);
    return *this;
  }
  constexpr ~SpelledText() {
    if (owned_) release_text(data_);
  }

  constexpr std::string_view view() const { return {data_, size_}; }

 private:
  constexpr void forget() noexcept {
    data_ = "";
    size_ = 0;
    owned_ = false;
  }
  constexpr void swap(SpelledText& other) noexcept {
    const char* const data = data_;
    const std::size_t size = size_;
    const bool owned = owned_;
    data_ = other.data_;
    size_ = other.size_;
    owned_ = other.owned_;
    other.data_ = data;
    other.size_ = size;
    other.owned_ = owned;
  }

  const char* data_;
  std::size_t size_;
  bool owned_ = false;
};

/// A text of at most `Capacity` (below 256) characters, stored in place. The caller has checked the length.
template <std::size_t Capacity>
class InlineText {
 public:
  constexpr explicit InlineText(std::string_view text) : size_(static_cast<unsigned char>(text.size())) {
    for (std::size_t i = 0; i < text.size(); ++i) data_[i] = text[i];
  }

  constexpr std::string_view view() const { return {data_, size_}; }

 private:
  static_assert(Capacity < 256);
  char data_[Capacity]{};
  unsigned char size_;
};

}  // namespace tenon::detail
