// expect-error(gcc): 'const struct NetworkContract' has no member named 'vpc'
// expect-error(clang): no member named 'vpc' in 'NetworkContract'
// The publishing team renamed `vpc` to `vpc_id`; who imports the contract hears of it from the compiler.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct VpcKind;
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Attribute<VpcKind>, vpc_id));
};

tenon::Attribute<VpcKind> network_of(tenon::Stack& stack) {
  const auto network = tenon::import_contract<NetworkContract>(stack, "NetworkProd", "network");
#ifdef TENON_MUST_NOT_COMPILE
  return network.vpc;
#else
  return network.vpc_id;
#endif
}
