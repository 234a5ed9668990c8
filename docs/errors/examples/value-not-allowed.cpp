#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"

namespace aws = tenon::aws;

void value_not_allowed(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  const std::string mode = "PAY_PER_REQUESTS";
  stack.add("Orders",
            aws::dynamodb::Table::Props{
                .BillingMode = std::string_view(mode),
                .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
            });
}
