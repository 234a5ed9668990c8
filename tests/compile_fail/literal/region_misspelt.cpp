// expect-error(gcc): this_is_not_a_region_such_as_eu_west_1
// expect-error(clang): this_is_not_a_region_such_as_eu_west_1
// A region ends in a compass word and a number.

#include "tenon/value/region.hpp"

struct Props {
  tenon::Region value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "eu-wset-1"};
#else
[[maybe_unused]] const Props props{.value = "eu-west-1"};
#endif

int main() {}
