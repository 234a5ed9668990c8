// expect-error(gcc): a_port_range_does_not_end_before_it_begins
// expect-error(clang): a_port_range_does_not_end_before_it_begins
// A range of ports does not end before it begins.

#include "tenon/value/port.hpp"

struct Props {
  tenon::PortRange value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = {8080, 8000}};
#else
[[maybe_unused]] const Props props{.value = {8000, 8080}};
#endif

int main() {}
