// expect-error: a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days
// The schedule of a construct is checked where it is written.

#include "tenon/constructs/integration/schedule.hpp"

tenon::EventSchedule::Props props(const tenon::ScheduleTarget& target) {
#ifdef TENON_MUST_NOT_COMPILE
  return {.schedule = "rate(1 hours)", .target = target};
#else
  return {.schedule = "rate(1 hour)", .target = target};
#endif
}

int main() {}
