// expect-error(gcc): a_cron_schedule_has_six_fields_minutes_hours_day_of_month_month_day_of_week_year
// expect-error(clang): a_cron_schedule_has_six_fields_minutes_hours_day_of_month_month_day_of_week_year
// AWS wants six fields, the last one for the year.

#include "tenon/value/schedule.hpp"

struct Props {
  tenon::Schedule value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "cron(0 12 * * ?)"};
#else
[[maybe_unused]] const Props props{.value = "cron(0 12 * * ? *)"};
#endif

int main() {}
