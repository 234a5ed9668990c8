// expect-error(gcc): a_cron_schedule_has_a_question_mark_in_exactly_one_of_day_of_month_and_day_of_week
// expect-error(clang): a_cron_schedule_has_a_question_mark_in_exactly_one_of_day_of_month_and_day_of_week
// One of the two day fields is left open.

#include "tenon/value/schedule.hpp"

struct Props {
  tenon::Schedule value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "cron(0 12 * * * *)"};
#else
[[maybe_unused]] const Props props{.value = "cron(0 12 * * ? *)"};
#endif

int main() {}
