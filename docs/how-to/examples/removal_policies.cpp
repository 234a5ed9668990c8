#include "tenon/app/run.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/rds/DBCluster.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;
using aws::dynamodb::Table;

void removal_policies(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{});

  auto& data = stack.add("Data", tenon::Construct::Props{});
  data.add(
      "Orders",
      Table::Props{
          .AttributeDefinitions = {Table::AttributeDefinition{.AttributeName = "id", .AttributeType = "S"}},
          .KeySchema = {Table::KeySchema{.AttributeName = "id", .KeyType = "HASH"}},
      });
  auto& cluster = data.add("Cluster", aws::rds::DBCluster::Props{.Engine = "aurora-postgresql"});
  auto& buffer = data.add("Buffer", aws::sqs::Queue::Props{});

  data.apply_removal_policy_to_subtree(tenon::RemovalPolicy::retain);
  cluster.apply_removal_policy(tenon::RemovalPolicy::snapshot);
  buffer.set_deletion_policy(tenon::DeletionPolicy::Delete);
}
