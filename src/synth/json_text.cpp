#include "json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <new>

namespace tenon::synth {

namespace {

// What a character becomes inside quotes: 0 stays, 'u' is \u00xx, another letter follows a backslash.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = 'u';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  return table;
}();

/// Whether any of the eight bytes needs an escape: a bit trick for "one of them is zero", and for "less than 0x20".
constexpr bool any_escape(std::uint64_t bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t high_bits = 0x80 * ones;
  const auto zero = [](std::uint64_t x) { return (x - ones) & ~x; };
  const std::uint64_t control = (bytes - 0x20 * ones) & ~bytes;
  return ((control | zero(bytes ^ '"' * ones) | zero(bytes ^ '\\' * ones)) & high_bits) != 0;
}

/// Writes at most six characters for each of the text's, and the quotes.
char* write_json_string(char* out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  *out++ = '"';
  for (std::uint64_t bytes = 0; text.size() >= sizeof bytes; text.remove_prefix(sizeof bytes), out += sizeof bytes) {
    std::memcpy(&bytes, text.data(), sizeof bytes);
    if (any_escape(bytes)) break;
    std::memcpy(out, &bytes, sizeof bytes);
  }
  for (const char each : text) {
    const auto c = static_cast<unsigned char>(each);
    const char escape = escapes[c];
    if (escape == 0) [[likely]] {
      *out++ = each;
      continue;
    }
    *out++ = '\\';
    *out++ = escape;
    if (escape != 'u') continue;
    *out++ = '0';
    *out++ = '0';
    *out++ = digits[c >> 4];
    *out++ = digits[c & 15];
  }
  *out++ = '"';
  return out;
}

constexpr std::size_t longest_json_string(std::string_view text) { return 6 * text.size() + 2; }

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  const std::size_t size = out.size();
  out.resize(size + longest_json_string(text));
  out.resize(static_cast<std::size_t>(write_json_string(out.data() + size, text) - out.data()));
}

std::string number_text(double value) {
  if (value == 0) return "0";
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific).ptr;
  const std::string_view shortest(buffer.data(), end);
  const auto at = shortest.find('e');
  std::string digits(shortest.substr(0, at));
  if (digits.size() > 1) digits.erase(1, 1);  // the point
  int exponent = 0;
  std::from_chars(buffer.data() + at + (shortest[at + 1] == '+' ? 2 : 1), end, exponent);
  const std::string sign = value < 0 ? "-" : "";

  // ECMA-262, Number::toString: `point` digits stand before the decimal point.
  const int size = static_cast<int>(digits.size());
  const int point = exponent + 1;
  if (point > 21 || point <= -6) {
    if (size > 1) digits.insert(1, 1, '.');
    return sign + digits + (exponent < 0 ? "e" : "e+") + std::to_string(exponent);
  }
  if (point <= 0) return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (size <= point) return sign + digits + std::string(static_cast<std::size_t>(point - size), '0');
  return sign + digits.insert(static_cast<std::size_t>(point), 1, '.');
}

void TextBuffer::grow(std::size_t bytes) {
  const auto used = static_cast<std::size_t>(next_ - begin_.get());
  const std::size_t capacity = 2 * (used + bytes) + 256;
  auto* const memory = static_cast<char*>(std::realloc(begin_.get(), capacity));
  if (memory == nullptr) throw std::bad_alloc();
  static_cast<void>(begin_.release());
  begin_.reset(memory);
  next_ = memory + used;
  end_ = memory + capacity;
}

void JsonText::open(char bracket) {
  before_value();
  out_.append(bracket);
  ++depth_;
  first_ = true;
}

void JsonText::close(char bracket) {
  --depth_;
  if (!first_ && indent_ > 0) new_line();
  out_.append(bracket);
  first_ = false;
}

void JsonText::new_line() {
  const std::size_t spaces = depth_ * indent_;
  char* const out = out_.room(spaces + 1);
  *out = '\n';
  std::memset(out + 1, ' ', spaces);
  out_.advance_to(out + 1 + spaces);
}

void JsonText::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) out_.append(',');
  first_ = false;
  if (indent_ > 0) new_line();
}

void JsonText::key(std::string_view name) {
  if (!first_) out_.append(',');
  first_ = false;
  if (indent_ > 0) new_line();
  char* out = write_json_string(out_.room(longest_json_string(name) + 2), name);
  *out++ = ':';
  if (indent_ > 0) *out++ = ' ';
  out_.advance_to(out);
  after_key_ = true;
}

void JsonText::text(std::string_view value) {
  before_value();
  out_.advance_to(write_json_string(out_.room(longest_json_string(value)), value));
}

void JsonText::integer(std::int64_t value) {
  constexpr std::size_t longest = 24;
  before_value();
  char* const out = out_.room(longest);
  out_.advance_to(std::to_chars(out, out + longest, value).ptr);
}

void JsonText::number(double value) { written(number_text(value)); }

void JsonText::written(std::string_view value) {
  before_value();
  out_.append(value);
}

}  // namespace tenon::synth
