#include "tenon/app/run.hpp"

void aspects_never_end(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add_aspect([&stack, count = 0](tenon::Construct& /*visited*/) mutable {
    stack.add("Next" + std::to_string(count++), tenon::Construct::Props{});
  });
}
