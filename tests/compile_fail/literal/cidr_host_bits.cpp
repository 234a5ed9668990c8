// expect-error(gcc): this_cidr_block_has_bits_set_after_its_prefix
// expect-error(clang): this_cidr_block_has_bits_set_after_its_prefix
// The address of a block has no bit set after its prefix.

#include "tenon/value/cidr.hpp"

struct Props {
  tenon::Cidr value;
};

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const Props props{.value = "10.0.0.1/16"};
#else
[[maybe_unused]] const Props props{.value = "10.0.0.0/16"};
#endif

int main() {}
