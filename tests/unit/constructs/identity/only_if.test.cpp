#include "tenon/construct/only_if.hpp"

#include <gtest/gtest.h>

#include "constructs/stack_test.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/iam/sqs.hpp"

namespace tenon {
namespace {

class OnlyIfTest : public StackTest {
 protected:
  Condition& condition = stack.add("IsProduction", Condition::Props{Fn::Equals(pseudo::region, "eu-west-1")});
};

TEST_F(OnlyIfTest, IsAboutAllResourcesOfTheConstruct) {
  Role& auditor = add_role("Auditor");
  only_if(condition, auditor);
  auditor.add_to_policy({.actions = {iam::sqs::SendMessage}, .resources = {"*"}});
  expect_entry("AWS::IAM::Role", R"({"Condition": "IsProduction"})");
  expect_entry("AWS::IAM::Policy", R"({"Condition": "IsProduction"})");
}

TEST_F(OnlyIfTest, IsAboutNoOthers) {
  only_if(condition, add_role("Auditor"));
  add_role("Reader");
  expect_entry("AWS::IAM::Role", R"({"Condition": {"$absent": true}})");
}

}  // namespace
}  // namespace tenon
