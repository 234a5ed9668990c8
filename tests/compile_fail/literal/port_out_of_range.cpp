// expect-error(gcc): a_port_is_a_number_from_0_to_65535
// expect-error(clang): a_port_is_a_number_from_0_to_65535
// A port is at most 65535.

#include "tenon/value/port.hpp"

struct Props {
  tenon::Port value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = 65536};
#else
[[maybe_unused]] const Props props{.value = 65535};
#endif

int main() {}
