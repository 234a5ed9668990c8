// expect-error(gcc): '<brace-enclosed initializer list>' to 'tenon::Attribute<VpcKind>'
// expect-error(clang): no matching constructor for initialization of 'tenon::Attribute<VpcKind>'
// An attribute has no default.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct VpcKind;
struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Value<std::string>, domain),
                           (tenon::Attribute<VpcKind>, vpc_id));
};

void publish_network(tenon::Stack& stack, [[maybe_unused]] const tenon::Attribute<VpcKind>& vpc) {
#ifdef TENON_MUST_NOT_COMPILE
  tenon::publish(stack, "network", NetworkContract{.domain = "shop.example"});
#else
  tenon::publish(stack, "network", NetworkContract{.domain = "shop.example", .vpc_id = vpc});
#endif
}
