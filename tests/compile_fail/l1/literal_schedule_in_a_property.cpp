// expect-error(gcc): a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days
// expect-error(clang): a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days
// A schedule in a property is checked.

#include "tenon/aws/events/Rule.hpp"
#include "tenon/value/schedule.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::events::Rule::Props props{.ScheduleExpression = "rate(1 minutes)"};
#else
[[maybe_unused]] const tenon::aws::events::Rule::Props props{.ScheduleExpression = "rate(1 minute)"};
#endif

int main() {}
