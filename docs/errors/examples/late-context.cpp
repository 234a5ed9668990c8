#include "tenon/app/run.hpp"

void late_context(tenon::App& app) {
  app.add("Shop", tenon::Stack::Props{});
  app.set_context("colour", "blue");
}
