#pragma once

/// \file
/// Text without a locale, and C++ literals.

#include <span>
#include <string>
#include <string_view>

namespace tenon::specgen {

/// ASCII only.
std::string lower(std::string_view text);

std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// Alphabetical without regard to case; by the bytes where that decides nothing.
bool alphabetical(std::string_view a, std::string_view b);

/// Whether `text` is letters, digits and underscores and does not begin with a digit.
bool is_identifier(std::string_view text);

/// A C++ string literal. Anything but printable ASCII is written as octal escapes, which end after three
/// digits.
std::string string_literal(std::string_view text);

/// A C++ initializer of a double.
std::string number(double value);

}  // namespace tenon::specgen
