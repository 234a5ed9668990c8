#include "tenon/value/arn.hpp"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace tenon {
namespace {

struct Props {
  Arn topic;
};

TEST(Arn, IsInitializedFromALiteralAndGivesItsParts) {
  const Props props{.topic = "arn:aws-us-gov:sns:us-gov-west-1:123456789012:alarms:2f1"};
  EXPECT_EQ(props.topic.partition(), "aws-us-gov");
  EXPECT_EQ(props.topic.service(), "sns");
  EXPECT_EQ(props.topic.region(), "us-gov-west-1");
  EXPECT_EQ(props.topic.account(), "123456789012");
  EXPECT_EQ(props.topic.resource(), "alarms:2f1");
  EXPECT_FALSE(props.topic.has_wildcard());
}

TEST(Arn, LiteralsAreConstant) {
  constexpr Arn bucket = "arn:aws:s3:::orders/*";
  static_assert(bucket.service() == "s3");
  static_assert(bucket.region().empty() && bucket.account().empty());
  static_assert(bucket.resource() == "orders/*");
  static_assert(bucket.has_wildcard());
  static_assert(!std::is_convertible_v<std::string, Arn>);
}

TEST(Arn, TakesTheFormsThatAwsDocuments) {
  for (const std::string_view text : {
           "arn:aws:s3:::orders",
           "arn:aws:s3:::orders/${aws:username}/*",
           "arn:aws:s3:::orders/${aws:PrincipalTag/team, 'none'}/*",
           "arn:aws:s3:::orders/${*}",
           "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
           "arn:aws:iam::123456789012:user/Bob",
           "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1",
           "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
           "arn:aws:lambda:eu-west-1:123456789012:function:f"
           "/invocations",
           "arn:aws:apigateway:eu-west-1:runtime.sagemaker:path/endpoints",
           "arn:aws:apigateway:eu-west-1::/restapis/*",
           "arn:aws:ec2:*:*:instance/*",
           "arn:*:ec2:us-*-1:12345678901?:instance/*",
           "arn:aws:cloudfront::*:*",
           "arn:aws-iso-b:ec2:us-isob-east-1:123456789012:vpc/vpc-1",
           "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Too many errors",
           "arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-embed-text-v1",
           "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*",
       }) {
    EXPECT_TRUE(is_arn(text)) << text;
    ASSERT_TRUE(Arn::parse(text).has_value()) << text;
    EXPECT_EQ(Arn::parse(text)->text(), text);
  }
}

TEST(Arn, RefusesWhatIsNone) {
  for (const std::string_view text : {
           "",
           "*",
           "orders",
           "arn",
           "arn:aws:s3",
           "arn:aws:s3::orders",
           "arn:aws:s3:::",
           "ARN:aws:s3:::orders",
           "urn:aws:s3:::orders",
           "arn::s3:::orders",
           "arn:amazon:s3:::orders",
           "arn:aws-:s3:::orders",
           "arn:aws::::orders",
           "arn:aws:*:::orders",
           "arn:aws:S3:::orders",
           "arn:aws:sqs:eu_west_1:123456789012:orders",
           "arn:aws:sqs:eu-west-1:12345678901:orders",
           "arn:aws:sqs:eu-west-1:1234567890123:orders",
           "arn:aws:sqs:eu-west-1:1234-5678-9012:Orders\n",
           "arn:aws:sqs:eu-west-1:123456789012: orders",
           "arn:aws:sqs:eu-west-1:123456789012:orders ",
           "arn:${AWS::Partition}:s3:::orders",
           "arn:aws:sqs:${AWS::Region}:123456789012:orders",
           "arn:aws:s3:::${AWS::StackName}-orders",
           "arn:aws:s3:::${Bucket}",
           "arn:aws:s3:::orders/${aws:username",
           "arn:aws:s3:::orders/${}",
       }) {
    EXPECT_FALSE(is_arn(text)) << text;
    EXPECT_FALSE(Arn::parse(text).has_value()) << text;
  }
}

TEST(Arn, OwnsTextOfTheRun) {
  std::string text = "arn:aws:sqs:eu-west-1:123456789012:orders";
  const std::optional<Arn> arn = Arn::parse(text);
  text.assign(text.size(), 'x');
  ASSERT_TRUE(arn.has_value());
  EXPECT_EQ(*arn, Arn("arn:aws:sqs:eu-west-1:123456789012:orders"));
}

TEST(Arn, IsOrderedByItsText) {
  EXPECT_LT(Arn("arn:aws:s3:::a"), Arn("arn:aws:s3:::b"));
  EXPECT_NE(Arn("arn:aws:s3:::a"), Arn("arn:aws:s3:::b"));
}

}  // namespace
}  // namespace tenon
