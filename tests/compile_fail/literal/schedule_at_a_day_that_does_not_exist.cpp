// expect-error(gcc): an_at_schedule_is_a_date_and_a_time_such_as_at_2026_01_01T00_00_00
// expect-error(clang): an_at_schedule_is_a_date_and_a_time_such_as_at_2026_01_01T00_00_00
// 2026 is no leap year.

#include "tenon/value/schedule.hpp"

struct Props {
  tenon::Schedule value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "at(2026-02-29T00:00:00)"};
#else
[[maybe_unused]] const Props props{.value = "at(2028-02-29T00:00:00)"};
#endif

int main() {}
