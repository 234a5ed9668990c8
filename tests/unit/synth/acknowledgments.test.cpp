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
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "As with the other"});
  acknowledge(q, {.id = "E2533", .reason = "As described"});
  EXPECT_EQ(
      metadata(one.stack, q),
      R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-SQS3","reason":"It takes what failed elsewhere"}]},)"
      R"("cfn-lint":{"config":{"ignore_checks":["E2533"]},"reasons":{"E2533":"As described"}},)"
      R"("guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"As with the other"}}})");
}

TEST(Acknowledgments, TellTheJudgeByTheIdBeforeItsBracket) {
  OneStack one;
  auto& nag = queue(one.stack, "Nag");
  auto& guard = queue(one.stack, "Guard");
  acknowledge(nag, {.id = "AwsSolutions-IAM5[Resource::*]", .reason = "As agreed with the owner"});
  acknowledge(guard, {.id = "E25330[a-b]", .reason = "As agreed with the owner"});
  EXPECT_EQ(metadata(one.stack, nag),
            R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-IAM5",)"
            R"("reason":"As agreed with the owner","applies_to":["Resource::*"]}]}})");
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
  acknowledge(group, {.id = "sqs_dlq_check", .reason = "of the group"});
  acknowledge(nearer, {.id = "sqs_dlq_check", .reason = "of the queue"});
  EXPECT_EQ(metadata(one.stack, inside),
            R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"of the group"}}})");
  EXPECT_EQ(metadata(one.stack, nearer),
            R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"of the queue"}}})");
  EXPECT_EQ(metadata(one.stack, outside), "missing");
}

TEST(Acknowledgments, CoverOnlyTheTypeNamed) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  auto& b = one.stack.add("B", aws::s3::Bucket::Props{});
  acknowledge(
      one.app,
      {.id = "AwsSolutions-S1", .reason = "As agreed with the owner", .resource_type = "AWS::S3::Bucket"});
  EXPECT_EQ(metadata(one.stack, q), "missing");
  EXPECT_NE(metadata(one.stack, b), "missing");
}

TEST(Acknowledgments, ComeFromATable) {
  static constexpr Acknowledgment rules[] = {{.id = "AwsSolutions-SQS3", .reason = "the first one"},
                                             {.id = "AwsSolutions-SQS4", .reason = "the second one"}};
  OneStack one;
  auto& q = queue(one.stack, "Q");
  acknowledge(q, rules);
  EXPECT_EQ(metadata(one.stack, q),
            R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-SQS3","reason":"the first one"},)"
            R"({"id":"AwsSolutions-SQS4","reason":"the second one"}]}})");
}

TEST(Acknowledgments, StandBehindWhatTheResourceItselfHas) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  q.add_metadata("guard", json::object({{"SuppressedRules", json::array({"mine"})}, {"Reasons", "mine"}}));
  q.add_metadata("team", "shop");
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "As agreed with the owner"});
  EXPECT_EQ(metadata(one.stack, q),
            R"({"guard":{"SuppressedRules":["mine","sqs_dlq_check"],"Reasons":"mine"},"team":"shop"})");
}

TEST(Acknowledgments, AreInTheTemplateBesideOverrides) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  q.add_property_override("DelaySeconds", 5);
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "As agreed with the owner"});
  EXPECT_EQ(
      metadata(one.stack, q),
      R"({"guard":{"SuppressedRules":["sqs_dlq_check"],"Reasons":{"sqs_dlq_check":"As agreed with the owner"}}})");
}

TEST(Acknowledgments, StayOutOfATemplateThatIsToBeWithoutThem) {
  OneStack one;
  auto& q = queue(one.stack, "Q");
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "As agreed with the owner"});
  keep_acknowledgments_out_of_template(one.stack);
  EXPECT_EQ(metadata(one.stack, q), "missing");
}

TEST(Acknowledgments, StayOutOfTheTemplatesNestedInItToo) {
  OneStack one;
  auto& nested = one.stack.add("Nest", NestedStack::Props{}).add("Inner", NestedStack::Props{});
  auto& q = queue(nested, "Q");
  acknowledge(q, {.id = "sqs_dlq_check", .reason = "As agreed with the owner"});
  EXPECT_NE(metadata(nested, q), "missing");
  keep_acknowledgments_out_of_template(one.stack);
  EXPECT_EQ(metadata(nested, q), "missing");
}

TEST(Acknowledgments, NeedAnIdAndAReason) {
  for (const Acknowledgment& rule : {Acknowledgment{.id = "sqs_dlq_check", .reason = " \n"},
                                     Acknowledgment{.id = "sqs_dlq_check", .reason = "f\u00fcr alle!"},
                                     Acknowledgment{.id = "", .reason = "for good reasons"}}) {
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
