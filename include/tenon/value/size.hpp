#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "tenon/value/text.hpp"

namespace tenon {

class Size;

namespace detail {

void this_is_not_a_size_such_as_512_MiB();

[[noreturn]] void a_size_fits_64_bits_of_bytes();
[[noreturn]] void this_size_is_not_a_whole_number_of_the_unit_asked_for(Size size, std::string_view unit);

/// A unit of storage as IEC 80000-13 writes it.
struct SizeUnit {
  std::string_view name;
  int power_of_two;
};

inline constexpr SizeUnit size_units[] = {{"B", 0},    {"KiB", 10}, {"MiB", 20},
                                          {"GiB", 30}, {"TiB", 40}, {"PiB", 50}};

inline constexpr std::uint64_t most_bytes = std::numeric_limits<std::uint64_t>::max();

/// Reads a whole number, a blank and a unit.
constexpr bool read_size(std::string_view text, std::uint64_t& bytes) {
  const std::string_view number = ascii::take_field(text, ' ');
  for (const SizeUnit& unit : size_units) {
    std::uint64_t count = 0;
    if (text != unit.name) continue;
    if (!ascii::read_number(number, most_bytes >> unit.power_of_two, count)) return false;
    bytes = count << unit.power_of_two;
    return true;
  }
  return false;
}

}  // namespace detail

/// Whether `text` is a whole number, a blank and one of B, KiB, MiB, GiB, TiB, PiB.
constexpr bool is_size(std::string_view text) {
  std::uint64_t bytes = 0;
  return detail::read_size(text, bytes);
}

/// An amount of storage in bytes, in units of 1024: `512_mib`, `Size::gibibytes(1)`, or `"512 MiB"`.
///
/// A service takes MiB or GiB: `to_mebibytes()` gives the number and refuses to round. Where a result is no
/// size, a constant expression does not compile and any other throws InvalidValue.
class Size {
 public:
  /// From a string literal; does not compile where it is no size (see `requirement`).
  template <std::size_t N>
  consteval Size(const char (&text)[N]) : Size(checked(detail::literal_text(text)), Bytes{}) {}

  /// From numbers, known to the compiler or not. What does not fit 64 bits of bytes is refused.
  static constexpr Size bytes(std::uint64_t count) { return scaled(count, 0); }
  static constexpr Size kibibytes(std::uint64_t count) { return scaled(count, 10); }
  static constexpr Size mebibytes(std::uint64_t count) { return scaled(count, 20); }
  static constexpr Size gibibytes(std::uint64_t count) { return scaled(count, 30); }
  static constexpr Size tebibytes(std::uint64_t count) { return scaled(count, 40); }
  static constexpr Size pebibytes(std::uint64_t count) { return scaled(count, 50); }

  /// From text known at run time; empty where it is no size.
  static constexpr std::optional<Size> parse(std::string_view text) {
    std::uint64_t bytes = 0;
    if (!detail::read_size(text, bytes)) return std::nullopt;
    return Size(bytes, Bytes{});
  }

  /// What the text of a size looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "a whole number, a blank and one of B, KiB, MiB, GiB, TiB, PiB, such as 512 MiB";
  }

  /// The amount in the unit. Refused where it is no whole number of them.
  constexpr std::uint64_t to_bytes() const { return bytes_; }
  constexpr std::uint64_t to_kibibytes() const { return exact(10, "KiB"); }
  constexpr std::uint64_t to_mebibytes() const { return exact(20, "MiB"); }
  constexpr std::uint64_t to_gibibytes() const { return exact(30, "GiB"); }
  constexpr std::uint64_t to_tebibytes() const { return exact(40, "TiB"); }
  constexpr std::uint64_t to_pebibytes() const { return exact(50, "PiB"); }

  /// In the largest unit that gives a whole number: `512 MiB`, `1 GiB`, `0 B`.
  std::string text() const;

  friend constexpr Size operator+(Size a, Size b) {
    if (a.bytes_ > detail::most_bytes - b.bytes_) detail::a_size_fits_64_bits_of_bytes();
    return {a.bytes_ + b.bytes_, Bytes{}};
  }
  friend constexpr auto operator<=>(const Size&, const Size&) = default;

 private:
  struct Bytes {};
  constexpr Size(std::uint64_t bytes, Bytes) : bytes_(bytes) {}

  static constexpr Size scaled(std::uint64_t count, int power_of_two) {
    if (count > detail::most_bytes >> power_of_two) detail::a_size_fits_64_bits_of_bytes();
    return {count << power_of_two, Bytes{}};
  }

  static consteval std::uint64_t checked(std::string_view text) {
    std::uint64_t bytes = 0;
    if (!detail::read_size(text, bytes)) detail::this_is_not_a_size_such_as_512_MiB();
    return bytes;
  }

  constexpr std::uint64_t exact(int power_of_two, std::string_view name) const {
    const std::uint64_t count = bytes_ >> power_of_two;
    if (count << power_of_two != bytes_) {
      detail::this_size_is_not_a_whole_number_of_the_unit_asked_for(*this, name);
    }
    return count;
  }

  std::uint64_t bytes_;
};

/// `using namespace tenon::literals;` gives `64_kib`, `512_mib`, `1_gib`, `2_tib`.
namespace literals {

consteval Size operator""_kib(unsigned long long count) { return Size::kibibytes(count); }
consteval Size operator""_mib(unsigned long long count) { return Size::mebibytes(count); }
consteval Size operator""_gib(unsigned long long count) { return Size::gibibytes(count); }
consteval Size operator""_tib(unsigned long long count) { return Size::tebibytes(count); }

}  // namespace literals

}  // namespace tenon
