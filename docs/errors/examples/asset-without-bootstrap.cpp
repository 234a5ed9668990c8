#include "tenon/app/run.hpp"

void asset_without_bootstrap(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{.synthesizer = tenon::bootstrapless_synthesizer()});
  stack.add_file_asset({.path = "handler"});
}
