#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"

namespace aws = tenon::aws;
using aws::dynamodb::Table;

void unchecked_values(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add(
      "Orders",
      Table::Props{
          .AttributeDefinitions = {Table::AttributeDefinition{.AttributeName = "id", .AttributeType = "S"}},
          .BillingMode = tenon::unchecked("PAY_PER_QUARTER"),
          .KeySchema = {Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
      });
}
