// expect-error(gcc): this_is_not_a_duration_such_as_PT5M_or_P1DT12H
// expect-error(clang): this_is_not_a_duration_such_as_PT5M_or_P1DT12H
// ISO 8601 writes minutes after a T.

#include "tenon/value/duration.hpp"

struct Props {
  tenon::Duration value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "P5M"};
#else
[[maybe_unused]] const Props props{.value = "PT5M"};
#endif

int main() {}
