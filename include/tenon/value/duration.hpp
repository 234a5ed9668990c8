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

class Duration;

namespace detail {

void this_is_not_a_duration_such_as_PT5M_or_P1DT12H();

[[noreturn]] void a_duration_is_not_negative_and_fits_64_bits_of_seconds();
[[noreturn]] void this_duration_is_not_a_whole_number_of_the_unit_asked_for(Duration duration,
                                                                            std::string_view unit);

inline constexpr std::int64_t seconds_per_minute = 60;
inline constexpr std::int64_t seconds_per_hour = 60 * seconds_per_minute;
inline constexpr std::int64_t seconds_per_day = 24 * seconds_per_hour;
inline constexpr std::int64_t seconds_per_week = 7 * seconds_per_day;
inline constexpr std::int64_t most_seconds = std::numeric_limits<std::int64_t>::max();

/// One unit of ISO 8601's duration, in the order in which the units are written.
struct DurationUnit {
  char designator;
  bool is_time;  // written after the T
  std::int64_t seconds;
};

inline constexpr DurationUnit duration_units[] = {{'W', false, seconds_per_week},
                                                  {'D', false, seconds_per_day},
                                                  {'H', true, seconds_per_hour},
                                                  {'M', true, seconds_per_minute},
                                                  {'S', true, 1}};

/// Adds `count` units; false where the sum does not fit.
constexpr bool add_seconds(std::uint64_t count, std::int64_t unit, std::int64_t& seconds) {
  if (count > static_cast<std::uint64_t>((most_seconds - seconds) / unit)) return false;
  seconds += static_cast<std::int64_t>(count) * unit;
  return true;
}

/// Reads ISO 8601's `PnDTnHnMnS` or `PnW` in whole numbers. Years and months are refused: they have no fixed
/// length.
constexpr bool read_duration(std::string_view text, std::int64_t& seconds) {
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  std::int64_t sum = 0;
  bool in_time = false;
  bool must_follow = true;  // a number must follow `P` and `T`
  bool weeks = false;
  for (const DurationUnit& unit : duration_units) {
    if (unit.is_time && !in_time && text.starts_with('T')) {
      in_time = must_follow = true;
      text.remove_prefix(1);
    }
    std::size_t digits = 0;
    while (digits < text.size() && ascii::is_digit(text[digits])) ++digits;
    if (digits == text.size() || text[digits] != unit.designator || unit.is_time != in_time) continue;
    std::uint64_t count = 0;
    if (weeks ||
        !ascii::read_number(text.substr(0, digits), std::numeric_limits<std::uint64_t>::max(), count) ||
        !add_seconds(count, unit.seconds, sum)) {
      return false;
    }
    text.remove_prefix(digits + 1);
    must_follow = false;
    weeks = unit.designator == 'W';
  }
  if (!text.empty() || must_follow) return false;
  seconds = sum;
  return true;
}

}  // namespace detail

/// Whether `text` is a duration in ISO 8601's form: `PT5M`, `P1DT12H`, `P2W`; whole numbers, no years and
/// months.
constexpr bool is_duration(std::string_view text) {
  std::int64_t seconds = 0;
  return detail::read_duration(text, seconds);
}

/// A length of time in whole seconds, never negative: `5_min`, `Duration::hours(2)`, or ISO 8601's `"PT5M"`.
///
/// A service takes seconds, minutes or days: `to_minutes()` gives the number and refuses to round. Where a
/// result is no duration, a constant expression does not compile and any other throws InvalidValue.
class Duration {
 public:
  /// From a string literal in ISO 8601's form; does not compile where it is none (see `requirement`).
  template <std::size_t N>
  consteval Duration(const char (&text)[N]) : Duration(checked(detail::literal_text(text)), Seconds{}) {}

  /// From numbers, known to the compiler or not. Negative numbers and what does not fit are refused.
  static constexpr Duration seconds(std::int64_t count) { return scaled(count, 1); }
  static constexpr Duration minutes(std::int64_t count) { return scaled(count, detail::seconds_per_minute); }
  static constexpr Duration hours(std::int64_t count) { return scaled(count, detail::seconds_per_hour); }
  static constexpr Duration days(std::int64_t count) { return scaled(count, detail::seconds_per_day); }

  /// From text known at run time, in ISO 8601's form; empty where it is none.
  static constexpr std::optional<Duration> parse(std::string_view text) {
    std::int64_t seconds = 0;
    if (!detail::read_duration(text, seconds)) return std::nullopt;
    return Duration(seconds, Seconds{});
  }

  /// What the text of a duration looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "a duration as ISO 8601 writes it, such as PT5M or P1DT12H, in whole numbers, without years and "
           "months";
  }

  /// The length in the unit. Refused where it is no whole number of them.
  constexpr std::int64_t to_seconds() const { return seconds_; }
  constexpr std::int64_t to_minutes() const { return exact(detail::seconds_per_minute, "minutes"); }
  constexpr std::int64_t to_hours() const { return exact(detail::seconds_per_hour, "hours"); }
  constexpr std::int64_t to_days() const { return exact(detail::seconds_per_day, "days"); }

  /// ISO 8601's form in days, hours, minutes and seconds, as far as they are not zero: `P1DT12H`; `PT0S` for
  /// none.
  std::string text() const;

  friend constexpr Duration operator+(Duration a, Duration b) {
    if (a.seconds_ > detail::most_seconds - b.seconds_) {
      detail::a_duration_is_not_negative_and_fits_64_bits_of_seconds();
    }
    return {a.seconds_ + b.seconds_, Seconds{}};
  }
  friend constexpr Duration operator-(Duration a, Duration b) { return scaled(a.seconds_ - b.seconds_, 1); }
  friend constexpr Duration operator*(Duration duration, std::int64_t times) {
    return duration.seconds_ == 0 ? scaled(0, 1) : scaled(times, duration.seconds_);
  }
  friend constexpr Duration operator*(std::int64_t times, Duration duration) { return duration * times; }
  friend constexpr auto operator<=>(const Duration&, const Duration&) = default;

 private:
  struct Seconds {};
  constexpr Duration(std::int64_t seconds, Seconds) : seconds_(seconds) {}

  static constexpr Duration scaled(std::int64_t count, std::int64_t unit) {
    std::int64_t seconds = 0;
    if (count < 0 || !detail::add_seconds(static_cast<std::uint64_t>(count), unit, seconds)) {
      detail::a_duration_is_not_negative_and_fits_64_bits_of_seconds();
    }
    return {seconds, Seconds{}};
  }

  static consteval std::int64_t checked(std::string_view text) {
    std::int64_t seconds = 0;
    if (!detail::read_duration(text, seconds)) detail::this_is_not_a_duration_such_as_PT5M_or_P1DT12H();
    return seconds;
  }

  constexpr std::int64_t exact(std::int64_t unit, std::string_view name) const {
    if (seconds_ % unit != 0) detail::this_duration_is_not_a_whole_number_of_the_unit_asked_for(*this, name);
    return seconds_ / unit;
  }

  std::int64_t seconds_;
};

namespace detail {

consteval std::int64_t literal_count(unsigned long long count) {
  if (count > static_cast<unsigned long long>(most_seconds))
    a_duration_is_not_negative_and_fits_64_bits_of_seconds();
  return static_cast<std::int64_t>(count);
}

}  // namespace detail

/// `using namespace tenon::literals;` gives `30_s`, `5_min`, `2_h`, `7_days`.
namespace literals {

consteval Duration operator""_s(unsigned long long count) {
  return Duration::seconds(detail::literal_count(count));
}
consteval Duration operator""_min(unsigned long long count) {
  return Duration::minutes(detail::literal_count(count));
}
consteval Duration operator""_h(unsigned long long count) {
  return Duration::hours(detail::literal_count(count));
}
consteval Duration operator""_days(unsigned long long count) {
  return Duration::days(detail::literal_count(count));
}

}  // namespace literals

}  // namespace tenon
