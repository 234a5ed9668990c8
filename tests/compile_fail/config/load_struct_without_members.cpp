// expect-error: tenon::load reads a struct that has its members by BOOST_HANA_DEFINE_STRUCT or
// BOOST_HANA_ADAPT_STRUCT A struct's members are known when Hana is told of them.

#include <string>

#include <boost/hana/define_struct.hpp>

#include "tenon/config/load.hpp"

#ifdef TENON_MUST_NOT_COMPILE
struct Config {
  std::string name;
};
#else
struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (std::string, name));
};
#endif

int main() { static_cast<void>(tenon::load<Config>("prod.json")); }
