#include <string>

#include <gtest/gtest.h>

#include "../rendered.hpp"
#include "tenon/aws/ec2/VPCEndpoint.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

using test::at;
using test::template_of;

Resource& thing(Construct& scope, std::string_view id, const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = "A::B::C", .Properties = properties});
}

aws::sqs::Queue& queue(Construct& scope, std::string_view id) {
  return scope.add(id, aws::sqs::Queue::Props{});
}

constexpr std::string_view nested_resource = "/Resources/NNestedStackNNestedStackResource25BF0ED8";

std::string template_url(std::string_view hash) {
  return R"({"Fn::Join":["",["https://s3.",{"Ref":"AWS::Region"},".",{"Ref":"AWS::URLSuffix"},"/",)"
         R"({"Fn::Sub":"cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}"},"/)" +
         std::string(hash) + R"(.json"]]})";
}

// The same program in aws-cdk-lib 2.276.0 writes these templates (CDK rule 4.12).
TEST(NestedStacks, AreWiredByParametersAndOutputs) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& p = queue(a, "P");
  auto& n = a.add("N", NestedStack::Props{.parameters = {{"Own", "x"}}, .timeout_in_minutes = 5});
  auto& m = a.add("M", NestedStack::Props{});
  auto& i = n.add("I", NestedStack::Props{});
  auto& nq = queue(n, "Q");
  thing(n, "X", json::object({{"a", p.Arn()}, {"b", p.ref()}}));
  thing(a, "Y", json::object({{"a", nq.Arn()}}));
  thing(m, "Z", json::object({{"sib", nq.ref()}}));
  thing(i, "W", json::object({{"up2", p.Arn()}, {"up1", nq.Arn()}}));
  auto& iq = queue(i, "IQ");
  thing(a, "V", json::object({{"down2", iq.ref()}}));
  auto& other = app.add("Other", test::plain());
  thing(other, "O", json::object({{"x", nq.Arn()}}));

  const auto parent = template_text(a);
  const std::string n_id = "NNestedStackNNestedStackResource25BF0ED8";
  EXPECT_EQ(
      at(parent, "/Resources/" + n_id),
      R"({"Type":"AWS::CloudFormation::Stack","Properties":{"Parameters":{"Own":"x","referencetoAP62ABBF06Arn":)"
      R"({"Fn::GetAtt":["P","Arn"]},"referencetoAP62ABBF06Ref":{"Ref":"P"}},"TemplateURL":)" +
          template_url("72bf478dddefd8e1f43397d52dfe81490f09a47745425d8e0a572cbb65ce909e") +
          R"(,"TimeoutInMinutes":5},"UpdateReplacePolicy":"Delete","DeletionPolicy":"Delete"})");
  EXPECT_EQ(
      at(parent, "/Resources/MNestedStackMNestedStackResource1F60DEF6/Properties"),
      R"({"Parameters":{"referencetoANNestedStackNNestedStackResourceECDB8205OutputsANQ45092428Ref":)"
      R"({"Fn::GetAtt":["NNestedStackNNestedStackResource25BF0ED8","Outputs.ANQ45092428Ref"]}},"TemplateURL":)" +
          template_url("2e8ff8979e1a0e77144b191e41f1fd9bb419fba98b092f761681b4de42da7db0") + "}");
  EXPECT_EQ(at(parent, "/Resources/Y/Properties"),
            R"({"a":{"Fn::GetAtt":["NNestedStackNNestedStackResource25BF0ED8","Outputs.ANQ45092428Arn"]}})");
  EXPECT_EQ(at(parent, "/Resources/V/Properties"),
            R"({"down2":{"Fn::GetAtt":["NNestedStackNNestedStackResource25BF0ED8",)"
            R"("Outputs.ANINestedStackINestedStackResource17FB4DE3OutputsANIIQ320E86EFRef"]}})");
  EXPECT_EQ(
      at(parent, "/Outputs"),
      R"({"PublishOutputFnGetAttNNestedStackNNestedStackResource25BF0ED8OutputsANQ45092428Arn3884AD39":)"
      R"({"Value":{"Fn::GetAtt":["NNestedStackNNestedStackResource25BF0ED8","Outputs.ANQ45092428Arn"]}}})");
  EXPECT_EQ(
      template_of(m),
      R"({"Resources":{"Z":{"Type":"A::B::C","Properties":{"sib":)"
      R"({"Ref":"referencetoANNestedStackNNestedStackResourceECDB8205OutputsANQ45092428Ref"}}}},"Parameters":)"
      R"({"referencetoANNestedStackNNestedStackResourceECDB8205OutputsANQ45092428Ref":{"Type":"String"}}})");
  EXPECT_EQ(template_of(i),
            R"({"Resources":{"W":{"Type":"A::B::C","Properties":{"up2":{"Ref":"referencetoAP62ABBF06Arn"},)"
            R"("up1":{"Ref":"referencetoANQ45092428Arn"}}},"IQ":{"Type":"AWS::SQS::Queue"}},"Parameters":)"
            R"({"referencetoAP62ABBF06Arn":{"Type":"String"},"referencetoANQ45092428Arn":{"Type":"String"}},)"
            R"("Outputs":{"ANIIQ320E86EFRef":{"Value":{"Ref":"IQ"}}}})");
  const auto inner = template_text(n);
  EXPECT_EQ(at(inner, "/Resources/INestedStackINestedStackResource6DD742AA/Properties"),
            R"({"Parameters":{"referencetoAP62ABBF06Arn":{"Ref":"referencetoAP62ABBF06Arn"},)"
            R"("referencetoANQ45092428Arn":{"Fn::GetAtt":["Q","Arn"]}},"TemplateURL":)" +
                template_url("814958315c26568e4af477e61bec1aac22992dab811fef6e20bee3ae9ec6125c") + "}");
  EXPECT_EQ(
      at(inner, "/Outputs"),
      R"({"ANQ45092428Ref":{"Value":{"Ref":"Q"}},"ANQ45092428Arn":{"Value":{"Fn::GetAtt":["Q","Arn"]}},)"
      R"("ANINestedStackINestedStackResource17FB4DE3OutputsANIIQ320E86EFRef":)"
      R"({"Value":{"Fn::GetAtt":["INestedStackINestedStackResource6DD742AA","Outputs.ANIIQ320E86EFRef"]}}})");
  EXPECT_EQ(
      at(template_text(other), "/Resources/O/Properties/x/Fn::GetStackOutput/OutputName"),
      R"("PublishOutputFnGetAttNNestedStackNNestedStackResource25BF0ED8OutputsANQ45092428Arn3884AD39")");
}

TEST(NestedStacks, AreKnownByTheHashOfTheirTextWithoutIndentation) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  thing(n, "R", json::object({{"text", "with spaces"}}));
  const std::string hash = sha256_hex(template_of(n));
  EXPECT_EQ(at(template_text(a), std::string(nested_resource) + "/Properties/TemplateURL"),
            template_url(hash));
  EXPECT_NE(template_text(n), template_of(n));
}

TEST(NestedStacks, HaveTheirUrlInAKnownEnvironment) {
  App app;
  auto& a = app.add("A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto& n = a.add("N", NestedStack::Props{});
  thing(n, "R");
  const std::string url = at(template_text(a), std::string(nested_resource) + "/Properties/TemplateURL");
  EXPECT_NE(url.find("cdk-hnb659fds-assets-111111111111-eu-west-1"), std::string::npos) << url;
  EXPECT_EQ(url.find("AWS::Region"), std::string::npos) << url;
}

TEST(NestedStacks, ReferToOtherStacksAsTheirParentWould) {
  App app;
  auto& a = app.add("A", Stack::Props{.env = {.account = "111111111111", .region = "eu-west-1"}});
  auto props = test::plain();
  props.env = {.account = "111111111111", .region = "eu-west-1"};
  auto& other = app.add("Other", props);
  auto& n = a.add("N", NestedStack::Props{});
  thing(n, "X", json::object({{"a", queue(other, "Q").Arn()}}));
  EXPECT_EQ(
      template_of(n),
      R"({"Resources":{"X":{"Type":"A::B::C","Properties":{"a":{"Fn::GetStackOutput":{"StackName":"Other",)"
      R"("Region":"eu-west-1","OutputName":"PublishOutputFnGetAttQArn52889A26"}}}}}})");
  // The parent waits for the other stack.
  EXPECT_EQ(list_stacks(app)[0].display_name, "Other");
}

TEST(NestedStacks, TakeListsAsLists) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  const auto& list = a.add("L", Parameter::Props{.Type = "CommaDelimitedList"});
  auto& n = a.add("N", NestedStack::Props{});
  thing(n, "X", json::object({{"l", list.list()}}));
  EXPECT_EQ(at(template_text(a), std::string(nested_resource) + "/Properties/Parameters"),
            R"({"referencetoAL7CE51BBARef":{"Fn::Join":[",",{"Ref":"L"}]}})");
  EXPECT_EQ(at(template_text(n), "/Parameters"),
            R"({"referencetoAL7CE51BBARef":{"Type":"CommaDelimitedList"}})");
  EXPECT_EQ(at(template_text(n), "/Resources/X/Properties"), R"({"l":{"Ref":"referencetoAL7CE51BBARef"}})");
}

TEST(NestedStacks, GiveListsAsOneText) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  const auto& endpoint = n.add("E", aws::ec2::VPCEndpoint::Props{.VpcId = "vpc-1"});
  thing(a, "X", json::object({{"l", endpoint.DnsEntries()}}));
  const std::string list = at(template_text(a), "/Resources/X/Properties/l");
  EXPECT_TRUE(list.starts_with(
      R"({"Fn::Split":["||",{"Fn::GetAtt":["NNestedStackNNestedStackResource25BF0ED8","Outputs.)"))
      << list;
}

TEST(NestedStacks, GiveListsToEachOther) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  auto& m = a.add("M", NestedStack::Props{});
  const auto& endpoint = n.add("E", aws::ec2::VPCEndpoint::Props{.VpcId = "vpc-1"});
  thing(m, "X", json::object({{"l", endpoint.DnsEntries()}}));
  const std::string list = at(template_text(m), "/Resources/X/Properties/l");
  EXPECT_TRUE(list.starts_with(R"({"Fn::Split":["||",{"Ref":"referenceto)")) << list;
}

TEST(NestedStacks, AreTaggedLikeOtherResources) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  thing(n, "R");
  a.add_tag("team", "x");
  EXPECT_EQ(at(template_text(a), std::string(nested_resource) + "/Properties/Tags"),
            R"([{"Key":"team","Value":"x"}])");
}

TEST(NestedStacks, HaveARemovalPolicyAndNotifications) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  a.add("N", NestedStack::Props{.notification_arns = {"arn:aws:sns:eu-west-1:111111111111:t"},
                                .removal_policy = RemovalPolicy::retain});
  const auto text = template_text(a);
  EXPECT_EQ(at(text, std::string(nested_resource) + "/DeletionPolicy"), R"("Retain")");
  EXPECT_EQ(at(text, std::string(nested_resource) + "/Properties/NotificationARNs"),
            R"(["arn:aws:sns:eu-west-1:111111111111:t"])");
}

TEST(NestedStacks, StandInAStack) {
  App app;
  EXPECT_EQ(test::error_id([&] { app.add("N", NestedStack::Props{}); }), "not-in-a-stack");
}

TEST(NestedStacks, HaveNoBootstrapCheckOfTheirOwn) {
  App app;
  auto& n = app.add("A", Stack::Props{}).add("N", NestedStack::Props{});
  thing(n, "R");
  EXPECT_EQ(template_of(n), R"({"Resources":{"R":{"Type":"A::B::C"}}})");
}

// As aws-cdk-lib 2.276.0.
TEST(NestedStacks, DependAsTheirResourcesDo) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& p = queue(a, "P");
  auto& n = a.add("N", NestedStack::Props{});
  auto& nq = queue(n, "Q");
  nq.depends_on(p);
  auto& m = a.add("M", NestedStack::Props{});
  queue(m, "Q").add_dependency(n);
  EXPECT_EQ(at(template_text(a), std::string(nested_resource) + "/DependsOn"), R"(["P"])");
  EXPECT_EQ(at(template_text(a), "/Resources/MNestedStackMNestedStackResource1F60DEF6/DependsOn"),
            R"(["NNestedStackNNestedStackResource25BF0ED8"])");
  EXPECT_EQ(template_of(n), R"({"Resources":{"Q":{"Type":"AWS::SQS::Queue"}}})");
}

TEST(NestedStacks, ThatNeedEachOtherAreACycle) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  auto& m = a.add("M", NestedStack::Props{});
  auto& nq = queue(n, "Q");
  auto& mq = queue(m, "Q");
  thing(n, "X", json::object({{"a", mq.Arn()}}));
  thing(m, "X", json::object({{"a", nq.Arn()}}));
  const auto found = test::findings(app);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "resource-cycle");
  EXPECT_NE(found[0].value.find(
                "'A/N.NestedStack/N.NestedStackResource' needs 'A/M.NestedStack/M.NestedStackResource'"),
            std::string::npos)
      << found[0].value;
}

TEST(NestedStacks, ThatAResourceOfTheirParentNeedsAndFeedsAreACycle) {
  App app;
  auto& a = app.add("A", Stack::Props{});
  auto& n = a.add("N", NestedStack::Props{});
  auto& up = thing(a, "Up", json::object({{"a", queue(n, "Q").Arn()}}));
  thing(n, "X", json::object({{"a", up.any_ref()}}));
  EXPECT_EQ(test::only_finding(app).id, "resource-cycle");
}

}  // namespace
}  // namespace tenon
