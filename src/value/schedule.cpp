#include "tenon/value/schedule.hpp"

#include <fmt/format.h>

#include "tenon/value/duration.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

struct RateUnit {
  std::int64_t minutes;
  std::string_view name;
};

constexpr RateUnit rate_units[] = {{24 * 60, "day"}, {60, "hour"}, {1, "minute"}};

}  // namespace

Schedule Schedule::every(Duration interval) {
  const std::int64_t minutes = interval.to_minutes();
  for (const RateUnit& unit : rate_units) {
    if (minutes == 0 || minutes % unit.minutes != 0) continue;
    const std::int64_t value = minutes / unit.minutes;
    const std::string text = fmt::format("rate({} {}{})", value, unit.name, value == 1 ? "" : "s");
    return Schedule(detail::SpelledText(std::string_view(text)));
  }
  throw InvalidValue("the interval of a schedule is at least one minute");
}

}  // namespace tenon
