#include "json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

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

constexpr std::string_view line_start =
    "\n                                                                                                "
    "                                                                                                ";

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const char escape = escapes[c];
    if (escape == 0) [[likely]] continue;
    out.append(text, plain, i - plain);
    plain = i + 1;
    out += '\\';
    out += escape;
    if (escape != 'u') continue;
    out += "00";
    out += digits[c >> 4];
    out += digits[c & 15];
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

std::string number_text(double value) {
  std::array<char, 400> buffer;
  const double magnitude = std::abs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-6 && magnitude < 1e21);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
  return {buffer.data(), end};
}

void JsonText::open(char bracket) {
  before_value();
  out_ += bracket;
  ++depth_;
  first_ = true;
}

void JsonText::close(char bracket) {
  --depth_;
  if (!first_ && indent_ > 0) new_line();
  out_ += bracket;
  first_ = false;
}

void JsonText::new_line() {
  std::size_t spaces = static_cast<std::size_t>(depth_) * static_cast<std::size_t>(indent_);
  out_ += '\n';
  while (spaces > 0) {
    const std::size_t part = std::min(spaces, line_start.size() - 1);
    out_.append(line_start, 1, part);
    spaces -= part;
  }
}

void JsonText::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) out_ += ',';
  first_ = false;
  if (indent_ > 0) new_line();
}

void JsonText::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  if (indent_ > 0) new_line();
  append_json_string(out_, name);
  out_ += ':';
  if (indent_ > 0) out_ += ' ';
  after_key_ = true;
}

void JsonText::text(std::string_view value) {
  before_value();
  append_json_string(out_, value);
}

void JsonText::integer(std::int64_t value) {
  std::array<char, 24> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  before_value();
  out_.append(buffer.data(), end);
}

void JsonText::number(double value) { raw(number_text(value)); }

void JsonText::raw(std::string_view value) {
  before_value();
  out_ += value;
}

}  // namespace tenon::synth
