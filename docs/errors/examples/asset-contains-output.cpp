#include "tenon/app/run.hpp"

void asset_contains_output(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add_file_asset({.path = "."});
}
