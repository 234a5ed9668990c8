// expect-error: BOOST_HANA_ADAPT_STRUCT names all members of the struct, in the order in which it declares
// them The value of `memory` would end up in `timeout`.

#include <string>

#include <boost/hana/adapt_struct.hpp>

#include "tenon/config/load.hpp"

struct Service {
  std::string name;
  int timeout;
  int memory;
};

#ifdef TENON_MUST_NOT_COMPILE
BOOST_HANA_ADAPT_STRUCT(Service, name, memory);
#else
BOOST_HANA_ADAPT_STRUCT(Service, name, timeout, memory);
#endif

int main() { static_cast<void>(tenon::load<Service>("prod.json")); }
