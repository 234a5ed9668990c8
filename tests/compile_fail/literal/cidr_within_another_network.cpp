// expect-error(gcc): this_subnet_lies_outside_its_network
// expect-error(clang): this_subnet_lies_outside_its_network
// 10.1.0.0/24 is no part of 10.0.0.0/16.

#include "tenon/value/cidr.hpp"

constexpr tenon::Cidr vpc = "10.0.0.0/16";

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] constexpr tenon::Cidr database = within(vpc, "10.1.0.0/24");
#else
[[maybe_unused]] constexpr tenon::Cidr database = within(vpc, "10.0.1.0/24");
#endif

int main() {}
