#include "utf.hpp"

#include <cstdint>
#include <cstring>

namespace tenon::detail {
namespace {

constexpr char32_t replacement = 0xFFFD;

struct Decoded {
  std::size_t size;  // bytes taken
  char32_t code_point;
  bool well_formed;
};

/// What may follow a lead byte: how many bytes, and the range of the first of them (RFC 3629).
struct Lead {
  std::size_t following;
  unsigned char low;
  unsigned char high;
};

constexpr Lead lead_of(unsigned char byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

Decoded decode(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  if (first < 0x80) return {1, first, true};
  const Lead lead = lead_of(first);
  if (lead.following == 0) return {1, replacement, false};
  char32_t code_point = first & (0x3FU >> lead.following);
  unsigned char low = lead.low;
  unsigned char high = lead.high;
  for (std::size_t i = 1; i <= lead.following; ++i) {
    if (i >= bytes.size()) return {i, replacement, false};
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (byte < low || byte > high) return {i, replacement, false};
    code_point = (code_point << 6) | (byte & 0x3FU);
    low = 0x80;
    high = 0xBF;
  }
  return {lead.following + 1, code_point, true};
}

/// Bytes of the ASCII text at the start, found eight at a time.
std::size_t ascii_prefix(std::string_view bytes) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::size_t size = 0;
  while (size + sizeof(std::uint64_t) <= bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + size, sizeof word);
    if ((word & high_bits) != 0) break;
    size += sizeof word;
  }
  while (size < bytes.size() && static_cast<unsigned char>(bytes[size]) < 0x80) ++size;
  return size;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (bytes.remove_prefix(ascii_prefix(bytes)); !bytes.empty(); bytes.remove_prefix(ascii_prefix(bytes))) {
    const Decoded decoded = decode(bytes);
    if (!decoded.well_formed) return false;
    bytes.remove_prefix(decoded.size);
  }
  return true;
}

std::string repaired_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded decoded = decode(bytes);
    text += decoded.well_formed ? bytes.substr(0, decoded.size) : std::string_view("\xEF\xBF\xBD");
    bytes.remove_prefix(decoded.size);
  }
  return text;
}

std::u16string to_utf16(std::string_view bytes) {
  std::u16string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded decoded = decode(bytes);
    bytes.remove_prefix(decoded.size);
    if (decoded.code_point < 0x10000) {
      text += static_cast<char16_t>(decoded.code_point);
    } else {
      const char32_t offset = decoded.code_point - 0x10000;
      text += static_cast<char16_t>(0xD800 + (offset >> 10));
      text += static_cast<char16_t>(0xDC00 + (offset & 0x3FF));
    }
  }
  return text;
}

}  // namespace tenon::detail
