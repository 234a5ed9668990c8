#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/acknowledgment.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::OneStack;

aws::sqs::Queue& queue(Construct& scope, std::string_view id) {
  return scope.add(id, aws::sqs::Queue::Props{});
}

std::string metadata(Stack& stack, const Element& element) {
  return at(template_text(stack), "/Resources/" + element.logical_id() + "/Metadata");
}

TEST(Acknowledgments, StandWhereTheirJudgeLooksForThem) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  acknowledge(q, {.id = "AwsSolutions-SQS3", .reason = "It takes what failed elsewhere"});
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "The same"});
  acknowledge(q, {.id = "E2533", .reason = "As described"});
  EXPECT_EQ(
      metadata(one.stack, q),
      R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-SQS3","reason":"It takes what failed elsewhere"}]},)"
      R"("cfn-lint":{"config":{"ignore_checks":["E2533"]},"reasons":{"E2533":"As described"}},)"
      R"("guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"The same"}}})");
}

TEST(Acknowledgments, TellTheJudgeByTheIdBeforeItsBracket) {
  OneStack one;
  auto& nag = queue(one.stack, "Nag");
  auto& guard = queue(one.stack, "Guard");
  acknowledge(nag, {.id = "AwsSolutions-IAM5[Resource::*]", .reason = "r"});
  acknowledge(guard, {.id = "E25330[a-b]", .reason = "r"});
  EXPECT_EQ(at(template_text(one.stack),
               "/Resources/" + nag.logical_id() + "/Metadata/cdk_nag/rules_to_suppress/0/id"),
            R"("AwsSolutions-IAM5[Resource::*]")");
  EXPECT_EQ(
      at(template_text(one.stack), "/Resources/" + guard.logical_id() + "/Metadata/guard/SuppressedRules/0"),
      R"("E25330[a-b]")");
}

TEST(Acknowledgments, CoverTheSubtreeAndTheNearestHolds) {
  OneStack one;
  auto& group = one.stack.add("Group", Construct::Props{});
  auto& inside = queue(group, "Inside");
  auto& nearer = queue(group, "Nearer");
  auto& outside = queue(one.stack, "Outside");
  acknowledge(group, {.id = "sqs_dlq_check", .reason = "group"});
  acknowledge(nearer, {.id = "sqs_dlq_check", .reason = "queue"});
  EXPECT_EQ(metadata(one.stack, inside),
            R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"group"}}})");
  EXPECT_EQ(metadata(one.stack, nearer),
            R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"queue"}}})");
  EXPECT_EQ(metadata(one.stack, outside), "missing");
}

TEST(Acknowledgments, CoverOnlyTheTypeNamed) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  auto& b = one.stack.add("B", aws::s3::Bucket::Props{});
  acknowledge(one.app, {.id = "AwsSolutions-S1", .reason = "r", .resource_type = "AWS::S3::Bucket"});
  EXPECT_EQ(metadata(one.stack, q), "missing");
  EXPECT_NE(metadata(one.stack, b), "missing");
}

TEST(Acknowledgments, ComeFromATable) {
  static constexpr Acknowledgment rules[] = {{.id = "AwsSolutions-SQS3", .reason = "a"},
                                             {.id = "AwsSolutions-SQS4", .reason = "b"}};
  OneStack one;
  auto& q = queue(one.stack, "Q");
  acknowledge(q, rules);
  EXPECT_EQ(metadata(one.stack, q),
            R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-SQS3","reason":"a"},)"
            R"({"id":"AwsSolutions-SQS4","reason":"b"}]}})");
}

TEST(Acknowledgments, LeaveMetadataOfTheResourceAsItIs) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  q.add_metadata("guard", json::object({{"SuppressedRules", json::array({"mine"})}}));
  q.add_metadata("team", "shop");
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "r"});
  EXPECT_EQ(metadata(one.stack, q), R"({"guard":{"SuppressedRules":["mine"]},"team":"shop"})");
}

TEST(Acknowledgments, AreInTheTemplateBesideOverrides) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  q.add_property_override("DelaySeconds", 5);
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "r"});
  EXPECT_EQ(metadata(one.stack, q),
            R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"r"}}})");
}

TEST(Acknowledgments, StayOutOfATemplateThatIsToBeWithoutThem) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "r"});
  keep_acknowledgments_out_of_template(one.stack);
  EXPECT_EQ(metadata(one.stack, q), "missing");
}

TEST(Acknowledgments, NeedAnIdAndAReason) {
  for (const Acknowledgment& rule : {Acknowledgment{.id = "sqs_dlq_check", .reason = " \n"},
                                     Acknowledgment{.id = "", .reason = "because"}}) {
    OneStack one;
    auto& q = queue(one.stack, "Q");
    acknowledge(q, rule);
    ASSERT_EQ(one.app.diagnostics().size(), 1U);
    EXPECT_EQ(one.app.diagnostics()[0].id, "empty-acknowledgment");
    EXPECT_EQ(one.app.diagnostics()[0].path, q.path());
    EXPECT_EQ(one.app.diagnostics()[0].value, rule.id);
    EXPECT_NE(one.app.diagnostics()[0].where.line(), 0U);
  }
}

}  // namespace
}  // namespace tenon
