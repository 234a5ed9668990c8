#include "tenon/constructs/data/dynamo_table.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/constructs/compute/auto_scaling.hpp"
#include "tenon/constructs/data/kinesis_stream.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/dynamodb.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

constexpr std::string_view type = "AWS::DynamoDB::Table";

class DynamoTableTest : public StackTest {
 protected:
  DynamoTable& add_table(const DynamoTable::Props& props = {.partition_key = "id"},
                         std::string_view id = "Orders") {
    return stack.add(id, props);
  }
};

TEST_F(DynamoTableTest, IsOnDemandRestorableAndKept) {
  add_table();
  expect_entry(type,
               R"({"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain", "Properties": {"$exactly": {
      "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
      "BillingMode": "PAY_PER_REQUEST",
      "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
      "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}}})");
}

TEST_F(DynamoTableTest, WritesWhatIsAskedFor) {
  auto& changes = stack.add("Changes", KinesisStream::Props{});
  add_table({.partition_key = {"customer", AttributeType::binary},
             .sort_key = {"placed", AttributeType::number},
             .table_name = "orders",
             .max_read_request_units = 100,
             .max_write_request_units = 50,
             .time_to_live_attribute = "expires",
             .stream = StreamViewType::keys_only,
             .kinesis_stream = &changes,
             .recovery_period = Duration::days(7),
             .encryption = TableEncryption::aws_managed,
             .table_class = TableClass::standard_infrequent_access,
             .deletion_protection = true,
             .contributor_insights = true,
             .removal_policy = RemovalPolicy::destroy});
  expect_entry(type, R"({"DeletionPolicy": "Delete", "Properties": {
      "TableName": "orders",
      "AttributeDefinitions": [{"AttributeName": "customer", "AttributeType": "B"}, {"AttributeName": "placed", "AttributeType": "N"}],
      "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
      "OnDemandThroughput": {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50},
      "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true},
      "StreamSpecification": {"StreamViewType": "KEYS_ONLY"},
      "KinesisStreamSpecification": {"StreamArn": {"Fn::GetAtt": [{"$like": "Changes*"}, "Arn"]}},
      "PointInTimeRecoverySpecification": {"RecoveryPeriodInDays": 7},
      "SSESpecification": {"$exactly": {"SSEEnabled": true}},
      "TableClass": "STANDARD_INFREQUENT_ACCESS",
      "DeletionProtectionEnabled": true,
      "ContributorInsightsSpecification": {"Enabled": true}}})");
}

TEST_F(DynamoTableTest, HoldsCapacityReadyWhenProvisioned) {
  add_table(
      {.partition_key = "id",
       .global_secondary_indexes = {{.index_name = "by-user", .partition_key = "user", .read_capacity = 7}},
       .billing_mode = BillingMode::provisioned,
       .write_capacity = 2});
  expect(
      type,
      R"({"BillingMode": {"$absent": true}, "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 2},
      "GlobalSecondaryIndexes": [{"ProvisionedThroughput": {"ReadCapacityUnits": 7, "WriteCapacityUnits": 5}}]})");
}

TEST_F(DynamoTableTest, IsEncryptedWithAKeyMadeOrGiven) {
  Key& key = stack.add("Key", Key::Props{});
  EXPECT_EQ(add_table({.partition_key = "id", .encryption_key = &key}).encryption_key(), &key);
  expect(
      type,
      R"({"SSESpecification": {"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}}})");
  add_table({.partition_key = "id", .encryption = TableEncryption::customer_managed}, "Own");
  expect("AWS::KMS::Key", R"({"EnableKeyRotation": true,
      "Description": "Customer-managed key auto-created for encrypting DynamoDB table at Shop/Own"})");
  add_table({.partition_key = "id", .encryption = TableEncryption::aws_owned}, "Plain");
  expect(type, R"({"SSESpecification": {"$exactly": {"SSEEnabled": false}}})");
}

// --- indexes
// ---------------------------------------------------------------------------------------------------------

TEST_F(DynamoTableTest, HasIndexesWhoseKeysAreDefinedOnce) {
  DynamoTable& table = add_table({.partition_key = "customer", .sort_key = "placed"});
  table.add_global_secondary_index({.index_name = "by-state",
                                    .partition_key = "state",
                                    .sort_key = "placed",
                                    .projection_type = ProjectionType::include,
                                    .non_key_attributes = {"total"},
                                    .max_read_request_units = 10});
  table.add_local_secondary_index({.index_name = "by-total",
                                   .sort_key = {"total", AttributeType::number},
                                   .projection_type = ProjectionType::keys_only});
  expect(type, R"({
      "AttributeDefinitions": [{"AttributeName": "customer"}, {"AttributeName": "placed"}, {"AttributeName": "state"},
                               {"AttributeName": "total", "AttributeType": "N"}],
      "GlobalSecondaryIndexes": [{"$exactly": {"IndexName": "by-state",
        "KeySchema": [{"AttributeName": "state", "KeyType": "HASH"}, {"AttributeName": "placed", "KeyType": "RANGE"}],
        "OnDemandThroughput": {"MaxReadRequestUnits": 10},
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["total"]}}}],
      "LocalSecondaryIndexes": [{"$exactly": {"IndexName": "by-total",
        "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}, {"AttributeName": "total", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "KEYS_ONLY"}}}]})");
}

// --- scaling
// ---------------------------------------------------------------------------------------------------------

TEST_F(DynamoTableTest, ScalesItsCapacityAndThatOfItsIndexes) {
  DynamoTable& table =
      add_table({.partition_key = "id",
                 .global_secondary_indexes = {{.index_name = "by-user", .partition_key = "user"}},
                 .billing_mode = BillingMode::provisioned});
  table.auto_scale_write_capacity(
      {.min_capacity = 5, .max_capacity = 50, .scale_in_cooldown = Duration::seconds(30)});
  table.auto_scale_index_read_capacity(
      "by-user", {.min_capacity = 1, .max_capacity = 9, .target_utilization_percent = {}});
  expect("AWS::ApplicationAutoScaling::ScalableTarget",
         R"({"MinCapacity": 5, "MaxCapacity": 50, "ServiceNamespace": "dynamodb",
      "ScalableDimension": "dynamodb:table:WriteCapacityUnits",
      "ResourceId": {"Fn::Join": ["", ["table/", {"Ref": {"$like": "Orders*"}}]]}})");
  expect("AWS::ApplicationAutoScaling::ScalingPolicy", R"({"PolicyType": "TargetTrackingScaling",
      "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 70, "ScaleInCooldown": 30,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"}}})");
  expect("AWS::ApplicationAutoScaling::ScalableTarget",
         R"({"ScalableDimension": "dynamodb:index:ReadCapacityUnits",
      "ResourceId": {"Fn::Join": ["", ["table/", {"Ref": {"$like": "Orders*"}}, "/index/by-user"]]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::ApplicationAutoScaling::ScalingPolicy", 1))
      << "without a utilization there is no policy";
}

// --- grants
// ----------------------------------------------------------------------------------------------------------

TEST_F(DynamoTableTest, GrantsCdksActionsOnTheTableAlone) {
  const char* read =
      R"("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem",
      "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:Query", "dynamodb:Scan")";
  const char* write =
      R"("dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:PutItem",
      "dynamodb:UpdateItem")";
  const char* both =
      R"("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem",
      "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:PutItem",
      "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem")";
  struct Row {
    void (DynamoTable::*grant)(const Grantee&);
    std::string actions;
  };
  for (const Row& row : {Row{&DynamoTable::grant_read_data, std::string("[") + read + "]"},
                         Row{&DynamoTable::grant_write_data, std::string("[") + write + "]"},
                         Row{&DynamoTable::grant_read_write_data, std::string("[") + both + "]"},
                         Row{&DynamoTable::grant_full_access, R"("dynamodb:*")"}}) {
    App own;
    auto& shop = own.add("Shop", Stack::Props{});
    auto& table = shop.add("Orders", DynamoTable::Props{.partition_key = "id"});
    (table.*
     row.grant)(shop.add("Reader", Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")}));
    const auto result = testing::Template::of(shop).has_resource_properties(
        "AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": [{"Action": )" + row.actions +
                                R"(, "Resource": {"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]}}]}})");
    EXPECT_TRUE(result.passed) << result.explanation;
  }
}

TEST_F(DynamoTableTest, GrantsOnIndexesThatComeLaterAndOnTheKey) {
  DynamoTable& table = add_table({.partition_key = "id", .encryption = TableEncryption::customer_managed});
  table.grant_write(add_role());
  table.add_global_secondary_index({.index_name = "by-user", .partition_key = "user"});
  expect_granted(
      R"([{"Action": ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:PutItem",
                                 "dynamodb:UpdateItem"],
       "Resource": [{"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]},
                    {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Orders*"}, "Arn"]}, "/index/*"]]}]},
      {"Action": ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]}])");
}

TEST_F(DynamoTableTest, GrantsItsStream) {
  add_table({.partition_key = "id", .stream = StreamViewType::new_image}).grant_stream_read(add_role());
  expect_granted(R"([{"Action": "dynamodb:ListStreams", "Resource": "*"},
      {"Action": ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
       "Resource": {"Fn::GetAtt": [{"$like": "Orders*"}, "StreamArn"]}}])");
}

TEST_F(DynamoTableTest, GrantsToOtherPrincipalsInItsOwnPolicy) {
  add_table().grant_read(Principal::account("222222222222"));
  expect(type, R"({"ResourcePolicy": {"PolicyDocument": {"Statement": [{"Resource": "*",
      "Action": ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem",
                 "dynamodb:Query", "dynamodb:Scan"],
      "Principal": {"AWS": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::222222222222:root"]]}}}]}}})");
}

// --- tables that exist
// -----------------------------------------------------------------------------------------------

TEST_F(DynamoTableTest, KnowsATableByItsName) {
  DynamoTable& table = DynamoTable::from_name(stack, "Orders", "orders");
  table.grant_write(add_role());
  EXPECT_FALSE(table.add_to_resource_policy({.actions = {iam::dynamodb::GetItem}, .resources = {"*"}}));
  expect_granted(
      R"([{"Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":dynamodb:", {"Ref": "AWS::Region"}, ":",
      {"Ref": "AWS::AccountId"}, ":table/orders"]]}}])");
}

TEST_F(DynamoTableTest, KnowsATableByItsArnWithItsStreamAndIndexes) {
  DynamoTable& table = DynamoTable::from_attributes(
      stack, "Orders",
      {.table_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
       .stream_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/orders/stream/2026-01-01T00:00:00.000",
       .grant_index_permissions = true});
  EXPECT_EQ(resolved_json(table.table_name()), R"("orders")");
  EXPECT_TRUE(table.has_stream());
  Role& role = add_role();
  table.grant(role, {iam::dynamodb::Query});
  table.grant_stream(role, {iam::dynamodb::GetRecords});
  expect_granted(
      R"([{"Action": "dynamodb:Query", "Resource": ["arn:aws:dynamodb:eu-west-1:111111111111:table/orders",
                        "arn:aws:dynamodb:eu-west-1:111111111111:table/orders/index/*"]},
      {"Action": "dynamodb:GetRecords",
       "Resource": "arn:aws:dynamodb:eu-west-1:111111111111:table/orders/stream/2026-01-01T00:00:00.000"}])");
}

TEST_F(DynamoTableTest, HasMetrics) {
  DynamoTable& table = add_table();
  EXPECT_EQ(table.metric_consumed_read_capacity_units().props().statistic, Statistic::sum);
  EXPECT_EQ(table.metric("TimeToLiveDeletedItemCount").props().dimensions[0].name, "TableName");
  EXPECT_EQ(table.metric_system_errors("PutItem").props().dimensions[0].name, "Operation");
  EXPECT_EQ(table.metric_successful_request_latency("Query").props().statistic, Statistic::average);
  EXPECT_TRUE(table.metric_user_errors().props().dimensions.empty());
}

// --- refusals
// --------------------------------------------------------------------------------------------------------

TEST_F(DynamoTableTest, RefusesWhatDoesNotFit) {
  const auto refused = [](const char* what, std::string_view id, std::string_view property,
                          const DynamoTable::Props& props) {
    App own;
    own.add("Shop", Stack::Props{}).add("Orders", props);
    const auto found = own.diagnostics();
    ASSERT_EQ(found.size(), 1U) << what;
    EXPECT_EQ(found[0].id, id) << what;
    EXPECT_EQ(found[0].property, property) << what;
  };
  Key& key = stack.add("Key", Key::Props{});
  constexpr std::string_view not_allowed = "property-not-allowed";
  constexpr std::string_view needed = "property-needed";
  refused("capacity", not_allowed, "read_capacity", {.partition_key = "id", .read_capacity = 5});
  refused("bound", not_allowed, "max_write_request_units",
          {.partition_key = "id", .billing_mode = BillingMode::provisioned, .max_write_request_units = 5});
  refused("key", not_allowed, "encryption_key",
          {.partition_key = "id", .encryption = TableEncryption::aws_managed, .encryption_key = &key});
  refused("no recovery", needed, "point_in_time_recovery",
          {.partition_key = "id", .point_in_time_recovery = false, .recovery_period = Duration::days(7)});
  refused("recovery", not_allowed, "recovery_period",
          {.partition_key = "id", .recovery_period = Duration::days(36)});
  refused(
      "types", not_allowed, "id",
      {.partition_key = "id",
       .global_secondary_indexes = {{.index_name = "i", .partition_key = {"id", AttributeType::number}}}});
  refused("index capacity", not_allowed, "write_capacity",
          {.partition_key = "id",
           .global_secondary_indexes = {{.index_name = "i", .partition_key = "user", .write_capacity = 1}}});
  refused("same name", not_allowed, "index_name",
          {.partition_key = "id",
           .global_secondary_indexes = {{.index_name = "i", .partition_key = "a"},
                                        {.index_name = "i", .partition_key = "b"}}});
  refused("local", needed, "sort_key",
          {.partition_key = "id", .local_secondary_indexes = {{.index_name = "i", .sort_key = "s"}}});
  refused("include", needed, "non_key_attributes",
          {.partition_key = "id",
           .global_secondary_indexes = {
               {.index_name = "i", .partition_key = "a", .projection_type = ProjectionType::include}}});
  refused(
      "attributes", not_allowed, "non_key_attributes",
      {.partition_key = "id",
       .global_secondary_indexes = {{.index_name = "i", .partition_key = "a", .non_key_attributes = {"x"}}}});
  refused("many attributes", not_allowed, "non_key_attributes",
          {.partition_key = "id",
           .global_secondary_indexes = {{.index_name = "i",
                                         .partition_key = "a",
                                         .projection_type = ProjectionType::include,
                                         .non_key_attributes = std::vector<std::string>(101, "x")}}});
  DynamoTable::Props six{.partition_key = "id", .sort_key = "s"};
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    six.local_secondary_indexes.push_back({.index_name = name, .sort_key = name});
  }
  refused("six", not_allowed, "local_secondary_indexes", six);
}

TEST_F(DynamoTableTest, RefusesToScaleWhatHasNoCapacity) {
  add_table().auto_scale_read_capacity({.min_capacity = 1, .max_capacity = 2});
  expect_refused("property-not-allowed", "billing_mode");
}

TEST_F(DynamoTableTest, RefusesAUtilizationThatTheServiceDoesNotTake) {
  add_table({.partition_key = "id", .billing_mode = BillingMode::provisioned})
      .auto_scale_read_capacity({.min_capacity = 1, .max_capacity = 2, .target_utilization_percent = 95});
  expect_refused("property-not-allowed", "target_utilization_percent");
}

TEST_F(DynamoTableTest, RefusesToScaleAnIndexThatIsNone) {
  add_table({.partition_key = "id", .billing_mode = BillingMode::provisioned})
      .auto_scale_index_write_capacity("by-user", {.min_capacity = 1, .max_capacity = 2});
  expect_refused("property-not-allowed", "index_name");
}

TEST_F(DynamoTableTest, RefusesToGrantAStreamThatIsNone) {
  add_table().grant_stream_read(add_role());
  expect_refused("property-needed", "stream");
}

TEST_F(DynamoTableTest, NeedsAnArnOrAName) {
  DynamoTable::from_attributes(
      stack, "Orders", {.table_arn = "arn:aws:dynamodb:eu-west-1:111111111111:table/a", .table_name = "a"});
  expect_refused("property-needed", "table_arn");
}

}  // namespace
}  // namespace tenon
