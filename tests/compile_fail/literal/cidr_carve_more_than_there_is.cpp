// expect-error(gcc): this_subnet_lies_outside_its_network
// expect-error(clang): this_subnet_lies_outside_its_network
// A /22 has four /24 subnets.

#include "tenon/value/cidr.hpp"

constexpr tenon::Cidr vpc = "10.0.0.0/22";

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] constexpr auto subnets = vpc.carve<5>(24);
#else
[[maybe_unused]] constexpr auto subnets = vpc.carve<4>(24);
#endif

int main() {}
