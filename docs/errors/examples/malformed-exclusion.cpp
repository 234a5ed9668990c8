#include "tenon/app/run.hpp"

void malformed_exclusion(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add_file_asset({.path = ".", .exclude = {"@(build|dist)"}});
}
