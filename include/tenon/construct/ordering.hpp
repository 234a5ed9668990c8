#pragma once

/// \file
/// The two orders in which CDK writes things: JavaScript's order of an object's keys (construct children and
/// free-form maps, cdk-semantics 4.1 and 4.9), and the order of the English collation (tags and `DependsOn`,
/// cdk-semantics 4.10). Neither depends on the locale of the process. Nothing here throws but std::bad_alloc.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tenon {

/// The number that a key stands for if JavaScript treats it as an array index: decimal digits without a
/// leading zero, at most 4294967294 (2^32 - 2).
std::optional<std::uint32_t> array_index(std::string_view key);

/// Whether JavaScript moves the key `a` before `b` whatever came first: array indices stand before all other
/// keys, in ascending order. A strict weak order in which keys that are no indices are equal.
bool js_key_before(std::string_view a, std::string_view b);

/// Positions of the keys in JavaScript's order: array indices ascending, then the others as given. Empty when
/// that is the order as given, the usual case, which costs no allocation. Keys are expected to differ.
std::vector<std::size_t> js_key_order(std::span<const std::string_view> keys);

/// Compares as JavaScript's `<` on strings does, by UTF-16 code units: negative, zero or positive. Differs
/// from the order of the bytes only between U+E000..U+FFFF and what lies above. Both texts are UTF-8.
int compare_code_units(std::string_view a, std::string_view b);

/// Compares as the collation of the ICU root locale and of English does (CLDR 48): negative, zero or
/// positive.
///
/// Exact for texts of ASCII and of the letters U+00C0..U+017F that are an ASCII letter with one diacritic,
/// composed (NFC): spaces, punctuation, symbols, digits, letters; letters by alphabet first, then by
/// diacritics, then lower before upper case; control characters do not count, so texts that differ in nothing
/// else are equal. All other characters stand after `Z`, in the order of their code points; ICU would place
/// symbols before the digits and ligatures (such as the German sharp s) among the letters.
int compare_collated(std::string_view a, std::string_view b);

/// `compare_collated(a, b) < 0`. A strict weak order in which different texts may be equal.
bool collates_before(std::string_view a, std::string_view b);

/// Positions of the keys in the order of `compare_collated`, equal ones as given. Empty when that is the
/// order as given, which costs no allocation.
std::vector<std::size_t> collated_order(std::span<const std::string_view> keys);

}  // namespace tenon
