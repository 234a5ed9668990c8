// expect-error(gcc): this_duration_is_not_a_whole_number_of_the_unit_asked_for
// expect-error(clang): this_duration_is_not_a_whole_number_of_the_unit_asked_for
// 90 seconds are no whole number of minutes.

#include "tenon/value/duration.hpp"

using namespace tenon::literals;

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] constexpr auto minutes = (90_s).to_minutes();
#else
[[maybe_unused]] constexpr auto minutes = (120_s).to_minutes();
#endif

int main() {}
