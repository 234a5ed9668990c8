#include "tenon/app/run.hpp"

void malformed_environment_variable(tenon::App& app) {
  app.add("Shop", tenon::Stack::Props{.env = tenon::default_environment()});
}
