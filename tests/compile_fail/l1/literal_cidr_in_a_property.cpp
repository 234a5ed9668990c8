// expect-error(gcc): this_cidr_block_has_bits_set_after_its_prefix
// expect-error(clang): this_cidr_block_has_bits_set_after_its_prefix
// A network in a property is checked.

#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/value/cidr.hpp"

#ifdef TENON_MUST_NOT_COMPILE
[[maybe_unused]] const tenon::aws::ec2::VPC::Props props{.CidrBlock = "10.0.0.1/16"};
#else
[[maybe_unused]] const tenon::aws::ec2::VPC::Props props{.CidrBlock = "10.0.0.0/16"};
#endif

int main() {}
