#include "tenon/value/iam_action.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace tenon {
namespace iam::s3 {
inline constexpr Action GetObject{"s3:GetObject"};
}

namespace {

TEST(IamAction, SymbolsOfAServiceAreConstants) {
  static_assert(iam::s3::GetObject.text() == "s3:GetObject");
  const std::vector<iam::Action> actions = {iam::s3::GetObject, "s3:Put*"};
  EXPECT_EQ(actions[1].text(), "s3:Put*");
  EXPECT_LT(actions[0], actions[1]);
}

TEST(IamAction, TakesTheShapesThatPoliciesUse) {
  for (const std::string_view text :
       {"*", "s3:*", "s3:Get*", "s3:?etObject", "execute-api:Invoke", "aws-portal:*Billing", "apigateway:GET",
        "ec2:CreateVpc", "vpc-lattice:associate-states"}) {
    EXPECT_TRUE(is_iam_action(text)) << text;
  }
}

TEST(IamAction, RefusesOtherShapes) {
  for (const std::string_view text :
       {"", ":", "s3", "s3:", ":GetObject", "S3:GetObject", "s3.GetObject", "s3:Get Object", "s3:Get:Object",
        "*:*", "s3*:GetObject", "s3:GetObject ", "iam::PassRole", "s3:G\xC3\xA9t"}) {
    EXPECT_FALSE(is_iam_action(text)) << text;
  }
}

}  // namespace
}  // namespace tenon
