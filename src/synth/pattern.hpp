#pragma once

/// \file
/// Patterns of the facts: ECMA-262 regular expressions, matched by PCRE2.

#include <string_view>

namespace tenon::synth {

/// Whether the pattern is found in the text. True for a pattern that PCRE2 does not take: a fact that cannot be checked
/// refuses nothing. `pattern` is of static storage; it is compiled once per thread.
bool matches(const char* pattern, std::string_view text);

}  // namespace tenon::synth
