#include "tenon/app/run.hpp"

void aspects_never_end(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  int count = 0;
  stack.add_aspect([&](tenon::Construct& /*visited*/) {
    stack.add("Next" + std::to_string(count++), tenon::Construct::Props{});
  });
}
