#include "tenon/constructs/integration/event_bus.hpp"

#include "integration_test.hpp"
#include "tenon/aws/events/Archive.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/security/key.hpp"

namespace tenon {
namespace {

using namespace literals;

class EventBusTest : public IntegrationTest {};

TEST_F(EventBusTest, IsNamedByItsPath) {
  stack.add("Bus", EventBus::Props{});
  expect("AWS::Events::EventBus", R"({"$exactly": {"Name": {"$like": "ShopBus*"}}})");
}

TEST_F(EventBusTest, SetsWhatWasGivenAndLetsEventBridgeUseTheKey) {
  auto& key = stack.add("Key", Key::Props{});
  auto& failed = stack.add("Failed", Queue::Props{});
  stack.add("Bus", EventBus::Props{.event_bus_name = "orders",
                                   .description = "Orders",
                                   .encryption_key = &key,
                                   .dead_letter_queue = &failed});
  expect("AWS::Events::EventBus", R"({"Name": "orders", "Description": "Orders",
      "KmsKeyIdentifier": {"Fn::GetAtt": ["Key961B73FD", "Arn"]},
      "DeadLetterConfig": {"Arn": {"Fn::GetAtt": ["Failed178E83A2", "Arn"]}}})");
  expect("AWS::KMS::Key", R"({"KeyPolicy": {"Statement": {"$contains": [{
      "Action": ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"], "Principal": {"Service": "events.amazonaws.com"},
      "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}}]}}})");
}

TEST_F(EventBusTest, KeepsEventsInAnArchive) {
  auto& bus = stack.add("Bus", EventBus::Props{.event_bus_name = "orders"});
  bus.archive("Archive",
              {.event_pattern = {.source = {"orders"}}, .retention = 30_days, .archive_name = "kept"});
  expect("AWS::Events::Archive",
         R"({"ArchiveName": "kept", "EventPattern": {"source": ["orders"]}, "RetentionDays": 30,
      "SourceArn": {"Fn::GetAtt": ["BusEA82B648", "Arn"]}})");
}

TEST_F(EventBusTest, GrantsPutEvents) {
  auto& bus = stack.add("Bus", EventBus::Props{});
  bus.grant_put_events(add_role());
  bus.grant_put_events(Principal::account("111122223333"), "Partner");
  expect_granted(R"([{"Action": "events:PutEvents", "Resource": {"Fn::GetAtt": ["BusEA82B648", "Arn"]}}])");
  expect("AWS::Events::EventBusPolicy",
         R"({"StatementId": "cdk-Partner", "EventBusName": {"Ref": "BusEA82B648"},
      "Statement": {"Action": "events:PutEvents", "Effect": "Allow", "Sid": "cdk-Partner"}})");
}

TEST_F(EventBusTest, ThatExistsAlreadyIsKnownByItsArnOrName) {
  auto& by_arn = EventBus::from_arn(stack, "A", "arn:aws:events:eu-west-1:111122223333:event-bus/orders");
  stack.add("Name", Output::Props{.Value = by_arn.event_bus_name()});
  const auto name = synthesized().has_output("Name", R"({"Value": "orders"})");
  EXPECT_TRUE(name.passed) << name.explanation;
  EventBus::from_name(stack, "B", "default").grant_put_events(add_role());
  expect_granted(
      R"([{"Resource": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":events:", {"Ref": "AWS::Region"},
      ":", {"Ref": "AWS::AccountId"}, ":event-bus/default"]]}}])");
}

TEST_F(EventBusTest, RefusesTheNameOfTheDefaultBus) {
  stack.add("Bus", EventBus::Props{.event_bus_name = "default"});
  expect_refused("property-not-allowed", "event_bus_name");
}

TEST_F(EventBusTest, RefusesTwoNames) {
  stack.add("Bus", EventBus::Props{.event_bus_name = "orders",
                                   .event_source_name = "aws.partner/example.com/orders"});
  expect_refused("property-not-allowed", "event_source_name");
}

TEST_F(EventBusTest, RefusesAnArchiveForHalfADay) {
  stack.add("Bus", EventBus::Props{}).archive("Archive", {.retention = 12_h});
  expect_refused("property-not-allowed", "retention");
}

TEST_F(EventBusTest, NeedsANameForAStatementOfItsPolicy) {
  stack.add("Bus", EventBus::Props{}).grant_put_events(Principal::service("s3.amazonaws.com"));
  expect_refused("property-needed", "sid");
}

}  // namespace
}  // namespace tenon
