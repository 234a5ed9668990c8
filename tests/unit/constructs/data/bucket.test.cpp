#include "tenon/constructs/data/bucket.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/network/distribution.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

class BucketTest : public StackTest {
 protected:
  Bucket& add_bucket(const Bucket::Props& props = {}, std::string_view id = "Files") {
    return stack.add(id, props);
  }
  LambdaFn& add_function() {
    return stack.add("Handler",
                     LambdaFn::Props{.code = Code::from_inline("exports.handler = async () => {};"),
                                     .handler = "index.handler",
                                     .runtime = Runtime::nodejs_22_x});
  }
};

// --- defaults
// --------------------------------------------------------------------------------------------------------

TEST_F(BucketTest, IsEncryptedPrivateAndKept) {
  add_bucket();
  expect_entry("AWS::S3::Bucket", R"({
      "DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain",
      "Properties": {"$exactly": {
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
        "PublicAccessBlockConfiguration": {"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true,
                                           "RestrictPublicBuckets": true}}}})");
}

TEST_F(BucketTest, RefusesConnectionsWithoutTls) {
  add_bucket();
  expect("AWS::S3::BucketPolicy", R"({"Bucket": {"Ref": "Files8E6940B8"}, "PolicyDocument": {"Statement": [
      {"Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}, "Effect": "Deny", "Principal": {"AWS": "*"},
       "Resource": [{"Fn::GetAtt": ["Files8E6940B8", "Arn"]},
                    {"Fn::Join": ["", [{"Fn::GetAtt": ["Files8E6940B8", "Arn"]}, "/*"]]}]}]}})");
}

TEST_F(BucketTest, HasNoPolicyWhenNothingIsToBeSaid) {
  add_bucket({.block_public_access = {}, .enforce_ssl = false});
  EXPECT_TRUE(synthesized().resource_count_is("AWS::S3::BucketPolicy", 0));
  expect("AWS::S3::Bucket", R"({"PublicAccessBlockConfiguration": {"$absent": true}})");
}

TEST_F(BucketTest, TellsOfItsPolicy) {
  Bucket& bucket = add_bucket({.enforce_ssl = false});
  EXPECT_EQ(bucket.policy(), nullptr);
  bucket.add_to_resource_policy(
      {.actions = {iam::s3::GetObject}, .resources = {"*"}, .principals = {Principal::anyone()}});
  ASSERT_NE(bucket.policy(), nullptr);
  EXPECT_EQ(bucket.policy()->path(), "Shop/Files/Policy/Resource");
}

TEST_F(BucketTest, HasItsPolicyInTheStackOfADistributionThatReadsIt) {
  Bucket& bucket = add_bucket({.policy_elsewhere = true});
  auto& site = app.add("Site", Stack::Props{});
  site.add("Edge", Distribution::Props{.default_behavior = {.origin = Origin::s3(bucket)}});
  bucket.place_policy(site, "FilesPolicy");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::S3::BucketPolicy", 0));
  // All of it: that TLS is needed, too.
  const auto placed = testing::Template::of(site).has_resource_properties(
      "AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": [
      {"Action": "s3:*", "Effect": "Deny"},
      {"Action": "s3:GetObject", "Principal": {"Service": "cloudfront.amazonaws.com"}}]}})");
  EXPECT_TRUE(placed.passed) << placed.explanation;
}

TEST_F(BucketTest, RefusesToPlaceAPolicyTwice) {
  Bucket& bucket = add_bucket({.policy_elsewhere = true});
  bucket.place_policy(stack, "FilesPolicy");
  bucket.place_policy(stack, "OtherPolicy");
  expect_refused("property-not-allowed", "place_policy");
}

TEST_F(BucketTest, RefusesToPlaceThePolicyThatStandsInIt) {
  add_bucket().place_policy(stack, "FilesPolicy");
  expect_refused("property-not-allowed", "place_policy");
}

TEST_F(BucketTest, RefusesToPlaceAPolicyThatSaysNothing) {
  add_bucket({.enforce_ssl = false, .policy_elsewhere = true}).place_policy(stack, "FilesPolicy");
  EXPECT_THROW(synthesized(), Error);
}

TEST_F(BucketTest, NeedsAPlaceForItsPolicy) {
  add_bucket({.policy_elsewhere = true});
  EXPECT_THROW(synthesized(), Error);
}

// --- encryption
// ------------------------------------------------------------------------------------------------------

TEST_F(BucketTest, MakesAKeyThatRotatesAndSavesCallsOfKms) {
  Bucket& bucket = add_bucket({.encryption = BucketEncryption::kms});
  ASSERT_NE(bucket.encryption_key(), nullptr);
  expect("AWS::KMS::Key", R"({"EnableKeyRotation": true, "Description": "Created by Shop/Files"})");
  expect("AWS::S3::Bucket",
         R"({"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"BucketKeyEnabled": true,
      "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Fn::GetAtt": [{"$like": "FilesKey*"}, "Arn"]}}}]}})");
}

TEST_F(BucketTest, TakesAKeyThatIsGiven) {
  Key& key = stack.add("Key", Key::Props{});
  EXPECT_EQ(add_bucket({.encryption_key = &key, .bucket_key_enabled = false}).encryption_key(), &key);
  EXPECT_TRUE(synthesized().resource_count_is("AWS::KMS::Key", 1));
  expect("AWS::S3::Bucket",
         R"({"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"BucketKeyEnabled": false,
      "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]}})");
}

TEST_F(BucketTest, WritesEveryKindOfEncryption) {
  struct Case {
    BucketEncryption encryption;
    const char* algorithm;
    bool has_key;
  };
  for (const Case& each : {Case{BucketEncryption::s3_managed, R"("AES256")", false},
                           Case{BucketEncryption::kms_managed, R"("aws:kms")", false},
                           Case{BucketEncryption::dsse, R"("aws:kms:dsse")", true},
                           Case{BucketEncryption::dsse_managed, R"("aws:kms:dsse")", false}}) {
    App own;
    auto& shop = own.add("Shop", Stack::Props{});
    EXPECT_EQ(shop.add("Files", Bucket::Props{.encryption = each.encryption}).encryption_key() != nullptr,
              each.has_key);
    const auto result = testing::Template::of(shop).has_resource_properties(
        "AWS::S3::Bucket",
        std::string(
            R"({"BucketEncryption": {"ServerSideEncryptionConfiguration": [{"ServerSideEncryptionByDefault": {"SSEAlgorithm": )") +
            each.algorithm + "}}]}}");
    EXPECT_TRUE(result.passed) << result.explanation;
  }
  add_bucket({.encryption = BucketEncryption::unencrypted});
  expect("AWS::S3::Bucket", R"({"BucketEncryption": {"$absent": true}})");
}

// --- properties
// ------------------------------------------------------------------------------------------------------

TEST_F(BucketTest, WritesLifecycleRules) {
  Bucket& bucket = add_bucket(
      {.lifecycle_rules = {{.id = "Age",
                            .tag_filters = {{"state", "draft"}},
                            .noncurrent_version_expiration = Duration::days(30),
                            .noncurrent_versions_to_retain = 3,
                            .noncurrent_version_transitions = {{.storage_class = StorageClass::glacier,
                                                                .transition_after = Duration::days(7)}},
                            .transitions = {{.storage_class = StorageClass::deep_archive,
                                             .transition_date = "2030-01-01T00:00:00Z"}},
                            .object_size_greater_than = Size::kibibytes(1)}}});
  bucket.add_lifecycle_rule({.enabled = false, .expired_object_delete_marker = true});
  expect("AWS::S3::Bucket", R"({"LifecycleConfiguration": {"Rules": [
      {"$exactly": {"Id": "Age", "Status": "Enabled", "TagFilters": [{"Key": "state", "Value": "draft"}],
       "NoncurrentVersionExpiration": {"NoncurrentDays": 30, "NewerNoncurrentVersions": 3},
       "NoncurrentVersionTransitions": [{"StorageClass": "GLACIER", "TransitionInDays": 7}],
       "Transitions": [{"StorageClass": "DEEP_ARCHIVE", "TransitionDate": "2030-01-01T00:00:00Z"}],
       "ObjectSizeGreaterThan": 1024}},
      {"$exactly": {"Status": "Disabled", "ExpiredObjectDeleteMarker": true}}]}})");
}

TEST_F(BucketTest, WritesWhatIsAskedFor) {
  add_bucket({.bucket_name = "shop-files",
              .minimum_tls_version = Bucket::TlsVersion::tls_1_3,
              .versioned = true,
              .object_ownership = ObjectOwnership::object_writer,
              .cors = {{.allowed_methods = {Bucket::HttpMethod::get, Bucket::HttpMethod::delete_},
                        .allowed_origins = {"https://example.com"},
                        .max_age = Duration::minutes(10)}},
              .transfer_acceleration = true,
              .object_lock_default_retention =
                  Bucket::ObjectLockRetention{.mode = Bucket::ObjectLockMode::compliance,
                                              .duration = Duration::days(365)},
              .metrics = {{.id = "EntireBucket"}},
              .removal_policy = RemovalPolicy::destroy});
  expect_entry("AWS::S3::Bucket", R"({"DeletionPolicy": "Delete", "Properties": {"BucketName": "shop-files",
      "VersioningConfiguration": {"Status": "Enabled"},
      "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]},
      "CorsConfiguration": {"CorsRules": [{"AllowedMethods": ["GET", "DELETE"], "AllowedOrigins": ["https://example.com"], "MaxAge": 600}]},
      "AccelerateConfiguration": {"AccelerationStatus": "Enabled"},
      "ObjectLockEnabled": true,
      "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Days": 365, "Mode": "COMPLIANCE"}}},
      "MetricsConfigurations": [{"Id": "EntireBucket"}]}})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Effect": "Deny", "Condition": {"NumericLessThan": {"s3:TlsVersion": 1.3}}}]}}})");
}

TEST_F(BucketTest, ServesAWebsite) {
  EXPECT_TRUE(add_bucket({.website_index_document = "index.html",
                          .website_error_document = "error.html",
                          .website_routing_rules = {{.host_name = "example.com",
                                                     .http_redirect_code = "302",
                                                     .protocol = Bucket::Protocol::https,
                                                     .replace_key_prefix_with = "new/",
                                                     .key_prefix_equals = "old/"}}})
                  .is_website());
  add_bucket({.website_redirect =
                  Bucket::RedirectTarget{.host_name = "example.com", .protocol = Bucket::Protocol::https}},
             "Old");
  expect("AWS::S3::Bucket",
         R"({"WebsiteConfiguration": {"IndexDocument": "index.html", "ErrorDocument": "error.html",
      "RoutingRules": [{"RedirectRule": {"HostName": "example.com", "HttpRedirectCode": "302", "Protocol": "https",
                                         "ReplaceKeyPrefixWith": "new/"}, "RoutingRuleCondition": {"KeyPrefixEquals": "old/"}}]}})");
  expect(
      "AWS::S3::Bucket",
      R"({"WebsiteConfiguration": {"RedirectAllRequestsTo": {"HostName": "example.com", "Protocol": "https"}}})");
}

// --- access logs, replication
// ----------------------------------------------------------------------------------------

TEST_F(BucketTest, LetsS3WriteAccessLogsForItAlone) {
  Bucket& logs = add_bucket({.encryption = BucketEncryption::kms}, "Logs");
  add_bucket({.server_access_logs_bucket = &logs, .server_access_logs_prefix = "files/"});
  expect(
      "AWS::S3::Bucket",
      R"({"LoggingConfiguration": {"DestinationBucketName": {"Ref": {"$like": "Logs*"}}, "LogFilePrefix": "files/"}})");
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:PutObject", "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"},
       "Condition": {"ArnLike": {"aws:SourceArn": {"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]}},
                     "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
       "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Logs*"}, "Arn"]}, "/files/*"]]}}]}}})");
  expect(
      "AWS::KMS::Key",
      R"({"KeyPolicy": {"Statement": {"$contains": [{"Principal": {"Service": "logging.s3.amazonaws.com"}}]}}})");
}

TEST_F(BucketTest, WarnsWhenTheLogsBucketIsNotItsOwn) {
  Bucket& logs = Bucket::from_name(stack, "Logs", "logs");
  add_bucket({.server_access_logs_bucket = &logs});
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].severity, Severity::warning);
}

TEST_F(BucketTest, ReplicatesWithARoleThatMayDoNoMore) {
  Key& key = stack.add("Key", Key::Props{});
  Bucket& replica = add_bucket({.versioned = true}, "Replica");
  add_bucket({.encryption = BucketEncryption::kms,
              .versioned = true,
              .replication_rules = {{.destination = replica,
                                     .id = "All",
                                     .priority = 1,
                                     .prefix = "in/",
                                     .tag_filters = {{"copy", "yes"}},
                                     .storage_class = StorageClass::glacier,
                                     .kms_key = &key,
                                     .sse_kms_encrypted_objects = true,
                                     .replication_time_control = Duration::minutes(15),
                                     .metrics = Duration::minutes(15)}}});
  expect("AWS::S3::Bucket", R"({"ReplicationConfiguration": {
      "Role": {"Fn::GetAtt": [{"$like": "FilesReplicationRole*"}, "Arn"]},
      "Rules": [{"Id": "All", "Priority": 1, "Status": "Enabled", "DeleteMarkerReplication": {"Status": "Disabled"},
        "Filter": {"$exactly": {"And": {"Prefix": "in/", "TagFilters": [{"Key": "copy", "Value": "yes"}]}}},
        "SourceSelectionCriteria": {"$exactly": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}},
        "Destination": {"StorageClass": "GLACIER", "Account": {"$absent": true},
          "Metrics": {"Status": "Enabled", "EventThreshold": {"Minutes": 15}},
          "ReplicationTime": {"Status": "Enabled", "Time": {"Minutes": 15}},
          "EncryptionConfiguration": {"ReplicaKmsKeyID": {"Fn::GetAtt": [{"$like": "Key*"}, "Arn"]}}}}]}})");
  expect_granted(R"([
      {"Action": ["s3:GetReplicationConfiguration", "s3:ListBucket"]},
      {"Action": ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]},
      {"Action": ["s3:ObjectOwnerOverrideToBucketOwner", "s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
       "Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Replica*"}, "Arn"]}, "/*"]]}},
      {"Action": ["kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]},
      {"Action": "kms:Decrypt"}])");
}

TEST_F(BucketTest, NamesTheAccountOfAReplicaElsewhere) {
  auto& other = app.add("Other", Stack::Props{.env = {.account = "222222222222", .region = "eu-west-1"}});
  auto& own = app.add("Own", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  Bucket& replica = other.add(
      "Replica", Bucket::Props{.bucket_name = "replica-of-files", .versioned = true, .refer_by_name = true});
  own.add("Files",
          Bucket::Props{.versioned = true,
                        .replication_rules = {{.destination = replica, .access_control_transition = true}}});
  const auto result = testing::Template::of(own).has_resource_properties(
      "AWS::S3::Bucket", R"({"ReplicationConfiguration": {"Rules": [
      {"Destination": {"Account": "222222222222", "AccessControlTranslation": {"Owner": "Destination"}}}]}})");
  EXPECT_TRUE(result.passed) << result.explanation;
}

// --- notifications
// ---------------------------------------------------------------------------------------------------

TEST_F(BucketTest, TellsAQueueThatLetsIt) {
  Key& key = stack.add("Key", Key::Props{});
  Queue& queue = stack.add("Queue", Queue::Props{.encryption_key = &key});
  add_bucket().add_event_notification(BucketEvent::object_created, queue,
                                      {.prefix = "in/", .suffix = ".csv"});
  expect_entry("AWS::S3::Bucket", R"({"DependsOn": [{"$like": "QueuePolicy*"}], "Properties": {
      "NotificationConfiguration": {"$exactly": {"QueueConfigurations": [{"Event": "s3:ObjectCreated:*",
        "Filter": {"S3Key": {"Rules": [{"Name": "prefix", "Value": "in/"}, {"Name": "suffix", "Value": ".csv"}]}},
        "Queue": {"Fn::GetAtt": [{"$like": "Queue*"}, "Arn"]}}]}}}})");
  expect("AWS::SQS::QueuePolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"], "Principal": {"Service": "s3.amazonaws.com"},
       "Condition": {"ArnLike": {"aws:SourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::*"]]}},
                     "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}}})");
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": {"$contains": [
      {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Principal": {"Service": "s3.amazonaws.com"}}]}}})");
}

TEST_F(BucketTest, TellsATopicThatLetsThisBucketAlone) {
  Topic& topic = stack.add("Topic", Topic::Props{});
  add_bucket({.bucket_name = "shop-files"}).add_event_notification(BucketEvent::object_removed_delete, topic);
  expect_entry("AWS::S3::Bucket", R"({"DependsOn": [{"$like": "TopicPolicy*"}], "Properties": {
      "NotificationConfiguration": {"TopicConfigurations": [{"Event": "s3:ObjectRemoved:Delete", "Filter": {"$absent": true}}]}}})");
  expect("AWS::SNS::TopicPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "sns:Publish", "Condition": {"ArnLike": {
        "aws:SourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::shop-files"]]}}}}]}}})");
}

TEST_F(BucketTest, CallsAFunctionThatAlsoReadsItWhenItIsReferredToByName) {
  LambdaFn& function = add_function();
  Bucket& bucket = add_bucket({.bucket_name = "shop-files", .refer_by_name = true});
  bucket.add_event_notification(BucketEvent::object_created_put, function);
  bucket.add_event_notification(BucketEvent::object_removed, function);
  bucket.grant_read(function);
  expect("AWS::Lambda::Permission", R"({"Action": "lambda:InvokeFunction", "Principal": "s3.amazonaws.com",
      "SourceAccount": {"Ref": "AWS::AccountId"},
      "SourceArn": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::shop-files"]]}})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::Lambda::Permission", 1));
  expect_entry("AWS::S3::Bucket",
               R"({"DependsOn": [{"$like": "HandlerAllowBucketNotificationsFrom*"}], "Properties": {
      "NotificationConfiguration": {"LambdaConfigurations": [{"Event": "s3:ObjectCreated:Put"}, {"Event": "s3:ObjectRemoved:*"}]}}})");
}

TEST_F(BucketTest, SaysThatAFunctionThatRefersToTheBucketClosesACircle) {
  LambdaFn& function = add_function();
  Bucket& bucket = add_bucket();
  bucket.add_event_notification(BucketEvent::object_created, function);
  bucket.grant_read(function);
  try {
    synthesized();
    FAIL() << "a circle was synthesized";
  } catch (const Error& error) {
    EXPECT_NE(std::string_view(error.what()).find("resource-cycle"), std::string_view::npos) << error.what();
  }
}

TEST_F(BucketTest, SendsAllEventsToEventBridge) {
  add_bucket({.event_bridge_enabled = true});
  expect(
      "AWS::S3::Bucket",
      R"({"NotificationConfiguration": {"$exactly": {"EventBridgeConfiguration": {"EventBridgeEnabled": true}}}})");
}

// --- grants
// ----------------------------------------------------------------------------------------------------------

TEST_F(BucketTest, GrantsSingleActionsOnItAndItsObjects) {
  const char* on_both = R"("Resource": [{"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]},
      {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]}, "/in/*"]]}])";
  const char* on_objects =
      R"("Resource": {"Fn::Join": ["", [{"Fn::GetAtt": [{"$like": "Files*"}, "Arn"]}, "/in/*"]]})";
  const std::string put =
      R"("s3:PutObject", "s3:PutObjectLegalHold", "s3:PutObjectRetention", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"])";
  const std::string write_key =
      R"({"Action": ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo"]})";
  const std::string read =
      R"("s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetObject", "s3:GetObjectAttributes", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionAttributes", "s3:GetObjectVersionTagging", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions", "s3:ListMultipartUploadParts")";
  struct Row {
    void (*grant)(Bucket&, const Grantee&);
    std::string statements;
  };
  const Row rows[] = {
      {[](Bucket& b, const Grantee& g) { b.grant_read(g, "in/*"); },
       R"([{"Action": [)" + read + "], " + on_both + R"(}, {"Action": ["kms:Decrypt", "kms:DescribeKey"]}])"},
      {[](Bucket& b, const Grantee& g) { b.grant_write(g, "in/*"); },
       R"([{"Action": ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion", )" + put +
           ", " + on_both + "}, " + write_key + "]"},
      {[](Bucket& b, const Grantee& g) { b.grant_put(g, "in/*"); },
       R"([{"Action": ["s3:AbortMultipartUpload", )" + put + ", " + on_objects + "}, " + write_key + "]"},
      {[](Bucket& b, const Grantee& g) { b.grant_put_acl(g, "in/*"); },
       std::string(R"([{"Action": ["s3:PutObjectAcl", "s3:PutObjectVersionAcl"], )") + on_objects + "}]"},
      {[](Bucket& b, const Grantee& g) { b.grant_delete(g, "in/*"); },
       std::string(R"([{"Action": ["s3:DeleteObject", "s3:DeleteObjectVersion"], )") + on_objects + "}]"},
      {[](Bucket& b, const Grantee& g) {
         b.grant_on_objects(g, {iam::s3::GetObject, "kms:Decrypt"}, "in/*");
       },
       std::string(R"([{"Action": "s3:GetObject", )") + on_objects + R"(}, {"Action": "kms:Decrypt"}])"},
  };
  for (const Row& row : rows) {
    App own;
    auto& shop = own.add("Shop", Stack::Props{});
    auto& files = shop.add("Files", Bucket::Props{.encryption = BucketEncryption::kms});
    row.grant(files, shop.add("Reader", Role::Props{.assumed_by = Principal::service("ec2.amazonaws.com")}));
    const auto result = testing::Template::of(shop).has_resource_properties(
        "AWS::IAM::Policy", R"({"PolicyDocument": {"Statement": )" + row.statements + "}}");
    EXPECT_TRUE(result.passed) << result.explanation;
  }
}

TEST_F(BucketTest, GrantsToOtherPrincipalsInItsPolicy) {
  add_bucket({.enforce_ssl = false}).grant_read(Principal::account("222222222222"));
  expect("AWS::S3::BucketPolicy",
         R"({"PolicyDocument": {"Statement": [{"Action": {"$contains": ["s3:GetObject", "s3:ListBucket"]},
      "Principal": {"AWS": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":iam::222222222222:root"]]}}}]}})");
}

TEST_F(BucketTest, LetsEverybodyReadWhereThatIsNotBlocked) {
  add_bucket({.block_public_access =
                  BlockPublicAccess{.block_public_policy = false, .restrict_public_buckets = false},
              .public_read_access = true});
  expect("AWS::S3::BucketPolicy", R"({"PolicyDocument": {"Statement": {"$contains": [
      {"Action": "s3:GetObject", "Effect": "Allow", "Principal": {"AWS": "*"}}]}}})");
}

// --- buckets that exist
// ----------------------------------------------------------------------------------------------

TEST_F(BucketTest, KnowsABucketByItsName) {
  Bucket& bucket = Bucket::from_name(stack, "Files", "shop-files");
  EXPECT_FALSE(bucket.add_to_resource_policy({.actions = {iam::s3::GetObject}, .resources = {"*"}}));
  bucket.grant_delete(add_role());
  expect_granted(
      R"([{"Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::shop-files/*"]]}}])");
  EXPECT_EQ(resolved_json(bucket.bucket_name()), R"("shop-files")");
  EXPECT_EQ(resolved_json(bucket.regional_domain_name()),
            R"({"Fn::Join":["",["shop-files.s3.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"}]]})");
  EXPECT_TRUE(synthesized().resource_count_is("AWS::S3::Bucket", 0));
}

TEST_F(BucketTest, KnowsABucketByItsArnWithItsKeyAndRegion) {
  Key& key = stack.add("Key", Key::Props{});
  Bucket& bucket = Bucket::from_attributes(
      stack, "Files",
      {.bucket_arn = "arn:aws:s3:::shop-files", .encryption_key = &key, .region = "eu-west-1"});
  EXPECT_EQ(resolved_json(bucket.bucket_name()), R"("shop-files")");
  EXPECT_EQ(resolved_json(bucket.regional_domain_name()),
            R"({"Fn::Join":["",["shop-files.s3.eu-west-1.",{"Ref":"AWS::URLSuffix"}]]})");
  bucket.grant_read(add_role());
  expect_granted(R"([{"Resource": ["arn:aws:s3:::shop-files", "arn:aws:s3:::shop-files/*"]},
                     {"Action": ["kms:Decrypt", "kms:DescribeKey"]}])");
}

TEST_F(BucketTest, HasMetrics) {
  const Metric size = add_bucket().metric_bucket_size_bytes();
  EXPECT_EQ(size.props().metric_namespace, "AWS/S3");
  EXPECT_EQ(size.props().metric_name, "BucketSizeBytes");
  EXPECT_EQ(size.props().dimensions[1].name, "StorageType");
  EXPECT_EQ(size.period(), Duration::days(1));
}

// --- refusals
// --------------------------------------------------------------------------------------------------------

TEST_F(BucketTest, RefusesWhatDoesNotFit) {
  const auto refused = [](const char* what, std::string_view id, std::string_view property,
                          const Bucket::Props& props) {
    App own;
    own.add("Shop", Stack::Props{}).add("Files", props);
    const auto found = own.diagnostics();
    ASSERT_EQ(found.size(), 1U) << what;
    EXPECT_EQ(found[0].id, id) << what;
    EXPECT_EQ(found[0].property, property) << what;
  };
  Key& key = stack.add("Key", Key::Props{});
  Bucket& replica = add_bucket({.versioned = true}, "Replica");
  Role& role = add_role();
  constexpr std::string_view not_allowed = "property-not-allowed";
  constexpr std::string_view needed = "property-needed";
  refused("key", not_allowed, "encryption_key",
          {.encryption = BucketEncryption::s3_managed, .encryption_key = &key});
  refused("bucket key", not_allowed, "bucket_key_enabled",
          {.encryption = BucketEncryption::unencrypted, .bucket_key_enabled = true});
  refused("nameless", needed, "bucket_name", {.refer_by_name = true});
  refused("tls", not_allowed, "minimum_tls_version",
          {.enforce_ssl = false, .minimum_tls_version = Bucket::TlsVersion::tls_1_2});
  refused("logs", not_allowed, "encryption",
          {.encryption = BucketEncryption::kms_managed, .server_access_logs_prefix = "logs/"});
  refused("lock", not_allowed, "object_lock_default_retention",
          {.object_lock_default_retention =
               Bucket::ObjectLockRetention{Bucket::ObjectLockMode::governance, Duration::days(36501)}});
  refused("error page", needed, "website_index_document", {.website_error_document = "error.html"});
  refused("redirect", not_allowed, "website_redirect",
          {.website_index_document = "index.html",
           .website_redirect = Bucket::RedirectTarget{.host_name = "example.com"}});
  refused("both keys", not_allowed, "website_routing_rules",
          {.website_index_document = "index.html",
           .website_routing_rules = {{.replace_key_with = "a", .replace_key_prefix_with = "b"}}});
  refused("public", not_allowed, "block_public_access", {.public_read_access = true});
  refused("role", not_allowed, "replication_role", {.replication_role = &role});
  refused("unversioned", needed, "versioned", {.replication_rules = {{.destination = replica}}});
  refused("priority", needed, "replication_rules.priority",
          {.versioned = true,
           .replication_rules = {{.destination = replica, .priority = 1}, {.destination = replica}}});
  refused(
      "metrics", needed, "replication_rules.metrics",
      {.versioned = true,
       .replication_rules = {{.destination = replica, .replication_time_control = Duration::minutes(15)}}});
  refused("markers", not_allowed, "replication_rules.tag_filters",
          {.versioned = true,
           .replication_rules = {
               {.destination = replica, .tag_filters = {{"a", "b"}}, .delete_marker_replication = true}}});
  refused("kms", needed, "replication_rules.kms_key",
          {.versioned = true,
           .replication_rules = {{.destination = replica, .sse_kms_encrypted_objects = true}}});
  refused("owner", needed, "replication_rules.destination_account",
          {.versioned = true,
           .replication_rules = {{.destination = replica, .access_control_transition = true}}});
  refused("empty rule", needed, "lifecycle_rules", {.lifecycle_rules = {{.prefix = "a/"}}});
  refused("marker rule", not_allowed, "lifecycle_rules.expired_object_delete_marker",
          {.lifecycle_rules = {{.expiration = Duration::days(1), .expired_object_delete_marker = true}}});
  refused("retained", needed, "lifecycle_rules.noncurrent_version_expiration",
          {.lifecycle_rules = {{.noncurrent_versions_to_retain = 2}}});
  refused("transition", needed, "lifecycle_rules.transitions",
          {.lifecycle_rules = {{.transitions = {{.storage_class = StorageClass::glacier}}}}});
  refused("standard", not_allowed, "lifecycle_rules.transitions",
          {.lifecycle_rules = {{.transitions = {{.storage_class = StorageClass::standard,
                                                 .transition_after = Duration::days(1)}}}}});
}

TEST_F(BucketTest, RefusesNamesThatS3DoesNotTake) {
  for (const char* name :
       {"ab", "Files", "files_", "-files", "files-", "my..files", "my.-files", "192.168.0.1",
        "a23456789012345678901234567890123456789012345678901234567890abcd"}) {
    App own;
    own.add("Shop", Stack::Props{}).add("Files", Bucket::Props{.bucket_name = name});
    ASSERT_EQ(own.diagnostics().size(), 1U) << name;
    EXPECT_EQ(own.diagnostics()[0].property, "bucket_name") << name;
  }
}

TEST_F(BucketTest, RefusesNotificationsOfABucketThatExists) {
  Queue& queue = stack.add("Queue", Queue::Props{});
  Bucket::from_name(stack, "Files", "shop-files").add_event_notification(BucketEvent::object_created, queue);
  expect_refused("property-not-allowed", "add_event_notification");
}

TEST_F(BucketTest, NeedsAnArnOrAName) {
  Bucket::from_attributes(stack, "Files", {.bucket_arn = "arn:aws:s3:::a-bucket", .bucket_name = "a-bucket"});
  expect_refused("property-needed", "bucket_arn");
}

}  // namespace
}  // namespace tenon
