// expect-error(gcc): a_field_of_this_cron_schedule_is_misspelt_or_out_of_range
// expect-error(clang): a_field_of_this_cron_schedule_is_misspelt_or_out_of_range
// Hours go from 0 to 23.

#include "tenon/value/schedule.hpp"

struct Props {
  tenon::Schedule value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "cron(0 24 * * ? *)"};
#else
[[maybe_unused]] const Props props{.value = "cron(0 23 * * ? *)"};
#endif

int main() {}
