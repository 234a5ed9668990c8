#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/aws/rds/DBInstance.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sns/Topic.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/aws/ssm/Parameter.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::OneStack;
using test::only_finding;
using test::rendered;

TEST(FromArn, TellsWhatTheArnSays) {
  OneStack one;
  Stack& stack = one.stack;
  struct Case {
    Value<Json> value;
    std::string_view json;
  };
  auto& bucket = from_arn<aws::s3::Bucket>(stack, "Bucket", "arn:aws:s3:::logs");
  auto& table =
      from_arn<aws::dynamodb::Table>(stack, "Table", "arn:aws:dynamodb:eu-west-1:111111111111:table/orders");
  auto& queue = from_arn<aws::sqs::Queue>(stack, "Queue", "arn:aws:sqs:eu-west-1:111111111111:orders");
  auto& topic = from_arn<aws::sns::Topic>(stack, "Topic", "arn:aws:sns:eu-west-1:111111111111:news");
  auto& role = from_arn<aws::iam::Role>(stack, "Role", "arn:aws:iam::111111111111:role/team/reader");
  auto& function =
      from_arn<aws::lambda::Function>(stack, "Fn", "arn:aws:lambda:eu-west-1:111111111111:function:handler");
  auto& group = from_arn<aws::logs::LogGroup>(
      stack, "Group", "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/x:*");
  auto& parameter = from_arn<aws::ssm::Parameter>(stack, "Parameter",
                                                  "arn:aws:ssm:eu-west-1:111111111111:parameter/app/key");
  auto& database = from_arn<aws::rds::DBInstance>(stack, "Db", "arn:aws:rds:eu-west-1:111111111111:db:main");
  const Case cases[] = {
      {bucket.Arn(), R"("arn:aws:s3:::logs")"},
      {bucket.ref(), R"("logs")"},
      {table.ref(), R"("orders")"},
      {queue.Arn(), R"("arn:aws:sqs:eu-west-1:111111111111:orders")"},
      {queue.QueueName(), R"("orders")"},
      {topic.ref(), R"("arn:aws:sns:eu-west-1:111111111111:news")"},
      {topic.TopicArn(), R"("arn:aws:sns:eu-west-1:111111111111:news")"},
      {topic.TopicName(), R"("news")"},
      {role.ref(), R"("reader")"},
      {function.ref(), R"("handler")"},
      {group.ref(), R"("/aws/lambda/x")"},
      {parameter.get_att("ParameterNameWithoutLeadingSlash"), R"("app/key")"},
      {database.DBInstanceArn(), R"("arn:aws:rds:eu-west-1:111111111111:db:main")"},
  };
  for (const Case& each : cases) EXPECT_EQ(rendered(stack, each.value), each.json);
}

TEST(FromArn, SplitsAnArnThatOnlyTheDeploymentKnows) {
  OneStack one;
  const auto& arn = one.stack.add("ArnOf", Parameter::Props{.Type = "String"});
  auto& table = from_arn<aws::dynamodb::Table>(one.stack, "Table", arn.ref());
  auto& bucket = from_arn<aws::s3::Bucket>(one.stack, "Bucket", arn.ref());
  EXPECT_EQ(rendered(one.stack, table.Arn()), R"({"Ref":"ArnOf"})");
  EXPECT_EQ(
      rendered(one.stack, table.ref()),
      R"({"Fn::Select":[1,{"Fn::Split":["/",{"Fn::Select":[5,{"Fn::Split":[":",{"Ref":"ArnOf"}]}]}]}]})");
  EXPECT_EQ(rendered(one.stack, bucket.ref()), R"({"Fn::Select":[5,{"Fn::Split":[":",{"Ref":"ArnOf"}]}]})");
}

TEST(FromName, MakesTheArnInTheStacksOwnEnvironment) {
  OneStack one;
  auto& bucket = from_name<aws::s3::Bucket>(one.stack, "Bucket", "logs");
  auto& table = from_name<aws::dynamodb::Table>(one.stack, "Table", "orders");
  auto& role = from_name<aws::iam::Role>(one.stack, "Role", "reader");
  EXPECT_EQ(rendered(one.stack, bucket.ref()), R"("logs")");
  EXPECT_EQ(rendered(one.stack, bucket.Arn()),
            R"({"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::logs"]]})");
  EXPECT_EQ(
      rendered(one.stack, table.Arn()),
      R"({"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":dynamodb:",{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},)"
      R"(":table/orders"]]})");
  EXPECT_EQ(
      rendered(one.stack, role.Arn()),
      R"({"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":role/reader"]]})");
}

TEST(FromName, OfATypeWhoseRefIsItsArnTakesTheArn) {
  OneStack one;
  auto& topic = from_name<aws::sns::Topic>(one.stack, "Topic", "arn:aws:sns:eu-west-1:111111111111:news");
  EXPECT_EQ(rendered(one.stack, topic.TopicName()), R"("news")");
}

TEST(FromAttributes, TellsWhatItWasGiven) {
  OneStack one;
  auto& vpc =
      from_attributes<aws::ec2::VPC>(one.stack, "Vpc", {{"Ref", "vpc-1"}, {"CidrBlock", pseudo::region}});
  EXPECT_EQ(rendered(one.stack, vpc.ref()), R"("vpc-1")");
  EXPECT_EQ(rendered(one.stack, vpc.CidrBlock()), R"({"Ref":"AWS::Region"})");
}

TEST(Imports, ReportWhatTheyDoNotTell) {
  // A queue's URL follows neither from its ARN alone nor its ARN from its URL.
  {
    OneStack one;
    auto& queue = from_arn<aws::sqs::Queue>(one.stack, "Queue", "arn:aws:sqs:eu-west-1:111111111111:orders");
    one.stack.add("User",
                  Resource::Props{.Type = "T::T::T", .Properties = json::object({{"Value", queue.ref()}})});
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, "imported-attribute-unknown");
    EXPECT_EQ(found.value, "Ref");
    EXPECT_EQ(found.path, "S/User");
    EXPECT_NE(found.allowed.find("QueueName"), std::string::npos);
  }
  {
    OneStack one;
    auto& queue = from_name<aws::sqs::Queue>(one.stack, "Queue",
                                             "https://sqs.eu-west-1.amazonaws.com/111111111111/orders");
    one.stack.add("User",
                  Resource::Props{.Type = "T::T::T", .Properties = json::object({{"Value", queue.Arn()}})});
    EXPECT_EQ(only_finding(one.app).value, "Arn");
  }
  {
    OneStack one;
    auto& table = from_name<aws::dynamodb::Table>(one.stack, "Table", "orders");
    one.stack.add("User", Resource::Props{.Type = "T::T::T",
                                          .Properties = json::object({{"Value", table.StreamArn()}})});
    EXPECT_EQ(only_finding(one.app).value, "StreamArn");
  }
  {
    OneStack one;
    auto& table = from_name<aws::dynamodb::Table>(one.stack, "Table", "orders");
    one.stack.add("User", Resource::Props{.Type = "T::T::T",
                                          .Properties = json::object({{"Value", table.get_att("Nope")}})});
    EXPECT_EQ(only_finding(one.app).id, "imported-attribute-unknown");
  }
}

TEST(Imports, AreNotPartOfTheTemplate) {
  OneStack one;
  auto& bucket = from_name<aws::s3::Bucket>(one.stack, "Bucket", "logs");
  EXPECT_TRUE(bucket.is_imported());
  bucket.add_tag("team", "x");
  bucket.apply_removal_policy_to_subtree(RemovalPolicy::retain);
  auto& user = one.stack.add("User", Resource::Props{.Type = "T::T::T"});
  user.depends_on(bucket);
  EXPECT_EQ(test::template_of(one.stack), R"({"Resources":{"User":{"Type":"T::T::T"}}})");
}

TEST(Imports, AreUsedFromEveryStack) {
  App app;
  auto& one = app.add("One", test::plain());
  auto& two = app.add("Two", test::plain());
  auto& bucket = from_arn<aws::s3::Bucket>(one, "Bucket", "arn:aws:s3:::logs");
  EXPECT_EQ(rendered(two, bucket.ref()), R"("logs")");
  EXPECT_EQ(test::template_of(one), "{}");
}

TEST(Imports, CarryReferencesOfTheirOwnStackIntoAnother) {
  App app;
  auto& one = app.add("One", test::plain());
  auto& two = app.add("Two", test::plain());
  auto& real = one.add("Real", Resource::Props{.Type = "T::T::T"});
  auto& bucket = from_attributes<aws::s3::Bucket>(one, "Bucket", {{"Arn", real.get_att("Arn")}});
  EXPECT_EQ(rendered(two, bucket.Arn()),
            R"({"Fn::GetStackOutput":{"StackName":"One","Region":{"Ref":"AWS::Region"},)"
            R"("OutputName":"PublishOutputFnGetAttRealArn3C69357A"}})");
}

TEST(Imports, StandInsideTexts) {
  OneStack one;
  auto& bucket = from_name<aws::s3::Bucket>(one.stack, "Bucket", "logs");
  EXPECT_EQ(rendered(one.stack, format("{}/*", bucket.Arn())),
            R"({"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::logs/*"]]})");
  EXPECT_EQ(rendered(one.stack, format_sub("{}/*", bucket.Arn())),
            R"({"Fn::Sub":"arn:${AWS::Partition}:s3:::logs/*"})");
}

}  // namespace
}  // namespace tenon
