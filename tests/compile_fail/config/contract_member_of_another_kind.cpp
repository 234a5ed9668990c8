// expect-error(gcc): could not convert 'subnet' from 'Attribute<SubnetKind>' to 'Attribute<VpcKind>'
// expect-error(clang): no viable conversion from 'const Attribute<SubnetKind>' to 'Attribute<VpcKind>'
// A subnet's id is published as a VPC's.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct VpcKind;
struct SubnetKind;
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Attribute<VpcKind>, vpc_id));
};

void publish_network(tenon::Stack& stack, [[maybe_unused]] const tenon::Attribute<VpcKind>& vpc,
                     [[maybe_unused]] const tenon::Attribute<SubnetKind>& subnet) {
#ifdef TENON_MUST_NOT_COMPILE
  tenon::publish(stack, "network", NetworkContract{.vpc_id = subnet});
#else
  tenon::publish(stack, "network", NetworkContract{.vpc_id = vpc});
#endif
}
