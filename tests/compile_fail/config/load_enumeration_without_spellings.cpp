// expect-error: an enumeration in a configuration has a function spellings(Enum) in its namespace
// C++20 does not tell the names of an enumeration's values.

#include <array>

#include <boost/hana/define_struct.hpp>

#include "tenon/config/load.hpp"

namespace shop {
enum class Tier { small, large };
#ifndef TENON_MUST_NOT_COMPILE
constexpr auto spellings(Tier) {
  return std::array{tenon::Spelling{"small", Tier::small}, tenon::Spelling{"large", Tier::large}};
}
#endif
}  // namespace shop

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (shop::Tier, tier));
};

int main() { static_cast<void>(tenon::load<Config>("prod.json")); }
