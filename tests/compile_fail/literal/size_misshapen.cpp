// expect-error(gcc): this_is_not_a_size_such_as_512_MiB
// expect-error(clang): this_is_not_a_size_such_as_512_MiB
// The units are those of IEC 80000-13.

#include "tenon/value/size.hpp"

struct Props {
  tenon::Size value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "512 MB"};
#else
[[maybe_unused]] const Props props{.value = "512 MiB"};
#endif

int main() {}
