#include <string>

#include <boost/hana/adapt_struct.hpp>

#include "tenon/app/run.hpp"
#include "tenon/config/load.hpp"

struct Owner {
  std::string name;
  std::string team;
};
BOOST_HANA_ADAPT_STRUCT(Owner, team, name);

void misordered_members(tenon::App& app) {
  const auto owner = tenon::load<Owner>("config/owner.json");
  app.add("Shop", tenon::Stack::Props{.tags = {{"team", owner.team}}});
}
