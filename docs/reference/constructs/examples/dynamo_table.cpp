#include "tenon/constructs/data/dynamo_table.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"

using tenon::AttributeType;
using tenon::DynamoTable;

void dynamo_table(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});

  auto& orders =
      stack.add("Table", DynamoTable::Props{
                             .partition_key = "customer",
                             .sort_key = {"placed", AttributeType::number},
                             .global_secondary_indexes = {{.index_name = "by-state",
                                                           .partition_key = "state",
                                                           .sort_key = {"placed", AttributeType::number}}},
                             .time_to_live_attribute = "expires",
                             .stream = tenon::StreamViewType::new_and_old_images,
                         });

  auto& counters = stack.add("Counters", DynamoTable::Props{
                                             .partition_key = "name",
                                             .billing_mode = tenon::BillingMode::provisioned,
                                         });
  counters.auto_scale_write_capacity({.min_capacity = 5, .max_capacity = 100});

  auto& service = stack.add(
      "Service", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  orders.grant_read_write(service);
  orders.grant_stream_read(service);
  counters.grant_write(service);
}
