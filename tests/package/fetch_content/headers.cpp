#include <team_a/secure_queue.hpp>

void add_orders(tenon::Construct& stack) {
  auto& on_call = stack.add("OnCall", tenon::Topic::Props{});
  stack.add("Orders", team_a::SecureQueue::Props{.owner = "shop", .on_call = on_call});
}
