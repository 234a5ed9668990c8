#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"

namespace aws = tenon::aws;

void required_property_missing(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  auto& table = stack.add(
      "Orders", aws::dynamodb::Table::Props{
                    .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
                });
  table.add_property_deletion_override("KeySchema");
}
