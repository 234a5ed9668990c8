#pragma once

#include <string>
#include <string_view>

namespace tenon::detail {

/// Whether the bytes are well-formed UTF-8.
bool is_utf8(std::string_view bytes);

/// The bytes as UTF-8 text, each longest ill-formed start of a character replaced by U+FFFD, as the WHATWG
/// decoder (and so JavaScript) does it.
std::string repaired_utf8(std::string_view bytes);

/// The text as UTF-16 code units, repaired in the same way.
std::u16string to_utf16(std::string_view bytes);

}  // namespace tenon::detail
