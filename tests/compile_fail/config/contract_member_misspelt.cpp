// expect-error(gcc): 'NetworkContract' has no non-static data member named 'vpcid'
// expect-error(clang): field designator 'vpcid' does not refer to any field in type 'NetworkContract'
// Publisher and importer include one struct.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct VpcKind;
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Attribute<VpcKind>, vpc_id));
};

void publish_network(tenon::Stack& stack, const tenon::Attribute<VpcKind>& vpc) {
#ifdef TENON_MUST_NOT_COMPILE
  tenon::publish(stack, "network", NetworkContract{.vpcid = vpc});
#else
  tenon::publish(stack, "network", NetworkContract{.vpc_id = vpc});
#endif
}
