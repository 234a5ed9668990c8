// expect-error(gcc): this_is_not_a_cidr_block_such_as_10_0_0_0_slash_16
// expect-error(clang): this_is_not_a_cidr_block_such_as_10_0_0_0_slash_16
// An IPv4 prefix has at most 32 bits.

#include "tenon/value/cidr.hpp"

struct Props {
  tenon::Cidr value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "10.0.0.0/33"};
#else
[[maybe_unused]] const Props props{.value = "10.0.0.0/32"};
#endif

int main() {}
