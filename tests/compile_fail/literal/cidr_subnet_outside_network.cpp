// expect-error(gcc): this_subnet_lies_outside_its_network
// expect-error(clang): this_subnet_lies_outside_its_network
// A /16 has the /24 subnets 0 to 255.

#include "tenon/value/cidr.hpp"

constexpr tenon::Cidr vpc = "10.0.0.0/16";

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] constexpr tenon::Cidr database = vpc.subnet(24, 300);
#else
[[maybe_unused]] constexpr tenon::Cidr database = vpc.subnet(24, 255);
#endif

int main() {}
