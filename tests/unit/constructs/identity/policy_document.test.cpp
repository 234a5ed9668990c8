#include <gtest/gtest.h>

#include "tenon/constructs/identity/policy_statement.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon {
namespace {

std::string statements(std::vector<PolicyStatement> given) {
  const std::string whole = resolved_json(PolicyDocument(std::move(given)).json());
  const std::string head = R"({"Statement":)";
  const std::string tail = R"(,"Version":"2012-10-17"})";
  EXPECT_TRUE(whole.starts_with(head) && whole.ends_with(tail)) << whole;
  return whole.substr(head.size(), whole.size() - head.size() - tail.size());
}

const PolicyStatement reads{.actions = {iam::s3::GetObject}, .resources = {"arn:aws:s3:::a"}};

TEST(PolicyDocument, SortsListsDropsDuplicatesAndUnwrapsSingleItems) {
  EXPECT_EQ(statements({{.actions = {iam::s3::PutObject, iam::s3::GetObject, iam::s3::PutObject},
                         .resources = {"arn:aws:s3:::b", "arn:aws:s3:::a"}},
                        {.effect = Effect::deny, .actions = {iam::sqs::SendMessage}, .resources = {"*"}}}),
            R"([{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]},)"
            R"({"Action":"sqs:SendMessage","Effect":"Deny","Resource":"*"}])");
}

TEST(PolicyDocument, MergesStatementsThatDifferInOneRespect) {
  PolicyStatement writes = reads;
  writes.actions = {iam::s3::PutObject};
  PolicyStatement elsewhere = reads;
  elsewhere.actions = {iam::s3::PutObject, iam::s3::GetObject};
  elsewhere.resources = {"arn:aws:s3:::b"};
  EXPECT_EQ(statements({reads, writes, elsewhere}),
            R"([{"Action":["s3:GetObject","s3:PutObject"],"Effect":"Allow","Resource":["arn:aws:s3:::a","arn:aws:s3:::b"]}])");
}

TEST(PolicyDocument, KeepsApartWhatDiffersInMore) {
  const auto count = [](PolicyStatement other) {
    const std::string text = statements({reads, std::move(other)});
    std::size_t effects = 0;
    for (auto at = text.find("\"Effect\""); at != text.npos; at = text.find("\"Effect\"", at + 1)) ++effects;
    return effects;
  };
  PolicyStatement other = reads;
  EXPECT_EQ(count(other), 1U);
  other.actions = {iam::s3::PutObject};
  EXPECT_EQ(count(other), 1U);
  other.resources = {"arn:aws:s3:::b"};
  EXPECT_EQ(count(other), 2U);
  other = reads;
  other.effect = Effect::deny;
  EXPECT_EQ(count(other), 2U);
  other = reads;
  other.sid = "Read";
  EXPECT_EQ(count(other), 2U);
  other = reads;
  other.conditions = {{"Bool", "aws:SecureTransport", {"true"}}};
  EXPECT_EQ(count(other), 2U);
}

TEST(PolicyDocument, DoesNotGiveOnePrincipalTheConditionsOfAnother) {
  const auto assume = [](Principal principal) {
    return PolicyStatement{.actions = {"sts:AssumeRole"}, .principals = {std::move(principal)}};
  };
  const auto lambda = Principal::service("lambda.amazonaws.com");
  const auto tasks = Principal::service("ecs-tasks.amazonaws.com");
  EXPECT_EQ(statements({assume(lambda), assume(tasks)}),
            R"([{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["ecs-tasks.amazonaws.com","lambda.amazonaws.com"]}}])");
  EXPECT_EQ(statements({assume(lambda), assume(tasks.with_conditions({{"StringEquals", "aws:SourceAccount", {"1"}}}))}),
            R"([{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"}},)"
            R"({"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"1"}},"Effect":"Allow",)"
            R"("Principal":{"Service":"ecs-tasks.amazonaws.com"}}])");
}

TEST(PolicyDocument, WritesEveryKindOfPrincipal) {
  const auto principal = [](Principal each) {
    return statements({{.actions = {"sts:AssumeRole"}, .principals = {std::move(each)}}});
  };
  EXPECT_NE(principal(Principal::anyone()).find(R"("Principal":{"AWS":"*"})"), std::string::npos);
  EXPECT_NE(principal(Principal::canonical_user("79a5")).find(R"("Principal":{"CanonicalUser":"79a5"})"), std::string::npos);
  EXPECT_NE(principal(Principal::account("111122223333"))
                .find(R"("AWS":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::111122223333:root"]]})"),
            std::string::npos);
  EXPECT_NE(principal(Principal::federated("cognito-identity.amazonaws.com",
                                           {{"StringEquals", "cognito-identity.amazonaws.com:aud", {"pool"}}}))
                .find(R"("Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"pool"}},"Effect":"Allow",)"
                      R"("Principal":{"Federated":"cognito-identity.amazonaws.com"})"),
            std::string::npos);
}

}  // namespace
}  // namespace tenon
