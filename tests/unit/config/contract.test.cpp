#include "tenon/config/contract.hpp"

#include <algorithm>
#include <concepts>
#include <string>
#include <vector>

#include <boost/hana/define_struct.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenon/construct/resource.hpp"
#include "tenon/testing/gmock.hpp"
#include "tenon/value/json.hpp"

namespace {

using tenon::App;
using tenon::Attribute;
using tenon::ContractImport;
using tenon::Environment;
using tenon::List;
using tenon::Reference;
using tenon::ReferenceStrength;
using tenon::Resource;
using tenon::Stack;
using tenon::Value;
using tenon::testing::HasOutput;
using tenon::testing::HasResourceProperties;
using tenon::testing::Template;

struct VpcKind;
struct SubnetKind;

struct NetworkContract {
  BOOST_HANA_DEFINE_STRUCT(NetworkContract, (Attribute<VpcKind>, vpc_id),
                           (List<Reference<SubnetKind>>, private_subnet_ids), (Value<std::string>, domain));
};

Resource& add_resource(Stack& stack, std::string_view id, Value<tenon::Json> properties = {}) {
  return stack.add(id, Resource::Props{.Type = "Custom::Thing", .Properties = properties});
}

template <class Kind>
Attribute<Kind> ref(const Resource& resource) {
  return {tenon::Raw{}, resource.any_ref()};
}

void publish_network(Stack& stack) {
  const Resource& vpc = add_resource(stack, "Vpc");
  const Resource& a = add_resource(stack, "A");
  const Resource& b = add_resource(stack, "B");
  tenon::publish(stack, "network",
                 NetworkContract{.vpc_id = ref<VpcKind>(vpc),
                                 .private_subnet_ids = {ref<SubnetKind>(a), ref<SubnetKind>(b)},
                                 .domain = "shop.example"});
}

/// What another team does with the contract.
Template imported(const Value<std::string>& publisher, const ContractImport& how,
                  const Environment& env = {}) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{.env = env});
  const auto network = tenon::import_contract<NetworkContract>(stack, publisher, "network", how);
  // A property that takes a VPC takes the contract's, and a list of subnets its subnets.
  const Reference<VpcKind> vpc = network.vpc_id;
  const List<Reference<SubnetKind>> subnets = network.private_subnet_ids;
  add_resource(stack, "Handler",
               tenon::json::object({{"Vpc", vpc}, {"Subnets", subnets}, {"Domain", network.domain}}));
  return Template::of(stack);
}

std::string reported(App& app) {
  std::string text;
  for (const tenon::Diagnostic& each : app.diagnostics()) {
    EXPECT_EQ(each.id, "invalid-contract");
    EXPECT_STRNE(each.where.file_name(), "");
    text += each.path + ' ' + each.property + ": " + each.message + "; got " + each.value + '\n';
  }
  return text;
}

TEST(Contract, NamesItsOutputsAlikeInEveryStack) {
  EXPECT_EQ(tenon::contract_export_name("NetworkProd", "network", "vpc_id"), "NetworkProd:network:vpc-id");
  EXPECT_EQ(tenon::contract_output_id("network", "vpc_id"), "Contractsnetworkvpcid5BCC0BDB");
}

TEST(Contract, IsPublishedAsOutputsWithExports) {
  App app;
  auto& stack = app.add("Network", Stack::Props{.stack_name = "NetworkProd"});
  publish_network(stack);
  const Template synthesized = Template::of(stack);
  EXPECT_THAT(synthesized, HasOutput(tenon::contract_output_id("network", "vpc_id"), R"({"$exactly": {
    "Value": {"Ref": "Vpc"}, "Export": {"Name": "NetworkProd:network:vpc-id"}}})"));
  EXPECT_THAT(synthesized,
              HasOutput(tenon::contract_output_id("network", "private_subnet_ids"), R"({"$exactly": {
    "Value": {"Fn::Join": ["||", [{"Ref": "A"}, {"Ref": "B"}]]},
    "Export": {"Name": "NetworkProd:network:private-subnet-ids"}}})"));
  EXPECT_THAT(synthesized, HasOutput(tenon::contract_output_id("network", "domain"), R"({"$exactly": {
    "Value": "shop.example", "Export": {"Name": "NetworkProd:network:domain"}}})"));
}

TEST(Contract, IsImportedWeaklyByDefault) {
  EXPECT_THAT(imported("NetworkProd", {}), HasResourceProperties("Custom::Thing", R"({
    "Vpc": {"$exactly": {"Fn::GetStackOutput": {
      "StackName": "NetworkProd", "Region": {"Ref": "AWS::Region"}, "OutputName": "Contractsnetworkvpcid5BCC0BDB"}}},
    "Subnets": {"Fn::Split": ["||", {"Fn::GetStackOutput": {"$any": true}}]},
    "Domain": {"Fn::GetStackOutput": {"StackName": "NetworkProd"}}})"));
}

TEST(Contract, NamesTheImportersRegionWhereItIsKnown) {
  EXPECT_THAT(
      imported("NetworkProd", {}, {.account = "123456789012", .region = "eu-west-1"}),
      HasResourceProperties("Custom::Thing", R"({"Vpc": {"Fn::GetStackOutput": {"Region": "eu-west-1"}}})"));
}

TEST(Contract, IsImportedFromAnotherRegionAndAccount) {
  const ContractImport how{.region = "eu-central-1", .role_arn = "arn:aws:iam::123456789012:role/outputs"};
  EXPECT_THAT(imported("NetworkProd", how),
              HasResourceProperties("Custom::Thing", R"({"Vpc": {"Fn::GetStackOutput": {
    "Region": "eu-central-1", "RoleArn": "arn:aws:iam::123456789012:role/outputs"}}})"));
}

TEST(Contract, IsImportedStronglyWhereAsked) {
  EXPECT_THAT(imported("NetworkProd", {.strength = ReferenceStrength::strong}),
              HasResourceProperties("Custom::Thing", R"({"$exactly": {
    "Vpc": {"Fn::ImportValue": "NetworkProd:network:vpc-id"},
    "Subnets": {"Fn::Split": ["||", {"Fn::ImportValue": "NetworkProd:network:private-subnet-ids"}]},
    "Domain": {"Fn::ImportValue": "NetworkProd:network:domain"}}})"));
}

TEST(Contract, IsImportedFromAStackWhoseNameIsAParameter) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  const auto& name = stack.add("NetworkStack", tenon::Parameter::Props{.Type = "String"});
  const auto network = tenon::import_contract<NetworkContract>(stack, name.ref(), "network",
                                                               {.strength = ReferenceStrength::strong});
  add_resource(stack, "Handler", tenon::json::object({{"Vpc", network.vpc_id}}));
  EXPECT_THAT(Template::of(stack), HasResourceProperties("Custom::Thing", R"({"Vpc": {"Fn::ImportValue":
    {"Fn::Join": [":", [{"Ref": "NetworkStack"}, "network", "vpc-id"]]}}})"));
}

TEST(Contract, KeepsItsOutputsLogicalIds) {
  App app;
  auto& stack = app.add("Network", Stack::Props{});
  publish_network(stack);
  auto& output = static_cast<tenon::Output&>(
      *stack.find_child("Contracts")->find_child("network")->find_child("vpc_id"));
  output.override_logical_id("Vpc2");
  EXPECT_EQ(output.logical_id(), tenon::contract_output_id("network", "vpc_id"));
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].id, "locked-logical-id");
}

TEST(Contract, ReportsAMemberWithoutValue) {
  App app;
  auto& stack = app.add("Network", Stack::Props{});
  tenon::publish(
      stack, "network",
      NetworkContract{
          .vpc_id = ref<VpcKind>(add_resource(stack, "Vpc")), .private_subnet_ids = {}, .domain = {}});
  EXPECT_EQ(reported(app),
            "Network network: a member has no value; got private_subnet_ids\n"
            "Network network: a member has no value; got domain\n");
}

TEST(Contract, ReportsNamesThatCannotBe) {
  App app;
  auto& stack = app.add("Network", Stack::Props{});
  const NetworkContract contract{
      .vpc_id = ref<VpcKind>(add_resource(stack, "Vpc")), .private_subnet_ids = {"a"}, .domain = "b"};
  tenon::publish(stack, "net_work", contract);
  tenon::publish(stack, "", contract);
  const std::string long_name(240, 'n');
  tenon::publish(stack, long_name, contract);
  static_cast<void>(tenon::import_contract<NetworkContract>(stack, "Network:Prod", "1st"));
  EXPECT_EQ(reported(app),
            "Network net_work: this is no name of a contract; got net_work\n"
            "Network : this is no name of a contract; got \n"
            "Network " +
                long_name +
                ": CloudFormation does not take this name for an export; got Network:" + long_name +
                ":private-subnet-ids\n"
                "Network 1st: this is no name of a contract; got 1st\n"
                "Network 1st: the publisher's name is no name of a stack; got Network:Prod\n");
}

TEST(Contract, ReportsAStrongImportFromElsewhere) {
  App app;
  auto& stack = app.add("Shop", Stack::Props{});
  static_cast<void>(tenon::import_contract<NetworkContract>(
      stack, "NetworkProd", "network", {.strength = ReferenceStrength::strong, .region = "eu-west-1"}));
  EXPECT_EQ(
      reported(app),
      "Shop network: exports do not leave their region and account: a strong import takes neither; got \n");
}

TEST(Contract, ReportsANestedStackThatPublishes) {
  App app;
  auto& stack = app.add("Network", Stack::Props{});
  auto& nested = stack.add("Inner", tenon::NestedStack::Props{});
  tenon::publish(
      nested, "network",
      NetworkContract{
          .vpc_id = ref<VpcKind>(add_resource(nested, "Vpc")), .private_subnet_ids = {"a"}, .domain = "b"});
  EXPECT_EQ(
      reported(app),
      "Network/Inner network: a nested stack has no name that others could import from; got Network/Inner\n");
}

TEST(Contract, OnlyOneOfANameIsInAStack) {
  App app;
  auto& stack = app.add("Network", Stack::Props{});
  publish_network(stack);
  tenon::publish(
      stack, "network",
      NetworkContract{
          .vpc_id = ref<VpcKind>(add_resource(stack, "Other")), .private_subnet_ids = {"a"}, .domain = "b"});
  ASSERT_EQ(app.diagnostics().size(), 1U);
  EXPECT_EQ(app.diagnostics()[0].id, "duplicate-construct-id");
}

// What does not fit on either side does not compile; tests/compile_fail/config/ shows what the compiler says.
static_assert(!std::convertible_to<decltype(NetworkContract::vpc_id), Reference<SubnetKind>>);
static_assert(std::convertible_to<decltype(NetworkContract::vpc_id), Reference<SubnetKind, VpcKind>>);
static_assert(!std::convertible_to<decltype(NetworkContract::domain), Reference<VpcKind>>);

}  // namespace
