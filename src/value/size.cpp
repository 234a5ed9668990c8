#include "tenon/value/size.hpp"

#include <fmt/format.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace detail {

void a_size_fits_64_bits_of_bytes() { throw InvalidValue("the bytes of a size fit 64 bits"); }

void this_size_is_not_a_whole_number_of_the_unit_asked_for(Size size, std::string_view unit) {
  throw InvalidValue(fmt::format("{} is not a whole number of {}", size.text(), unit));
}

}  // namespace detail

std::string Size::text() const {
  detail::SizeUnit largest = detail::size_units[0];
  for (const detail::SizeUnit& unit : detail::size_units) {
    const std::uint64_t count = bytes_ >> unit.power_of_two;
    if (count != 0 && count << unit.power_of_two == bytes_) largest = unit;
  }
  return fmt::format("{} {}", bytes_ >> largest.power_of_two, largest.name);
}

}  // namespace tenon
