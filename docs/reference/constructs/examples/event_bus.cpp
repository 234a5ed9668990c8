#include "tenon/constructs/integration/event_bus.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"

void event_bus(tenon::App& app) {
  using namespace tenon::literals;
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& bus = stack.add("Bus", tenon::EventBus::Props{.event_bus_name = "orders"});
  bus.archive("Archive", {.event_pattern = {.source = {"orders"}}, .retention = 30_days});

  auto& shop = stack.add(
      "Shop", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  bus.grant_put_events(shop);
  bus.grant_put_events(tenon::Principal::account("111122223333"), "Partner");
}
