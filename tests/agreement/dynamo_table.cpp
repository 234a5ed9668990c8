// Twin of cdk/dynamo_table.js.
#include "tenon/constructs/data/dynamo_table.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"

namespace {

using tenon::AttributeType;
using tenon::DynamoTable;

}  // namespace

void dynamo_table(tenon::App& app) {
  auto& stack = app.add("Agreement", tenon::Stack::Props{});

  auto& orders = stack.add("Orders", DynamoTable::Props{
                                         .partition_key = "customer",
                                         .sort_key = {"placed", AttributeType::number},
                                         .billing_mode = tenon::BillingMode::provisioned,
                                         .read_capacity = 5,
                                         .write_capacity = 3,
                                         .time_to_live_attribute = "expires",
                                         .stream = tenon::StreamViewType::new_and_old_images,
                                         .recovery_period = tenon::Duration::days(14),
                                         .encryption = tenon::TableEncryption::customer_managed,
                                         .deletion_protection = true,
                                         .contributor_insights = true,
                                     });
  orders.add_global_secondary_index({.index_name = "by-state",
                                     .partition_key = "state",
                                     .projection_type = tenon::ProjectionType::include,
                                     .non_key_attributes = {"total", "currency"},
                                     .read_capacity = 2,
                                     .write_capacity = 2});
  orders.add_local_secondary_index({.index_name = "by-total", .sort_key = {"total", AttributeType::number}});
  orders.auto_scale_read_capacity({.min_capacity = 5, .max_capacity = 50, .target_utilization_percent = 70});

  auto& sessions = stack.add("Sessions", DynamoTable::Props{
                                             .partition_key = "id",
                                             .table_name = "sessions",
                                             .point_in_time_recovery = {},
                                             .encryption = tenon::TableEncryption::aws_managed,
                                             .removal_policy = tenon::RemovalPolicy::destroy,
                                         });
  sessions.add_global_secondary_index({.index_name = "by-user", .partition_key = "user"});

  auto& service = stack.add(
      "Service", tenon::Role::Props{.assumed_by = tenon::Principal::service("ecs-tasks.amazonaws.com")});
  orders.grant_read_data(service);
  orders.grant_stream_read(service);
  sessions.grant_read_write_data(service);
}
