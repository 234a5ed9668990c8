#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/cloudwatch/Alarm.hpp"
#include "tenon/aws/dynamodb/Table.hpp"
#include "tenon/aws/ec2/Subnet.hpp"
#include "tenon/aws/ec2/VPC.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/events/Rule.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/lambda/Alias.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon {
namespace {

using test::findings;
using test::OneStack;
using test::only_finding;

std::string_view text(const std::string& of) { return of; }

// --- values that are known only at run time
// --------------------------------------------------------------------------------

struct Case {
  std::string_view what;
  std::function<void(Stack&)> build;
  std::string_view id;
  std::string_view property;
  std::string_view value;
  std::string_view allowed;
};

aws::dynamodb::Table::Props table(std::string_view key_type) {
  return {.KeySchema = {aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = key_type}}};
}

const Case cases[] = {
    {"a number above its maximum", [](Stack& s) { s.add("R", aws::sqs::Queue::Props{.DelaySeconds = 901}); },
     "number-out-of-bounds", "Properties.DelaySeconds", "901", "between 0 and 900"},
    {"a number below its minimum", [](Stack& s) { s.add("R", aws::sqs::Queue::Props{.DelaySeconds = -1}); },
     "number-out-of-bounds", "Properties.DelaySeconds", "-1", "between 0 and 900"},
    {"a text outside its set", [](Stack& s) { s.add("R", table("PRIMARY")); }, "value-not-allowed",
     "Properties.KeySchema[0].KeyType", "\"PRIMARY\"", "HASH, RANGE"},
    {"a text that does not match",
     [](Stack& s) {
       s.add("R", aws::lambda::Alias::Props{
                      .FunctionName = "f", .FunctionVersion = "1", .Name = text("no spaces")});
     },
     "pattern-mismatch", "Properties.Name", "\"no spaces\"", "^(?!^[0-9]+$)([a-zA-Z0-9-_]+)$"},
    {"a text that is too long",
     [](Stack& s) {
       s.add("R", aws::lambda::Alias::Props{.Description = text(std::string(257, 'd')),
                                            .FunctionName = "f",
                                            .FunctionVersion = "1",
                                            .Name = "live"});
     },
     "length-out-of-bounds", "Properties.Description", "257 characters", "at most 256 characters"},
    {"a network with bits behind its prefix",
     [](Stack& s) { s.add("R", aws::ec2::VPC::Props{.CidrBlock = text("10.0.0.1/16")}); }, "malformed-text",
     "Properties.CidrBlock", "\"10.0.0.1/16\"", Cidr::requirement()},
    {"a schedule that is none",
     [](Stack& s) { s.add("R", aws::events::Rule::Props{.ScheduleExpression = text("rate(1 minutes)")}); },
     "malformed-text", "Properties.ScheduleExpression", "\"rate(1 minutes)\"", Schedule::requirement()},
    {"an item that stands twice",
     [](Stack& s) {
       s.add("R", aws::ec2::VPCEndpoint::Props{.SubnetIds = {"subnet-1", "subnet-1"}, .VpcId = "vpc-1"});
     },
     "duplicate-item", "Properties.SubnetIds", "\"subnet-1\"", "every item once"},
    {"too many items",
     [](Stack& s) {
       s.add("R", aws::lambda::Function::Props{.Architectures = {"arm64", "x86_64"},
                                               .Code = aws::lambda::Function::Code{.ZipFile = "x"},
                                               .Role = "arn:aws:iam::111111111111:role/r"});
     },
     "count-out-of-bounds", "Properties.Architectures", "2 items", "between 1 and 1 items"},
    {"a key that does not match",
     [](Stack& s) {
       s.add("R", aws::lambda::Function::Props{
                      .Code = aws::lambda::Function::Code{.ZipFile = "x"},
                      .Environment = aws::lambda::Function::Environment{.Variables = {{"9", "x"}}},
                      .Role = "arn:aws:iam::111111111111:role/r"});
     },
     "pattern-mismatch", "Properties.Environment.Variables", "\"9\"", "[a-zA-Z][a-zA-Z0-9_]+"},
    {"what is required is NoValue",
     [](Stack& s) {
       s.add("R", aws::lambda::Alias::Props{.FunctionName = "f", .FunctionVersion = "1", .Name = NoValue});
     },
     "required-property-missing", "Properties.Name", "AWS::NoValue", "a value"},
    {"properties that exclude each other",
     [](Stack& s) {
       s.add("R", aws::cloudwatch::Alarm::Props{.ComparisonOperator = "GreaterThanThreshold",
                                                .EvaluationPeriods = 1,
                                                .ExtendedStatistic = "p90",
                                                .MetricName = "m",
                                                .Namespace = "n",
                                                .Period = 60,
                                                .Statistic = "Sum",
                                                .Threshold = 1});
     },
     "exclusive-properties", "Properties", "2 set", "ExtendedStatistic, Statistic"},
    {"a property without what it needs",
     [](Stack& s) {
       auto props = table("HASH");
       props.SSESpecification =
           aws::dynamodb::Table::SSESpecification{.KMSMasterKeyId = "k", .SSEEnabled = true};
       s.add("R", props);
     },
     "dependent-property-missing", "Properties.SSESpecification", "KMSMasterKeyId", "SSEType"},
    {"none of some properties", [](Stack& s) { s.add("R", aws::events::Rule::Props{.Name = "n"}); },
     "at-least-one-property", "Properties", "0 set", "EventPattern, ScheduleExpression"},
};

TEST(Errors, NameThePropertyTheValueAndWhatIsAllowed) {
  for (const Case& each : cases) {
    OneStack one;
    each.build(one.stack);
    const Diagnostic found = only_finding(one.app);
    EXPECT_EQ(found.id, each.id) << each.what << found.path;
    EXPECT_EQ(found.severity, Severity::error) << each.what;
    EXPECT_EQ(found.path, "S/R") << each.what;
    EXPECT_EQ(found.property, each.property) << each.what;
    EXPECT_EQ(found.value, each.value) << each.what;
    EXPECT_EQ(found.allowed, each.allowed) << each.what;
    EXPECT_EQ(found.where.line(), one.stack.find_child("R")->where().line()) << each.what;
    EXPECT_FALSE(found.message.empty()) << each.what;
  }
}

TEST(Errors, AreReportedTogether) {
  OneStack one;
  one.stack.add("A", aws::sqs::Queue::Props{.DelaySeconds = 901, .VisibilityTimeout = -1});
  one.stack.add("B", table("PRIMARY"));
  one.stack.add("C",
                Resource::Props{.Type = "T::T::T", .Properties = json::object({{"v", sub("${Nothing}")}})});
  EXPECT_EQ(test::summaries(one.app),
            (std::vector<std::string>{
                "number-out-of-bounds at S/A, Properties.DelaySeconds: 901",
                "number-out-of-bounds at S/A, Properties.VisibilityTimeout: -1",
                "value-not-allowed at S/B, Properties.KeySchema[0].KeyType: \"PRIMARY\"",
                "unknown-name at S/C, Properties.v: Nothing",
            }));
}

TEST(Errors, OfAllStacksAreInTheOrderOfTheTreeWithAnyNumberOfThreads) {
  for (const unsigned threads : {1U, 8U}) {
    App app;
    for (int i = 0; i < 40; ++i) {
      app.add("S" + std::to_string(i), test::plain())
          .add("Q", aws::sqs::Queue::Props{.DelaySeconds = 1000 + i});
    }
    const auto result = synthesize(app, {.output_directory = "never-written", .threads = threads});
    EXPECT_FALSE(result.succeeded);
    ASSERT_EQ(result.diagnostics.size(), 40U);
    for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(result.diagnostics[i].value, std::to_string(1000 + i));
  }
}

TEST(Errors, StopTheTemplateWithEverythingFound) {
  OneStack one;
  one.stack.add("A", aws::sqs::Queue::Props{.DelaySeconds = 901});
  one.stack.add_warning("also this");
  try {
    template_text(one.stack);
    ADD_FAILURE() << "no error";
  } catch (const Error& error) {
    const std::string what = error.what();
    EXPECT_NE(what.find("number-out-of-bounds at S/A, Properties.DelaySeconds"), std::string::npos) << what;
    EXPECT_NE(what.find("also this"), std::string::npos) << what;
    EXPECT_NE(what.find("errors.test.cpp:"), std::string::npos) << what;
  }
}

// --- where values are looked into
// --------------------------------------------------------------------------------------------

TEST(Checks, LookIntoBothBranchesOfADecision) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  one.stack.add("R", aws::sqs::Queue::Props{
                         .DelaySeconds = Fn::If(condition, 901, 902),
                         .VisibilityTimeout = Fn::If(condition, 30, Fn::If(condition, 99999, NoValue))});
  EXPECT_EQ(test::summaries(one.app), (std::vector<std::string>{
                                          "number-out-of-bounds at S/R, Properties.DelaySeconds: 901",
                                          "number-out-of-bounds at S/R, Properties.DelaySeconds: 902",
                                          "number-out-of-bounds at S/R, Properties.VisibilityTimeout: 99999",
                                      }));
}

TEST(Checks, LookIntoBagsInsideADecision) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  one.stack.add("R", aws::dynamodb::Table::Props{
                         .KeySchema = {Fn::If(
                             condition,
                             aws::dynamodb::Table::KeySchema{.AttributeName = "id", .KeyType = text("WRONG")},
                             NoValue)}});
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "value-not-allowed");
  EXPECT_EQ(found.property, "Properties.KeySchema[0].KeyType");
}

TEST(Checks, LeaveUncheckedValuesAlone) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{.DelaySeconds = unchecked(5000)});
  one.stack.add("T", aws::dynamodb::Table::Props{.KeySchema = {unchecked(aws::dynamodb::Table::KeySchema{
                                                     .AttributeName = "id", .KeyType = text("NEW")})}});
  one.stack.add("V", aws::ec2::VPC::Props{.CidrBlock = unchecked("not checked")});
  EXPECT_EQ(findings(one.app).size(), 0U);
}

TEST(Checks, FindUnknownNamesInsideUncheckedValues) {
  OneStack one;
  one.stack.add("Q", aws::sqs::Queue::Props{.QueueName = unchecked(sub("${Nothing}"))});
  EXPECT_EQ(only_finding(one.app).id, "unknown-name");
}

TEST(Checks, LeaveToTheDeploymentWhatItDecides) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  // Whether both are there is not known.
  one.stack.add("A", aws::cloudwatch::Alarm::Props{.ComparisonOperator = "GreaterThanThreshold",
                                                   .EvaluationPeriods = 1,
                                                   .ExtendedStatistic = Fn::If(condition, "p90", NoValue),
                                                   .MetricName = "m",
                                                   .Namespace = "n",
                                                   .Period = 60,
                                                   .Statistic = Fn::If(condition, NoValue, "Sum"),
                                                   .Threshold = 1});
  one.stack.add("Q", aws::sqs::Queue::Props{.DelaySeconds = Fn::ImportValue("x"),
                                            .QueueName = format("{}-x", pseudo::region)});
  one.stack.add("V", aws::ec2::VPC::Props{.CidrBlock = resolve::ssm("/cidr")});
  one.stack.add("L", aws::lambda::Alias::Props{
                         .FunctionName = "f", .FunctionVersion = "1", .Name = resolve::ssm("/name")});
  EXPECT_EQ(findings(one.app).size(), 0U);
}

TEST(Checks, CountCharactersNotBytes) {
  const auto props = [](std::size_t count) {
    std::string description;
    for (std::size_t i = 0; i < count; ++i) description += "é";
    return aws::lambda::Alias::Props{
        .Description = text(description), .FunctionName = "f", .FunctionVersion = "1", .Name = "live"};
  };
  OneStack fits;
  fits.stack.add("R", props(256));
  EXPECT_EQ(findings(fits.app).size(), 0U);
  OneStack too_long;
  too_long.stack.add("R", props(257));
  EXPECT_EQ(only_finding(too_long.app).value, "257 characters");
}

TEST(Checks, AreOfTextsMadeOfLiteralsToo) {
  OneStack one;
  one.stack.add("R",
                aws::lambda::Alias::Props{
                    .FunctionName = "f", .FunctionVersion = "1", .Name = format("{} {}", "two", "words")});
  EXPECT_EQ(only_finding(one.app).id, "pattern-mismatch");
}

// --- names
// -----------------------------------------------------------------------------------------------------------------

aws::s3::Bucket& bucket(Construct& scope, std::string_view id, const Value<std::string>& name) {
  return scope.add(id, aws::s3::Bucket::Props{.BucketName = name});
}

TEST(PhysicalNames, AreReportedWhenTwoResourcesHaveOne) {
  OneStack one;
  auto& first = bucket(one.stack, "A", "logs");
  bucket(one.stack, "B", "logs");
  const Diagnostic found = only_finding(one.app);
  EXPECT_EQ(found.id, "duplicate-physical-name");
  EXPECT_EQ(found.path, "S/B");
  EXPECT_EQ(found.value, "\"logs\"");
  EXPECT_NE(found.message.find("'S/A'"), std::string::npos);
  EXPECT_NE(found.message.find(":" + std::to_string(first.where().line())), std::string::npos);
}

TEST(PhysicalNames, AreComparedWithinAnEnvironment) {
  struct Row {
    Environment first;
    Environment second;
    std::size_t found;
  };
  const Row rows[] = {
      {{}, {}, 1},
      {{.account = "111111111111", .region = "eu-west-1"},
       {.account = "111111111111", .region = "eu-west-1"},
       1},
      {{.account = "111111111111", .region = "eu-west-1"},
       {.account = "111111111111", .region = "us-east-1"},
       0},
      {{.account = "111111111111", .region = "eu-west-1"},
       {.account = "222222222222", .region = "eu-west-1"},
       0},
  };
  for (const Row& row : rows) {
    App app;
    int count = 0;
    for (const Environment& env : {row.first, row.second}) {
      auto props = test::plain();
      props.env = env;
      auto& stack = app.add("S" + std::to_string(++count), props);
      stack.add("R", aws::dynamodb::Table::Props{.KeySchema = {aws::dynamodb::Table::KeySchema{
                                                     .AttributeName = "id", .KeyType = "HASH"}},
                                                 .TableName = "orders"});
    }
    EXPECT_EQ(findings(app).size(), row.found);
  }
}

TEST(PhysicalNames, MadeByTheDeploymentAreComparedWithinTheStack) {
  App app;
  for (const std::string_view id : {"S", "T"})
    bucket(app.add(id, test::plain()), "A", format("{}-logs", pseudo::stack_name));
  EXPECT_EQ(findings(app).size(), 0U);
  bucket(*app.find_child("T"), "B", format("{}-logs", pseudo::stack_name));
  EXPECT_EQ(only_finding(app).id, "duplicate-physical-name");
}

TEST(PhysicalNames, OfConditionalResourcesMayBeTheSame) {
  OneStack one;
  const auto& condition = one.stack.add("C", Condition::Props{.Expression = Fn::Equals("a", "b")});
  const auto& otherwise = one.stack.add("D", Condition::Props{.Expression = Fn::Not(condition)});
  bucket(one.stack, "A", "logs").set_condition(condition);
  bucket(one.stack, "B", "logs").set_condition(otherwise);
  EXPECT_EQ(findings(one.app).size(), 0U);
}

TEST(PhysicalNames, OfDifferentTypesAndOfNoNameMayBeTheSame) {
  OneStack one;
  bucket(one.stack, "A", "orders");
  one.stack.add("Q", aws::sqs::Queue::Props{.QueueName = "orders"});
  one.stack.add("B", aws::s3::Bucket::Props{});
  one.stack.add("C", aws::s3::Bucket::Props{});
  bucket(one.stack, "D", NoValue);
  bucket(one.stack, "E", NoValue);
  EXPECT_EQ(findings(one.app).size(), 0U);
}

TEST(PhysicalNames, OfQueuesAndRolesAreKnownByTheirArn) {
  OneStack one;
  one.stack.add("A", aws::sqs::Queue::Props{.QueueName = "orders"});
  one.stack.add("B", aws::sqs::Queue::Props{.QueueName = "orders"});
  const auto role = [](std::string_view name) {
    return aws::iam::Role::Props{.AssumeRolePolicyDocument = json::object({}), .RoleName = name};
  };
  one.stack.add("C", role("reader"));
  one.stack.add("D", role("reader"));
  const auto found = findings(one.app);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, "S/B");
  EXPECT_EQ(found[1].path, "S/D");
}

}  // namespace
}  // namespace tenon
