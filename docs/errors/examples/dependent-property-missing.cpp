#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"

namespace aws = tenon::aws;

void dependent_property_missing(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});
  stack.add("Orders",
            aws::dynamodb::Table::Props{
                .KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
                .SSESpecification = aws::dynamodb::Table::SSESpecification{.KMSMasterKeyId = "alias/orders",
                                                                           .SSEEnabled = true},
            });
}
