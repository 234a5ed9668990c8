#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tenon/value/text.hpp"

namespace tenon {

class Cidr;

namespace detail {

void this_is_not_a_cidr_block_such_as_10_0_0_0_slash_16();
void this_cidr_block_has_bits_set_after_its_prefix();

[[noreturn]] void this_prefix_is_shorter_than_its_network_or_longer_than_an_address(const Cidr& network,
                                                                                    int prefix);
[[noreturn]] void this_subnet_lies_outside_its_network(const Cidr& network, int prefix, std::uint64_t index);
[[noreturn]] void this_subnet_lies_outside_its_network(const Cidr& network, const Cidr& subnet);
[[noreturn]] void the_number_does_not_fit_into_64_bits(const Cidr& network);

/// The bits of an address, the first one highest: an IPv4 address fills the upper half of `high`.
struct AddressBits {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  friend constexpr auto operator<=>(const AddressBits&, const AddressBits&) = default;
  friend constexpr AddressBits operator&(AddressBits a, AddressBits b) {
    return {a.high & b.high, a.low & b.low};
  }
  friend constexpr AddressBits operator|(AddressBits a, AddressBits b) {
    return {a.high | b.high, a.low | b.low};
  }
};

/// The first `count` (0 to 128) bits set.
constexpr AddressBits leading_bits(int count) {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  if (count <= 0) return {};
  if (count < 64) return {all << (64 - count), 0};
  if (count == 64) return {all, 0};
  return {all, all << (128 - count)};
}

/// `number` placed so that its last bit is bit `position` (1 to 128, counted from the first bit of the
/// address).
constexpr AddressBits ending_at(std::uint64_t number, int position) {
  const int shift = 128 - position;
  if (shift == 0) return {0, number};
  if (shift < 64) return {number >> (64 - shift), number << shift};
  return {shift < 128 ? number << (shift - 64) : 0, 0};
}

/// A block as it was written, its host bits not yet checked.
struct CidrParts {
  AddressBits address;
  int prefix = 0;
  bool ipv6 = false;
};

constexpr bool read_ipv4(std::string_view text, AddressBits& address) {
  if (ascii::count(text, '.') != 3) return false;
  std::uint64_t bits = 0;
  for (int i = 0; i < 4; ++i) {
    const std::string_view octet = ascii::take_field(text, '.');
    std::uint64_t number = 0;
    // A leading zero is refused: some programs read such an octet as octal.
    if (!ascii::read_number(octet, 255, number) || (octet.size() > 1 && octet[0] == '0')) return false;
    bits = bits << 8 | number;
  }
  address = {bits << 32, 0};
  return true;
}

constexpr int hex_digit(char c) {
  if (ascii::is_digit(c)) return c - '0';
  const char upper = ascii::to_upper(c);
  return upper >= 'A' && upper <= 'F' ? upper - 'A' + 10 : -1;
}

/// Up to eight groups of one to four hexadecimal digits between colons.
struct Ipv6Groups {
  std::uint64_t group[8]{};
  int count = 0;

  constexpr bool read(std::string_view text) {
    while (!text.empty()) {
      const bool last = ascii::count(text, ':') == 0;
      if (count == 8 || !read_group(ascii::take_field(text, ':'))) return false;
      if (!last && text.empty()) return false;
    }
    return true;
  }

 private:
  constexpr bool read_group(std::string_view text) {
    if (text.empty() || text.size() > 4) return false;
    std::uint64_t number = 0;
    for (const char c : text) {
      const int digit = hex_digit(c);
      if (digit < 0) return false;
      number = number << 4 | static_cast<std::uint64_t>(digit);
    }
    group[count++] = number;
    return true;
  }
};

constexpr AddressBits ipv6_bits(const Ipv6Groups& head, const Ipv6Groups& tail) {
  AddressBits bits;
  for (int i = 0; i < head.count; ++i) bits = bits | ending_at(head.group[i], 16 * (i + 1));
  for (int i = 0; i < tail.count; ++i)
    bits = bits | ending_at(tail.group[i], 128 - 16 * (tail.count - i - 1));
  return bits;
}

constexpr bool read_ipv6(std::string_view text, AddressBits& address) {
  Ipv6Groups head;
  Ipv6Groups tail;
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  if (!head.read(text.substr(0, has_gap ? gap : text.size()))) return false;
  if (has_gap && !tail.read(text.substr(gap + 2))) return false;
  if (has_gap ? head.count + tail.count > 7 : head.count != 8) return false;
  address = ipv6_bits(head, tail);
  return true;
}

constexpr std::optional<CidrParts> read_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view address = text.substr(0, slash);
  const std::string_view prefix = text.substr(slash + 1);
  CidrParts parts{.address = {}, .prefix = 0, .ipv6 = address.find(':') != std::string_view::npos};
  std::uint64_t number = 0;
  if (!ascii::read_number(prefix, parts.ipv6 ? 128 : 32, number)) return std::nullopt;
  if (prefix.size() > 1 && prefix[0] == '0') return std::nullopt;
  if (!(parts.ipv6 ? read_ipv6(address, parts.address) : read_ipv4(address, parts.address)))
    return std::nullopt;
  parts.prefix = static_cast<int>(number);
  return parts;
}

constexpr bool has_host_bits(const CidrParts& parts) {
  return (parts.address & leading_bits(parts.prefix)) != parts.address;
}

}  // namespace detail

/// Whether `text` is an IPv4 or IPv6 block in CIDR notation whose address has no bit set after the prefix
/// (RFC 4632, RFC 4291; the form with an IPv4 address inside an IPv6 one is not taken).
constexpr bool is_cidr_block(std::string_view text) {
  const std::optional<detail::CidrParts> parts = detail::read_cidr(text);
  return parts && !detail::has_host_bits(*parts);
}

/// A block of IP addresses, such as 10.0.0.0/16 or 2001:db8::/32.
///
/// A literal is checked by the compiler: `Cidr vpc = "10.0.0.0/16";`. Text that is known only when the
/// program runs goes through `parse`. The arithmetic is constexpr: in a constant expression a subnet outside
/// its network does not compile, elsewhere the same call throws InvalidValue.
class Cidr {
 public:
  /// From a string literal; does not compile where it is no block (see `requirement`).
  template <std::size_t N>
  consteval Cidr(const char (&text)[N]) : Cidr(checked(detail::literal_text(text))) {}

  /// From text known at run time; empty where it is no block.
  static constexpr std::optional<Cidr> parse(std::string_view text) {
    const std::optional<detail::CidrParts> parts = detail::read_cidr(text);
    if (!parts || detail::has_host_bits(*parts)) return std::nullopt;
    return Cidr(*parts);
  }

  /// What a block looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "an IPv4 or IPv6 block such as 10.0.0.0/16 or 2001:db8::/32, with no bit set after the prefix";
  }

  constexpr bool is_ipv6() const { return ipv6_; }

  /// The number of leading bits that all addresses of the block share.
  constexpr int prefix() const { return prefix_; }

  /// The length of an address: 32 bits, or 128 for IPv6.
  constexpr int address_bits() const { return ipv6_ ? 128 : 32; }

  /// How many addresses the block has, those that AWS reserves included.
  /// Refused where the number does not fit 64 bits (an IPv6 block of prefix 64 or shorter).
  constexpr std::uint64_t address_count() const { return two_to_the(address_bits() - prefix_); }

  /// How many blocks of `new_prefix` this block divides into. Refused where the prefix is shorter than this
  /// block's, longer than an address, or the number does not fit 64 bits.
  constexpr std::uint64_t subnet_count(int new_prefix) const {
    check_prefix(new_prefix);
    return two_to_the(new_prefix - prefix_);
  }

  /// The block number `index`, counted from 0, of those of `new_prefix` that this block divides into.
  /// Refused where there is no such block.
  constexpr Cidr subnet(int new_prefix, std::uint64_t index) const {
    check_prefix(new_prefix);
    const int added_bits = new_prefix - prefix_;
    if (added_bits < 64 && index >> added_bits != 0) {
      detail::this_subnet_lies_outside_its_network(*this, new_prefix, index);
    }
    const detail::AddressBits bits = detail::ending_at(index, new_prefix);
    return Cidr({.address = address_ | bits, .prefix = new_prefix, .ipv6 = ipv6_});
  }

  /// The first `Count` blocks of `new_prefix`: `auto [a, b, c] = vpc.carve<3>(24);`.
  /// Refused where this block has fewer.
  template <std::size_t Count>
  constexpr std::array<Cidr, Count> carve(int new_prefix) const {
    return carve(new_prefix, std::make_index_sequence<Count>{});
  }

  /// Whether every address of `other` is one of this block. Blocks of different IP versions contain none of
  /// each other.
  constexpr bool contains(const Cidr& other) const {
    return ipv6_ == other.ipv6_ && prefix_ <= other.prefix_ &&
           (other.address_ & detail::leading_bits(prefix_)) == address_;
  }

  /// Whether the two blocks have an address in common.
  constexpr bool overlaps(const Cidr& other) const { return contains(other) || other.contains(*this); }

  /// The canonical spelling: IPv6 as RFC 5952 states it (small letters, no leading zeros, the longest run of
  /// zero groups as "::").
  std::string text() const;

  /// IPv4 blocks first, then by address, then the larger block first.
  friend constexpr auto operator<=>(const Cidr&, const Cidr&) = default;

 private:
  constexpr explicit Cidr(const detail::CidrParts& parts)
      : ipv6_(parts.ipv6), address_(parts.address), prefix_(parts.prefix) {}

  static consteval detail::CidrParts checked(std::string_view text) {
    const std::optional<detail::CidrParts> parts = detail::read_cidr(text);
    if (!parts) detail::this_is_not_a_cidr_block_such_as_10_0_0_0_slash_16();
    if (detail::has_host_bits(*parts)) detail::this_cidr_block_has_bits_set_after_its_prefix();
    return *parts;
  }

  constexpr void check_prefix(int prefix) const {
    if (prefix < prefix_ || prefix > address_bits()) {
      detail::this_prefix_is_shorter_than_its_network_or_longer_than_an_address(*this, prefix);
    }
  }

  constexpr std::uint64_t two_to_the(int bits) const {
    if (bits >= 64) detail::the_number_does_not_fit_into_64_bits(*this);
    return std::uint64_t{1} << bits;
  }

  template <std::size_t... Index>
  constexpr std::array<Cidr, sizeof...(Index)> carve(int new_prefix, std::index_sequence<Index...>) const {
    return {subnet(new_prefix, Index)...};
  }

  bool ipv6_;
  detail::AddressBits address_;
  int prefix_;
};

/// `subnet` itself, once it is known to lie inside `network`; in a constant expression a subnet outside does
/// not compile, elsewhere InvalidValue is thrown. `constexpr Cidr database = within(vpc, "10.0.32.0/20");`
constexpr Cidr within(const Cidr& network, const Cidr& subnet) {
  if (!network.contains(subnet)) detail::this_subnet_lies_outside_its_network(network, subnet);
  return subnet;
}

}  // namespace tenon
