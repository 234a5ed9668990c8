#pragma once

/// \file
/// What fuzz tests share. An input that a reader must refuse is no finding; one whose refusal is not as
/// documented is.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/diagnostic.hpp"

namespace fuzz {

/// Ends the process where `holds` is false: libFuzzer then keeps the input.
inline void require(bool holds, std::string_view what, std::string_view detail = {}) {
  if (holds) return;
  std::fprintf(stderr, "must hold: %.*s\n%.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(detail.size()), detail.data());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Parts of an input that stand between lines of three dashes.
inline std::vector<std::string> parts_of(std::string_view input) {
  constexpr std::string_view separator = "\n---\n";
  std::vector<std::string> parts;
  for (auto end = input.find(separator); end != input.npos; end = input.find(separator)) {
    parts.emplace_back(input.substr(0, end));
    input.remove_prefix(end + separator.size());
  }
  parts.emplace_back(input);
  return parts;
}

/// The part, or nothing where there are fewer.
inline std::string part(const std::vector<std::string>& parts, std::size_t index) {
  return index < parts.size() ? parts[index] : std::string();
}

/// The lines of a text; an empty one only between others.
inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

/// Calls `read`; whether it was refused, which only an `Error` of one of these ids may do, and not without a
/// word.
template <class Read, class... Ids>
bool refused(const Read& read, Ids... ids) {
  try {
    read();
  } catch (const tenon::Error& error) {
    const std::string_view id = error.id();
    require(((id == ids) || ...), "an error is one of those that are documented", id);
    require(!std::string_view(error.what()).empty(), "an error says what is wrong", id);
    return true;
  }
  return false;
}

}  // namespace fuzz
