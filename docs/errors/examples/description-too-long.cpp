#include "tenon/app/run.hpp"

void description_too_long(tenon::App& app) {
  app.add("Shop", tenon::Stack::Props{.description = std::string(1025, 'x')});
}
