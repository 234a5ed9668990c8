// expect-error(gcc): a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days
// expect-error(clang): a_rate_of_1_takes_minute_or_hour_or_day_and_a_greater_one_minutes_or_hours_or_days
// The unit of a rate of 1 is singular.

#include "tenon/value/schedule.hpp"

struct Props {
  tenon::Schedule value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "rate(1 minutes)"};
#else
[[maybe_unused]] const Props props{.value = "rate(1 minute)"};
#endif

int main() {}
