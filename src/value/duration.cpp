#include "tenon/value/duration.hpp"

#include <iterator>

#include <fmt/format.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace detail {

void a_duration_is_not_negative_and_fits_64_bits_of_seconds() {
  throw InvalidValue("a duration is not negative, and its seconds fit 64 bits");
}

void this_duration_is_not_a_whole_number_of_the_unit_asked_for(Duration duration, std::string_view unit) {
  throw InvalidValue(fmt::format("{} is not a whole number of {}", duration.text(), unit));
}

}  // namespace detail

std::string Duration::text() const {
  if (seconds_ == 0) return "PT0S";
  std::string text = "P";
  std::int64_t rest = seconds_;
  bool in_time = false;
  for (const detail::DurationUnit& unit : detail::duration_units) {
    if (unit.designator == 'W') continue;  // weeks go with no other unit
    const std::int64_t count = rest / unit.seconds;
    rest %= unit.seconds;
    if (count == 0) continue;
    if (unit.is_time && !in_time) text += 'T';
    in_time = unit.is_time;
    fmt::format_to(std::back_inserter(text), "{}{}", count, unit.designator);
  }
  return text;
}

}  // namespace tenon
