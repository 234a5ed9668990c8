#include <string>

#include <boost/hana/define_struct.hpp>

#include "tenon/app/run.hpp"
#include "tenon/config/load.hpp"

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (std::string, team), (int, retention_days));
};

void invalid_configuration(tenon::App& app) {
  const auto config = tenon::load<Config>("config/prod.json");
  app.add("Shop", tenon::Stack::Props{.tags = {{"team", config.team}}});
}
