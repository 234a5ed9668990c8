// expect-error: the members of a contract are texts, attributes and lists of texts: an output carries nothing
// else A map is no text.

#include <boost/hana/define_struct.hpp>

#include "tenon/config/contract.hpp"

struct NetworkContract {
#ifdef TENON_MUST_NOT_COMPILE
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::Map<std::string>, subnets));
#else
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (tenon::List<std::string>, subnets));
#endif
};

void publish_network(tenon::Stack& stack, const NetworkContract& network) {
  tenon::publish(stack, "network", network);
}
