#include "tenon/app/run.hpp"

void unknown_mapping_key(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& sizes = stack.add("Sizes", tenon::Mapping::Props{{{"dev", {{"Days", 1}}}, {"prod", {{"Days", 14}}}}});
  stack.add("Days", tenon::Output::Props{.Value = sizes.find_in_map("test", "Days")});
}
