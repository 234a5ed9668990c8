// expect-error: a configuration is read into bool, whole numbers, double, std::string, enumerations
// A pointer to characters would have no owner.

#include <string>

#include <boost/hana/define_struct.hpp>

#include "tenon/config/load.hpp"

#ifdef TENON_MUST_NOT_COMPILE
using Text = const char*;
#else
using Text = std::string;
#endif

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (Text, name));
};

int main() { static_cast<void>(tenon::load<Config>("prod.json")); }
