#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"

using tenon::aws::dynamodb::Table;

void snapshot_not_possible(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& orders =
      stack.add("Orders", Table::Props{
                              .KeySchema = {Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
                          });
  orders.apply_removal_policy(tenon::RemovalPolicy::snapshot);
}
