#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "tenon/value/text.hpp"

namespace tenon {

class Duration;

namespace detail {

void a_schedule_is_rate_or_cron_or_at_such_as_rate_5_minutes();
void a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days();
void a_cron_schedule_has_six_fields_minutes_hours_day_of_month_month_day_of_week_year();
void a_cron_schedule_has_a_question_mark_in_exactly_one_of_day_of_month_and_day_of_week();
void a_field_of_this_cron_schedule_is_misspelt_or_out_of_range();
void an_at_schedule_is_a_date_and_a_time_such_as_at_2026_01_01T00_00_00();

/// What is wrong with a schedule, as far as it was read.
enum class ScheduleProblem : std::uint8_t { none, form, rate, field_count, day_fields, field, at };

/// What one field of a cron expression may hold.
struct CronField {
  std::uint64_t low;
  std::uint64_t high;
  std::string_view names;     // of the values from `low` on, three letters each
  std::string_view specials;  // of `? L W # /` those that the field knows, beside `, - *`
};

/// Source: Amazon EventBridge User Guide, "Setting a schedule pattern for scheduled rules", Cron expressions.
inline constexpr CronField cron_fields[] = {
    {0, 59, "", "/"},                                      // minutes
    {0, 23, "", "/"},                                      // hours
    {1, 31, "", "?/LW"},                                   // day of month
    {1, 12, "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", "/"},  // month
    {1, 7, "SUNMONTUEWEDTHUFRISAT", "?L#"},                // day of week
    {1970, 2199, "", "/"},                                 // year
};
inline constexpr std::size_t cron_day_of_month = 2;
inline constexpr std::size_t cron_day_of_week = 4;

constexpr bool knows(const CronField& field, char special) {
  return field.specials.find(special) != std::string_view::npos;
}

constexpr bool same_letters(std::string_view a, std::string_view upper) {
  if (a.size() != upper.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (ascii::to_upper(a[i]) != upper[i]) return false;
  }
  return true;
}

/// A number in the field's range, or one of its names in either case.
constexpr bool is_cron_value(std::string_view text, const CronField& field) {
  std::uint64_t number = 0;
  if (ascii::read_number(text, field.high, number)) return number >= field.low;
  for (std::size_t at = 0; at < field.names.size(); at += 3) {
    if (same_letters(text, field.names.substr(at, 3))) return true;
  }
  return false;
}

/// `3-9`. A range may run past the end (`22-2`, `FRI-MON`): the page does not exclude it.
constexpr bool is_cron_range(std::string_view text, const CronField& field) {
  const std::string_view first = ascii::take_field(text, '-');
  return is_cron_value(first, field) && is_cron_value(text, field);
}

/// `*/5`, `0/15`, `8-18/2`: a start, and a step that stays inside the field.
constexpr bool is_cron_step(std::string_view text, const CronField& field) {
  std::uint64_t step = 0;
  const std::string_view start = ascii::take_field(text, '/');
  return (start == "*" || is_cron_value(start, field) || is_cron_range(start, field)) &&
         ascii::read_number(text, field.high, step) && step > 0;
}

/// `6#3`, the third Friday of the month.
constexpr bool is_cron_nth_day(std::string_view text, const CronField& field) {
  std::uint64_t nth = 0;
  const std::string_view day = ascii::take_field(text, '#');
  return is_cron_value(day, field) && ascii::read_number(text, 5, nth) && nth > 0;
}

/// `L` alone, after a day of the week (`5L`, the last Thursday), or before `W` (the last weekday of the
/// month).
constexpr bool is_cron_last(std::string_view text, const CronField& field) {
  if (text == "L") return true;
  if (text == "LW") return knows(field, 'W');
  const bool after_day_of_week = !knows(field, 'W') && text.ends_with('L');
  return after_day_of_week && is_cron_value(text.substr(0, text.size() - 1), field);
}

/// `3W`, the weekday closest to the third of the month.
constexpr bool is_cron_weekday(std::string_view text, const CronField& field) {
  return text.ends_with('W') && is_cron_value(text.substr(0, text.size() - 1), field);
}

constexpr bool is_cron_item(std::string_view text, const CronField& field) {
  if (text == "*" || is_cron_value(text, field) || is_cron_range(text, field)) return true;
  return (knows(field, '/') && is_cron_step(text, field)) ||
         (knows(field, 'L') && is_cron_last(text, field)) ||
         (knows(field, 'W') && is_cron_weekday(text, field));
}

constexpr bool is_cron_field(std::string_view text, const CronField& field) {
  if (text.empty() || text.back() == ',') return false;
  if (text == "?") return knows(field, '?');
  // Only one `#` expression may stand in the field (the same page, Restrictions).
  if (knows(field, '#') && is_cron_nth_day(text, field)) return true;
  while (!text.empty()) {
    if (!is_cron_item(ascii::take_field(text, ','), field)) return false;
  }
  return true;
}

constexpr ScheduleProblem cron_problem(std::string_view fields) {
  if (ascii::count(fields, ' ') != 5) return ScheduleProblem::field_count;
  bool is_open[6] = {};
  for (std::size_t i = 0; i < 6; ++i) {
    const std::string_view text = ascii::take_field(fields, ' ');
    if (text.empty()) return ScheduleProblem::field_count;
    if (!is_cron_field(text, cron_fields[i])) return ScheduleProblem::field;
    is_open[i] = text == "?";
  }
  const bool one_day_field_is_open = is_open[cron_day_of_month] != is_open[cron_day_of_week];
  return one_day_field_is_open ? ScheduleProblem::none : ScheduleProblem::day_fields;
}

constexpr ScheduleProblem rate_problem(std::string_view rate) {
  const std::string_view text = ascii::take_field(rate, ' ');
  std::uint64_t value = 0;
  if (!ascii::read_number(text, 999'999'999, value) || value == 0) return ScheduleProblem::rate;
  for (const std::string_view unit : {"minute", "hour", "day"}) {
    if (!rate.starts_with(unit)) continue;
    const std::string_view ending = rate.substr(unit.size());
    return ending == (value == 1 ? "" : "s") ? ScheduleProblem::none : ScheduleProblem::rate;
  }
  return ScheduleProblem::rate;
}

constexpr std::uint64_t days_in_month(std::uint64_t year, std::uint64_t month) {
  constexpr std::uint64_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap_year = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && is_leap_year ? 1 : 0);
}

/// `yyyy-mm-ddThh:mm:ss`, a day that exists.
constexpr bool is_date_and_time(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == 'd' ? !ascii::is_digit(text[i]) : text[i] != form[i]) return false;
  }
  std::uint64_t year = 0, month = 0, day = 0, time = 0;
  return ascii::read_number(text.substr(0, 4), 9999, year) && year > 0 &&
         ascii::read_number(text.substr(5, 2), 12, month) && month > 0 &&
         ascii::read_number(text.substr(8, 2), days_in_month(year, month), day) && day > 0 &&
         ascii::read_number(text.substr(11, 2), 23, time) &&
         ascii::read_number(text.substr(14, 2), 59, time) && ascii::read_number(text.substr(17, 2), 59, time);
}

constexpr ScheduleProblem schedule_problem(std::string_view text) {
  const std::string_view kind = ascii::take_field(text, '(');
  if (!text.ends_with(')')) return ScheduleProblem::form;
  text.remove_suffix(1);
  if (kind == "rate") return rate_problem(text);
  if (kind == "cron") return cron_problem(text);
  if (kind == "at") return is_date_and_time(text) ? ScheduleProblem::none : ScheduleProblem::at;
  return ScheduleProblem::form;
}

/// Does not compile where there is a problem; the name of what it calls says which.
consteval void refuse(ScheduleProblem problem) {
  switch (problem) {
    case ScheduleProblem::none:
      return;
    case ScheduleProblem::form:
      return a_schedule_is_rate_or_cron_or_at_such_as_rate_5_minutes();
    case ScheduleProblem::rate:
      return a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days();
    case ScheduleProblem::field_count:
      return a_cron_schedule_has_six_fields_minutes_hours_day_of_month_month_day_of_week_year();
    case ScheduleProblem::day_fields:
      return a_cron_schedule_has_a_question_mark_in_exactly_one_of_day_of_month_and_day_of_week();
    case ScheduleProblem::field:
      return a_field_of_this_cron_schedule_is_misspelt_or_out_of_range();
    case ScheduleProblem::at:
      return an_at_schedule_is_a_date_and_a_time_such_as_at_2026_01_01T00_00_00();
  }
}

}  // namespace detail

/// Whether `text` is a schedule as Amazon EventBridge reads it, with single blanks between its parts:
/// - `rate(5 minutes)`: a whole number from 1 and its unit, singular for 1 and plural for more;
/// - `cron(0 12 * * ? *)`: minutes, hours, day of month, month, day of week and year, `?` in exactly one of
/// the two
///   day fields;
/// - `at(2026-01-01T00:00:00)`: once (EventBridge Scheduler only, not a rule).
///
/// Source: Amazon EventBridge User Guide, "Setting a schedule pattern for scheduled rules"; EventBridge
/// Scheduler User Guide, "Schedule types".
constexpr bool is_schedule_expression(std::string_view text) {
  return detail::schedule_problem(text) == detail::ScheduleProblem::none;
}

/// When something runs: `Schedule nightly = "cron(0 3 * * ? *)";`, checked by the compiler.
class Schedule {
 public:
  enum class Kind : std::uint8_t { rate, cron, at };

  /// From a string literal, which is held by pointer; does not compile where it is no schedule (see
  /// `is_schedule_expression`).
  template <std::size_t N>
  consteval Schedule(const char (&text)[N])
      : text_(detail::SpelledText::Literal{}, detail::literal_text(text)) {
    detail::refuse(detail::schedule_problem(text_.view()));
  }

  /// From text known at run time, which is copied; empty where it is no schedule.
  static std::optional<Schedule> parse(std::string_view text) {
    if (!is_schedule_expression(text)) return std::nullopt;
    return Schedule(detail::SpelledText(text));
  }

  /// `rate(…)` in the largest unit that gives a whole number: `rate(1 hour)` for 60 minutes.
  /// Throws InvalidValue where the interval is zero or no whole number of minutes.
  static Schedule every(Duration interval);

  /// What a schedule looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "rate(5 minutes) or rate(1 hour) with the unit's number agreeing, cron(0 12 * * ? *) with the six "
           "fields "
           "minutes, hours, day of month, month, day of week and year and a ? in exactly one of the day "
           "fields, or "
           "at(2026-01-01T00:00:00)";
  }

  /// The whole expression as written. Lives as long as this object.
  constexpr std::string_view text() const { return text_.view(); }

  constexpr Kind kind() const {
    if (text().starts_with('r')) return Kind::rate;
    return text().starts_with('c') ? Kind::cron : Kind::at;
  }

  friend constexpr bool operator==(const Schedule& a, const Schedule& b) { return a.text() == b.text(); }
  friend constexpr auto operator<=>(const Schedule& a, const Schedule& b) { return a.text() <=> b.text(); }

 private:
  explicit Schedule(detail::SpelledText text) : text_(std::move(text)) {}

  detail::SpelledText text_;
};

}  // namespace tenon
