#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "tenon/value/text.hpp"

namespace tenon {

namespace detail {

void a_port_is_a_number_from_0_to_65535();
void a_port_range_does_not_end_before_it_begins();

/// The types of whole numbers: no truth values and no characters, which C++ would take for numbers.
template <class T>
concept WholeNumber = std::is_integral_v<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> &&
                      !std::is_same_v<T, wchar_t> && !std::is_same_v<T, char8_t> &&
                      !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>;

template <WholeNumber Integer>
constexpr bool is_port_number(Integer number) {
  if constexpr (std::is_signed_v<Integer>) {
    if (number < 0) return false;
  }
  return static_cast<std::uint64_t>(number) <= 65535;
}

}  // namespace detail

/// Whether `text` is a whole number from 0 to 65535 in decimal digits.
constexpr bool is_port(std::string_view text) {
  std::uint64_t number = 0;
  return ascii::read_number(text, 65535, number);
}

/// A TCP or UDP port, 0 to 65535: `Port https = 443;`, checked by the compiler.
class Port {
 public:
  /// From a whole number known to the compiler; does not compile outside 0 to 65535.
  template <detail::WholeNumber Integer>
  consteval Port(Integer number) : number_(static_cast<std::uint16_t>(number)) {
    if (!detail::is_port_number(number)) detail::a_port_is_a_number_from_0_to_65535();
  }

  /// From a number known at run time; empty outside 0 to 65535.
  template <detail::WholeNumber Integer>
  static constexpr std::optional<Port> of(Integer number) {
    if (!detail::is_port_number(number)) return std::nullopt;
    return Port(Checked{static_cast<std::uint16_t>(number)});
  }

  /// From text known at run time; empty where it is no port.
  static constexpr std::optional<Port> parse(std::string_view text) {
    std::uint64_t number = 0;
    if (!ascii::read_number(text, 65535, number)) return std::nullopt;
    return of(number);
  }

  /// What a port is, for error messages.
  static constexpr std::string_view requirement() { return "a whole number from 0 to 65535"; }

  constexpr int number() const { return number_; }

  /// The number in decimal digits.
  std::string text() const;

  friend constexpr auto operator<=>(const Port&, const Port&) = default;

 private:
  struct Checked {
    std::uint16_t number;
  };
  constexpr explicit Port(Checked checked) : number_(checked.number) {}

  std::uint16_t number_;
};

/// Ports from the first to the last, both included: `PortRange{8000, 8080}`, or one port: `PortRange https =
/// 443;`.
class PortRange {
 public:
  /// One port.
  template <detail::WholeNumber Integer>
  consteval PortRange(Integer port) : PortRange(Port(port)) {}

  /// From numbers known to the compiler; does not compile where one is no port or `last` is less than
  /// `first`.
  template <detail::WholeNumber First, detail::WholeNumber Last>
  consteval PortRange(First first, Last last) : first_(first), last_(last) {
    if (first_ > last_) detail::a_port_range_does_not_end_before_it_begins();
  }

  /// One port.
  constexpr PortRange(Port port) : first_(port), last_(port) {}

  /// All ports, 0 to 65535.
  static constexpr PortRange all() { return {Port(0), Port(65535), Checked{}}; }

  /// From ports known at run time; empty where `last` is less than `first`.
  static constexpr std::optional<PortRange> of(Port first, Port last) {
    if (first > last) return std::nullopt;
    return PortRange(first, last, Checked{});
  }

  /// From text known at run time, `443` or `8000-8080`; empty where it is neither.
  static constexpr std::optional<PortRange> parse(std::string_view text) {
    const bool is_single = ascii::count(text, '-') == 0;
    const std::string_view head = ascii::take_field(text, '-');
    const std::optional<Port> first = Port::parse(head);
    const std::optional<Port> last = Port::parse(is_single ? head : text);
    if (!first || !last) return std::nullopt;
    return of(*first, *last);
  }

  /// What a range is, for error messages.
  static constexpr std::string_view requirement() {
    return "a port from 0 to 65535, or two with a hyphen such as 8000-8080, the lower one first";
  }

  constexpr Port first() const { return first_; }
  constexpr Port last() const { return last_; }

  /// How many ports the range has.
  constexpr int size() const { return last_.number() - first_.number() + 1; }

  /// Whether `port` is one of the range.
  constexpr bool contains(Port port) const { return first_ <= port && port <= last_; }

  /// Whether the two ranges have a port in common.
  constexpr bool overlaps(const PortRange& other) const {
    return first_ <= other.last_ && other.first_ <= last_;
  }

  /// `443` for one port, else `8000-8080`.
  std::string text() const;

  friend constexpr auto operator<=>(const PortRange&, const PortRange&) = default;

 private:
  struct Checked {};
  constexpr PortRange(Port first, Port last, Checked) : first_(first), last_(last) {}

  Port first_;
  Port last_;
};

/// Whether `text` is a port or a range of ports such as `8000-8080`.
constexpr bool is_port_range(std::string_view text) { return PortRange::parse(text).has_value(); }

}  // namespace tenon
