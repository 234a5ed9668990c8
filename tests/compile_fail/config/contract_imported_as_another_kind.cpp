// expect-error(gcc): to non-scalar type 'const tenon::Reference<SubnetKind>' requested
// expect-error(clang): to 'const tenon::Reference<SubnetKind>'
// What was published as a VPC's id is imported as one.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct VpcKind;
struct SubnetKind;
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Attribute<VpcKind>, vpc_id));
};

void import_network(tenon::Stack& stack) {
  auto network = tenon::import_contract<NetworkContract>(stack, "NetworkProd", "network");
#ifdef TENON_MUST_NOT_COMPILE
  [[maybe_unused]] const tenon::Reference<SubnetKind> used = network.vpc_id;
#else
  [[maybe_unused]] const tenon::Reference<VpcKind> used = network.vpc_id;
#endif
}
