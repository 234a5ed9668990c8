#include "../../../src/synth/assembly/manifest.hpp"

#include "../../../src/synth/assembly/class_name.hpp"
#include "assembly_support.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/acknowledgment.hpp"
#include "tenon/value/json.hpp"
#include "tenon/version.hpp"

namespace other_team {

class Plain : public tenon::Construct {
 public:
  struct Props {
    using Of = Plain;
  };
  Plain(const tenon::Scope& scope, const Props& /*props*/) : Construct(scope) {}
};

class Versioned final : public Plain {
 public:
  struct Props {
    using Of = Versioned;
  };
  Versioned(const tenon::Scope& scope, const Props& /*props*/) : Plain(scope, {}) {}
  std::string_view library_version() const noexcept override { return "1.4.0"; }
};

}  // namespace other_team

namespace tenon {
namespace {

using testing_support::add_queue;
using testing_support::AssetTree;
using testing_support::ireland;
using testing_support::json_of;
using testing_support::OrderedJson;
using testing_support::plan_of;
using testing_support::text_of;

class ManifestTest : public ::testing::Test {
 protected:
  OrderedJson written(synth::Plan plan) {
    testing_support::write_assembly(plan, folder_.path("cdk.out"));
    return json_of(folder_.path("cdk.out/manifest.json"));
  }
  OrderedJson written() { return written(plan_of(app_)); }
  OrderedJson artifact(std::string_view id) { return written()["artifacts"][std::string(id)]; }
  OrderedJson file(std::string_view name) { return json_of(folder_.path("cdk.out/" + std::string(name))); }

  AssetTree folder_;
  App app_;
};

// Artifacts as aws-cdk-lib 2.276.0 writes them for the same stacks, without what the schema does not have
// (additionalDependencies) and with the metadata in line.
constexpr std::string_view agnostic_stack = R"({
  "type": "aws:cloudformation:stack",
  "environment": "aws://unknown-account/unknown-region",
  "properties": {
    "templateFile": "Agnostic.template.json",
    "terminationProtection": true,
    "tags": {"team": "x", "zone": "b"},
    "validateOnSynth": false,
    "notificationArns": ["arn:aws:sns:eu-west-1:123456789012:t"],
    "assumeRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-deploy-role-${AWS::AccountId}-${AWS::Region}",
    "cloudFormationExecutionRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-cfn-exec-role-${AWS::AccountId}-${AWS::Region}",
    "stackTemplateAssetObjectUrl": "s3://cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/69e7a0c6a00facdec1bf4107101c549a03950df8a44ef9383d53dbf825c00912.json",
    "requiresBootstrapStackVersion": 6,
    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version",
    "lookupRole": {
      "arn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-lookup-role-${AWS::AccountId}-${AWS::Region}",
      "requiresBootstrapStackVersion": 8,
      "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
    }
  },
  "dependencies": ["Agnostic.assets"],
  "metadata": {"/Agnostic": [{"type": "aws:cdk:stack-tags",
                              "data": [{"Key": "team", "Value": "x"}, {"Key": "zone", "Value": "b"}]}]},
  "displayName": "Agnostic"
})";

constexpr std::string_view concrete_stack = R"({
  "type": "aws:cloudformation:stack",
  "environment": "aws://123456789012/eu-west-1",
  "properties": {
    "templateFile": "Concrete.template.json",
    "terminationProtection": false,
    "validateOnSynth": false,
    "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-deploy-role-123456789012-eu-west-1",
    "cloudFormationExecutionRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1",
    "stackTemplateAssetObjectUrl": "s3://cdk-hnb659fds-assets-123456789012-eu-west-1/53fc67fd382c7f79adc1694590ea4912a1709d1c33c57481550da60ae7716435.json",
    "requiresBootstrapStackVersion": 6,
    "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version",
    "lookupRole": {
      "arn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-lookup-role-123456789012-eu-west-1",
      "requiresBootstrapStackVersion": 8,
      "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"
    },
    "stackName": "other-name"
  },
  "dependencies": ["Concrete.assets"],
  "metadata": {},
  "displayName": "Concrete"
})";

constexpr std::string_view cli_credentials_stack = R"({
  "type": "aws:cloudformation:stack",
  "environment": "aws://123456789012/eu-west-1",
  "properties": {
    "templateFile": "Cli.template.json",
    "terminationProtection": false,
    "validateOnSynth": false,
    "stackTemplateAssetObjectUrl": "s3://cdk-hnb659fds-assets-123456789012-eu-west-1/058cf307dd77b4ed3d4abf598787bbd0b76c27f3c0c50cd87fe796f87f6c21c1.json"
  },
  "dependencies": ["Cli.assets"],
  "metadata": {},
  "displayName": "Cli"
})";

constexpr std::string_view bootstrapless_stack = R"({
  "type": "aws:cloudformation:stack",
  "environment": "aws://123456789012/eu-west-1",
  "properties": {
    "templateFile": "Bootless2.template.json",
    "terminationProtection": false,
    "validateOnSynth": false,
    "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/d",
    "cloudFormationExecutionRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/e"
  },
  "metadata": {},
  "displayName": "Bootless2"
})";

TEST_F(ManifestTest, ListsAnAgnosticStackAsCdkDoes) {
  app_.add("Agnostic", Stack::Props{.tags = {{"zone", "b"}, {"team", "x"}},
                                    .termination_protection = true,
                                    .notification_arns = {"arn:aws:sns:eu-west-1:123456789012:t"}});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "69e7a0c6a00facdec1bf4107101c549a03950df8a44ef9383d53dbf825c00912";
  EXPECT_EQ(written(std::move(plan))["artifacts"]["Agnostic"], OrderedJson::parse(agnostic_stack));
}

TEST_F(ManifestTest, ListsAStackWithANameAndAnEnvironmentAsCdkDoes) {
  app_.add("Concrete", Stack::Props{.env = ireland(), .stack_name = "other-name"});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "53fc67fd382c7f79adc1694590ea4912a1709d1c33c57481550da60ae7716435";
  EXPECT_EQ(written(std::move(plan))["artifacts"]["Concrete"], OrderedJson::parse(concrete_stack));
}

TEST_F(ManifestTest, ListsAStackWithTheCallersCredentialsAsCdkDoes) {
  app_.add("Cli", Stack::Props{.env = ireland(), .synthesizer = cli_credentials_synthesizer()});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "058cf307dd77b4ed3d4abf598787bbd0b76c27f3c0c50cd87fe796f87f6c21c1";
  EXPECT_EQ(written(std::move(plan))["artifacts"]["Cli"], OrderedJson::parse(cli_credentials_stack));
}

TEST_F(ManifestTest, ListsAStackWithoutBootstrapResourcesAsCdkDoes) {
  Synthesizer synthesizer = bootstrapless_synthesizer();
  synthesizer.deploy_role_arn = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/d";
  synthesizer.cloudformation_execution_role_arn = "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/e";
  app_.add("Bootless2", Stack::Props{.env = ireland(), .synthesizer = synthesizer});
  const OrderedJson artifacts = written()["artifacts"];
  EXPECT_EQ(artifacts["Bootless2"], OrderedJson::parse(bootstrapless_stack));
  EXPECT_FALSE(artifacts.contains("Bootless2.assets"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("cdk.out/Bootless2.assets.json")));
}

TEST_F(ManifestTest, ABootstraplessStackWithoutRolesUsesTheCallersCredentials) {
  app_.add("Plain", Stack::Props{.synthesizer = bootstrapless_synthesizer()});
  const OrderedJson properties = artifact("Plain")["properties"];
  EXPECT_FALSE(properties.contains("assumeRoleArn"));
  EXPECT_FALSE(properties.contains("cloudFormationExecutionRoleArn"));
}

TEST_F(ManifestTest, AQualifierIsInEveryName) {
  Synthesizer synthesizer = default_synthesizer();
  synthesizer.qualifier = "qq";
  synthesizer.bucket_prefix = "pre/";
  synthesizer.file_assets_bucket = "my-${Qualifier}-bucket";
  app_.add("Custom", Stack::Props{.env = ireland(), .synthesizer = synthesizer});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "abc";
  const OrderedJson artifacts = written(std::move(plan))["artifacts"];
  const OrderedJson& properties = artifacts["Custom"]["properties"];
  EXPECT_EQ(properties["assumeRoleArn"],
            "arn:${AWS::Partition}:iam::123456789012:role/cdk-qq-deploy-role-123456789012-eu-west-1");
  EXPECT_EQ(properties["stackTemplateAssetObjectUrl"], "s3://my-qq-bucket/pre/abc.json");
  EXPECT_EQ(properties["bootstrapStackVersionSsmParameter"], "/cdk-bootstrap/qq/version");
  EXPECT_EQ(properties["lookupRole"]["bootstrapStackVersionSsmParameter"], "/cdk-bootstrap/qq/version");
  EXPECT_EQ(artifacts["Custom.assets"]["properties"]["bootstrapStackVersionSsmParameter"],
            "/cdk-bootstrap/qq/version");
}

TEST_F(ManifestTest, TheAssetManifestIsAnArtifactBeforeItsStack) {
  app_.add("Dep", Stack::Props{.env = ireland()});
  const OrderedJson artifacts = written()["artifacts"];
  std::vector<std::string> ids;
  for (const auto& [id, ignored] : artifacts.items()) ids.push_back(id);
  EXPECT_EQ(ids, (std::vector<std::string>{"Dep.assets", "Dep", "Tree"}));
  EXPECT_EQ(artifacts["Dep.assets"], OrderedJson::parse(R"({
    "type": "cdk:asset-manifest",
    "properties": {"file": "Dep.assets.json", "requiresBootstrapStackVersion": 6,
                   "bootstrapStackVersionSsmParameter": "/cdk-bootstrap/hnb659fds/version"}})"));
  EXPECT_EQ(artifacts["Tree"],
            OrderedJson::parse(R"({"type": "cdk:tree", "properties": {"file": "tree.json"}})"));
}

TEST_F(ManifestTest, OtherStacksComeBeforeTheStacksOwnAssets) {
  auto& first = app_.add("First", Stack::Props{});
  auto& nested = first.add("Nested", NestedStack::Props{});
  auto& second = app_.add("Second", Stack::Props{});
  app_.add("Third", Stack::Props{});
  synth::Plan plan = plan_of(app_);
  synth::StackPlan& third = *plan.stacks[3];
  third.dependencies = {&plan.of(second), &plan.of(nested), &plan.of(first)};
  // What a nested stack needs, its outermost stack waits for; and no stack waits for itself.
  plan.of(first).dependencies = {&plan.of(nested)};
  const OrderedJson artifacts = written(std::move(plan))["artifacts"];
  EXPECT_EQ(artifacts["Third"]["dependencies"], (OrderedJson{"Second", "First", "Third.assets"}));
  EXPECT_EQ(artifacts["First"]["dependencies"], (OrderedJson{"First.assets"}));
}

TEST_F(ManifestTest, TagsStandInCdksOrderAndTheLastOfAKeyWins) {
  app_.add("Tagged", Stack::Props{.tags = {{"b", "1"},
                                           {"Z", "2"},
                                           {"_x", "3"},
                                           {"a", "4"},
                                           {"10", "5"},
                                           {"A", "6"},
                                           {"9", "7"},
                                           {"b", "8"}}});
  const OrderedJson tagged = artifact("Tagged");
  EXPECT_EQ(tagged["properties"]["tags"],
            OrderedJson::parse(R"({"9":"7","10":"5","_x":"3","a":"4","A":"6","b":"8","Z":"2"})"));
  EXPECT_EQ(tagged["metadata"]["/Tagged"][0]["data"][0], OrderedJson::parse(R"({"Key":"9","Value":"7"})"));
}

TEST_F(ManifestTest, StagesHaveAssembliesOfTheirOwn) {
  auto& production = app_.add("Prod", Stage::Props{.env = ireland()});
  production.add("Svc", Stack::Props{});
  auto& inner = production.add("Inner", Stage::Props{});
  inner.add("Deep", Stack::Props{});
  app_.add("Root", Stack::Props{});

  const OrderedJson root = written();
  EXPECT_EQ(root["artifacts"].begin().key(), "assembly-Prod");
  EXPECT_EQ(root["artifacts"]["assembly-Prod"], OrderedJson::parse(R"({
    "type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod", "displayName": "Prod"}})"));

  const OrderedJson outer = file("assembly-Prod/manifest.json");
  EXPECT_EQ(outer["artifacts"]["assembly-Prod-Inner"]["properties"],
            OrderedJson::parse(R"({"directoryName": "assembly-Prod-Inner", "displayName": "Prod/Inner"})"));
  const OrderedJson& service = outer["artifacts"]["ProdSvc66695059"];
  EXPECT_EQ(service["displayName"], "Prod/Svc");
  EXPECT_EQ(service["environment"], "aws://123456789012/eu-west-1");
  EXPECT_EQ(service["properties"]["stackName"], "Prod-Svc");
  EXPECT_EQ(service["properties"]["templateFile"], "ProdSvc66695059.template.json");
  EXPECT_FALSE(outer["artifacts"].contains("Tree"));

  const std::string deepest = "assembly-Prod/assembly-Prod-Inner/";
  EXPECT_TRUE(file(deepest + "manifest.json")["artifacts"].contains("ProdInnerDeepD914BBA8"));
  EXPECT_EQ(text_of(folder_.path("cdk.out/" + deepest + "cdk.out")), R"({"version":"36.0.0"})");
  EXPECT_EQ(text_of(folder_.path("cdk.out/" + deepest + "ProdInnerDeepD914BBA8.template.json")),
            R"({"Description":"Prod/Inner/Deep"})");
}

TEST_F(ManifestTest, AStageWithoutStacksIsAnEmptyAssembly) {
  app_.add("Empty", Stage::Props{});
  written();
  EXPECT_EQ(file("assembly-Empty/manifest.json"),
            OrderedJson::parse(R"({"version":"36.0.0","artifacts":{}})"));
}

TEST_F(ManifestTest, MetadataNamesTheLogicalIdAndTheLineOfEachElement) {
  auto& stack = app_.add("Net", Stack::Props{});
  auto& queue = add_queue(stack.add("Inbox", Construct::Props{}));
  const auto line = std::to_string(queue.where().line());
  stack.add("Size", Parameter::Props{.Type = "Number"});

  const OrderedJson metadata = artifact("Net")["metadata"];
  ASSERT_EQ(metadata.size(), 2U);
  const OrderedJson& entry = metadata["/Net/Inbox/Queue"][0];
  EXPECT_EQ(entry["type"], "aws:cdk:logicalId");
  EXPECT_EQ(entry["data"], queue.logical_id());
  EXPECT_EQ(entry["trace"], OrderedJson::array({"at (assembly_support.hpp:" + line + ")"}));
  EXPECT_EQ(metadata["/Net/Size"][0]["data"], "Size");
  EXPECT_TRUE(metadata["/Net/Size"][0]["trace"][0].get<std::string>().starts_with("at (manifest.test.cpp:"));
}

TEST_F(ManifestTest, MetadataHoldsAnnotationsButNoOtherFindings) {
  auto& stack = app_.add("Net", Stack::Props{});
  auto& queue = add_queue(stack);
  stack.add_info("first");
  queue.add_warning("careful");
  queue.add_info("second");
  queue.report(
      {.severity = Severity::warning, .id = "other", .path = queue.path(), .message = "not of the author"});

  const OrderedJson metadata = artifact("Net")["metadata"];
  const auto types_of = [&](const std::string& path) {
    std::vector<std::string> types;
    for (const auto& entry : metadata[path]) types.push_back(entry["type"]);
    return types;
  };
  EXPECT_EQ(types_of("/Net"), (std::vector<std::string>{"aws:cdk:info"}));
  EXPECT_EQ(types_of("/Net/Queue"),
            (std::vector<std::string>{"aws:cdk:logicalId", "aws:cdk:warning", "aws:cdk:info"}));
  EXPECT_EQ(metadata["/Net/Queue"][1]["data"], "careful");
  EXPECT_TRUE(metadata["/Net/Queue"][1].contains("trace"));
}

/// Ids and reasons in the metadata of a construct.
std::string acknowledged_in(const OrderedJson& metadata, const std::string& path) {
  OrderedJson rules = OrderedJson::array();
  for (const auto& entry : metadata[path]) {
    if (entry["type"] == "aws:cdk:acknowledged-rules") rules.push_back(entry["data"]);
  }
  return rules.dump();
}

TEST_F(ManifestTest, MetadataHoldsWhatIsAcknowledged) {
  auto& stack = app_.add("Net", Stack::Props{});
  add_queue(stack);
  acknowledge(app_, {.id = "everywhere", .reason = "of the app"});
  acknowledge(stack, {.id = "at-the-stack", .reason = "of the stack"});
  acknowledge(stack, {.id = "at-queues", .reason = "of the queues", .resource_type = "AWS::SQS::Queue"});
  from_name<aws::sqs::Queue>(stack, "Imported", "orders");
  keep_acknowledgments_out_of_template(stack);

  const OrderedJson metadata = artifact("Net")["metadata"];
  EXPECT_EQ(acknowledged_in(metadata, "/Net"),
            R"([{"at-the-stack":"of the stack"},{"everywhere":"of the app"}])");
  EXPECT_EQ(acknowledged_in(metadata, "/Net/Queue"), R"([{"at-queues":"of the queues"}])");
  EXPECT_FALSE(metadata.contains("/Net/Imported"));
  EXPECT_TRUE(metadata["/Net"][0]["trace"][0].get<std::string>().starts_with("at (manifest.test.cpp:"));
}

TEST_F(ManifestTest, MetadataAcknowledgesForTypesWhereTheseAreNearest) {
  constexpr std::string_view type = "AWS::SQS::Queue";
  auto& stack = app_.add("Net", Stack::Props{});
  auto& group = stack.add("Group", Construct::Props{});
  add_queue(group);
  acknowledge(stack, {.id = "far-typed", .reason = "of the stack", .resource_type = type});
  acknowledge(group, {.id = "far-typed", .reason = "of the group"});
  acknowledge(stack, {.id = "near-typed", .reason = "of the stack"});
  acknowledge(group, {.id = "near-typed", .reason = "of the group", .resource_type = type});
  acknowledge(group, {.id = "twice", .reason = "of the group"});
  acknowledge(group, {.id = "twice", .reason = "of its queues", .resource_type = type});

  const OrderedJson metadata = artifact("Net")["metadata"];
  EXPECT_EQ(acknowledged_in(metadata, "/Net"), R"([{"near-typed":"of the stack"}])");
  EXPECT_EQ(acknowledged_in(metadata, "/Net/Group"),
            R"([{"far-typed":"of the group"},{"twice":"of the group"}])");
  EXPECT_EQ(acknowledged_in(metadata, "/Net/Group/Queue"), R"([{"near-typed":"of the group"}])");
}

TEST_F(ManifestTest, MetadataIncludesNestedStacksAndNoOthers) {
  auto& outer = app_.add("Outer", Stack::Props{});
  add_queue(outer.add("Nest", NestedStack::Props{}), "Inside");
  add_queue(outer.add("Sibling", Stack::Props{}), "Elsewhere");

  const OrderedJson artifacts = written()["artifacts"];
  EXPECT_EQ(artifacts["Outer"]["metadata"]["/Outer/Nest/Inside"][0]["data"], "Inside");
  EXPECT_TRUE(artifacts["Outer"]["metadata"].contains("/Outer/Nest.NestedStack/Nest.NestedStackResource"));
  EXPECT_FALSE(artifacts["Outer"]["metadata"].contains("/Outer/Sibling/Elsewhere"));
  EXPECT_EQ(artifacts.size(), 5U);  // two stacks, their assets, the tree: the nested one is none
}

// The CDK CLI lists in the order of the manifest, whatever depends on what.
TEST_F(ManifestTest, StacksStandInTheOrderOfTheirDeployment) {
  auto& firewall = app_.add("Firewall", Stack::Props{});
  app_.add("Alone", Stack::Props{});
  auto& entrance = app_.add("Entrance", Stack::Props{});
  auto& network = app_.add("Network", Stack::Props{});
  auto& nested = entrance.add("Nest", NestedStack::Props{});

  synth::Plan plan = plan_of(app_);
  // A nested stack is deployed with the stack around it.
  plan.of(firewall).dependencies = {&plan.of(nested)};
  plan.of(entrance).dependencies = {&plan.of(network)};
  const OrderedJson artifacts = written(std::move(plan))["artifacts"];
  std::vector<std::string> stacks;
  for (const auto& [id, artifact] : artifacts.items()) {
    if (artifact["type"] == "aws:cloudformation:stack") stacks.push_back(id);
  }
  EXPECT_EQ(stacks, (std::vector<std::string>{"Network", "Entrance", "Firewall", "Alone"}));
}

TEST_F(ManifestTest, MissingContextNamesTheRoleThatMayLookItUp) {
  auto& stack = app_.add("Net", Stack::Props{.env = ireland()});
  stack.availability_zones();
  stack.availability_zones();
  EXPECT_EQ(written()["missing"], OrderedJson::parse(R"([{
    "key": "availability-zones:account=123456789012:region=eu-west-1",
    "provider": "availability-zones",
    "props": {
      "account": "123456789012",
      "region": "eu-west-1",
      "lookupRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-lookup-role-123456789012-eu-west-1"
    }}])"));
}

TEST_F(ManifestTest, MissingContextOfAStageIsReportedByTheApp) {
  app_.add("Prod", Stage::Props{.env = ireland()}).add("Svc", Stack::Props{}).availability_zones();
  EXPECT_EQ(written()["missing"].size(), 1U);
}

TEST_F(ManifestTest, WithoutMissingContextThereIsNoSuchKey) {
  app_.add("Net", Stack::Props{});
  EXPECT_FALSE(written().contains("missing"));
}

struct QueryCase {
  std::vector<TextEntry> properties;
  std::string_view json;
};

TEST(Query, NamesWithDotsBecomeObjectsAndLists) {
  const QueryCase cases[] = {
      {{{"parameterName", "/a.b"}, {"region", "eu-west-1"}},
       R"({"parameterName":"/a.b","region":"eu-west-1"})"},
      {{{"filter.vpc-id", "vpc-1"}, {"returnAsymmetricSubnets", "true"}, {"filter.tag:a.b", "x"}},
       R"({"filter":{"vpc-id":"vpc-1","tag:a.b":"x"},"returnAsymmetricSubnets":true})"},
      {{{"owners.0", "amazon"}, {"filters.name.0", "al2023*"}, {"owners.1", "self"}},
       R"({"owners":["amazon","self"],"filters":{"name":["al2023*"]}})"},
      {{{"loadBalancerTags.0.key", "k"}, {"loadBalancerTags.0.value", "true"}, {"listenerPort", "443"}},
       R"({"loadBalancerTags":[{"key":"k","value":"true"}],"listenerPort":443})"},
      {{{"account", "123456789012"}}, R"({"account":"123456789012"})"},
  };
  for (const QueryCase& each : cases) {
    synth::JsonText json(0);
    synth::append_query(json, each.properties);
    EXPECT_EQ(json.view(), each.json);
  }
}

/// The older CLI refuses nulls.
void expect_no_null(const OrderedJson& json, const std::string& where) {
  EXPECT_FALSE(json.is_null()) << where;
  if (!json.is_structured()) return;
  for (const auto& [key, value] : json.items()) expect_no_null(value, where + "/" + key);
}

TEST_F(ManifestTest, HoldsOnlyWhatEveryCliReads) {
  auto& stack = app_.add("Net", Stack::Props{.env = ireland(), .tags = {{"n", "1"}}});
  stack.availability_zones();
  app_.add("Prod", Stage::Props{}).add("Svc", Stack::Props{});
  const OrderedJson manifest = written();
  EXPECT_EQ(manifest["version"], "36.0.0");
  expect_no_null(manifest, "");
  const std::vector<std::string> known = {"none", "aws:cloudformation:stack", "cdk:tree",
                                          "cdk:asset-manifest", "cdk:cloud-assembly"};
  for (const auto& [id, artifact] : manifest["artifacts"].items()) {
    EXPECT_NE(std::find(known.begin(), known.end(), artifact["type"].get<std::string>()), known.end()) << id;
  }
}

TEST_F(ManifestTest, FilesHaveTheIndentsOfCdk) {
  app_.add("Net", Stack::Props{.synthesizer = bootstrapless_synthesizer()});
  written();
  EXPECT_EQ(text_of(folder_.path("cdk.out/cdk.out")), R"({"version":"36.0.0"})");
  EXPECT_EQ(text_of(folder_.path("cdk.out/manifest.json")), R"({
  "version": "36.0.0",
  "artifacts": {
    "Net": {
      "type": "aws:cloudformation:stack",
      "environment": "aws://unknown-account/unknown-region",
      "properties": {
        "templateFile": "Net.template.json",
        "terminationProtection": false,
        "validateOnSynth": false
      },
      "metadata": {},
      "displayName": "Net"
    },
    "Tree": {
      "type": "cdk:tree",
      "properties": {
        "file": "tree.json"
      }
    }
  }
})");
}

TEST_F(ManifestTest, TemplatesAreWrittenAsTheyAre) {
  app_.add("Net", Stack::Props{.template_file = "templates/net.json"});
  synth::Plan plan = plan_of(app_);
  plan.format = TemplateFormat::yaml;
  EXPECT_EQ(written(std::move(plan))["artifacts"]["Net"]["properties"]["templateFile"], "templates/net.json");
  EXPECT_EQ(text_of(folder_.path("cdk.out/templates/net.json")), "{\"Description\":\"Net\"}");
  EXPECT_EQ(text_of(folder_.path("cdk.out/templates/net.yaml")), "Description: Net\n");
}

TEST_F(ManifestTest, TheBytesDoNotDependOnFolderOrThreads) {
  for (const char* id : {"A", "B", "C"}) add_queue(app_.add(id, Stack::Props{}));
  synth::Plan one = plan_of(app_);
  one.threads = 1;
  synth::Plan many = plan_of(app_);
  many.threads = 8;
  testing_support::write_assembly(one, folder_.path("one"));
  testing_support::write_assembly(many, folder_.path("deeper/other"));
  EXPECT_EQ(testing_support::snapshot(folder_.path("one")),
            testing_support::snapshot(folder_.path("deeper/other")));
}

// --- tree.json
// -------------------------------------------------------------------------------------------------------

class CustomConstruct : public Construct {
 public:
  struct Props {
    using Of = CustomConstruct;
  };
  CustomConstruct(const Scope& scope, const Props& /*props*/) : Construct(scope) {}
};

TEST_F(ManifestTest, TheTreeShowsEveryConstruct) {
  auto& stack = app_.add("Net", Stack::Props{});
  const auto& queue = add_queue(stack.add("Group", CustomConstruct::Props{}));
  written();
  const std::string info = R"(","version":")" + std::string(version) + R"("})";
  std::string expected =
      R"({"version":"tree-0.1","tree":{"id":"App","path":"","constructInfo":{"fqn":"tenon.App)";
  expected += info + R"(,"children":{"Net":{"id":"Net","path":"Net","constructInfo":{"fqn":"tenon.Stack)";
  expected += info + R"(,"children":{"Group":{"id":"Group","path":"Net/Group",)";
  expected += R"("constructInfo":{"fqn":"tenon.CustomConstruct)" + info;
  expected += R"(,"children":{"Queue":{"id":"Queue","path":"Net/Group/Queue",)";
  expected += R"("constructInfo":{"fqn":"tenon.Resource)" + info;
  expected += R"(,"attributes":{"aws:cdk:cloudformation:type":"AWS::SQS::Queue",)";
  expected += R"("aws:cdk:cloudformation:logicalId":")" + queue.logical_id() + R"("}}}}}}}}})";
  EXPECT_EQ(text_of(folder_.path("cdk.out/tree.json")), expected);
}

TEST_F(ManifestTest, TheTreeShowsTheVersionOfEachLibrary) {
  auto& stack = app_.add("Net", Stack::Props{});
  add_queue(stack);
  stack.add("Plain", other_team::Plain::Props{});
  stack.add("Versioned", other_team::Versioned::Props{});
  written();
  const OrderedJson below = file("tree.json")["tree"]["children"]["Net"]["children"];
  const auto shown = [&](std::string_view id) { return below[std::string(id)]["constructInfo"].dump(); };
  EXPECT_EQ(shown("Queue"), R"({"fqn":"tenon.Resource","version":")" + std::string(version) + R"("})");
  EXPECT_EQ(shown("Plain"), R"({"fqn":"other_team.Plain","version":"0.0.0"})");
  EXPECT_EQ(shown("Versioned"), R"({"fqn":"other_team.Versioned","version":"1.4.0"})");
}

struct ClassNameCase {
  std::string_view mangled;
  std::string_view dotted;
};

TEST(ClassName, IsReadFromTheMangledName) {
  const ClassNameCase cases[] = {
      {"N5tenon5StackE", "tenon.Stack"},
      {"N5tenon2v05StackE", "tenon.Stack"},
      {"N5tenon3aws3sqs5QueueE", "tenon.aws.sqs.Queue"},
      {"11OrdersStack", "OrdersStack"},
      {"N12_GLOBAL__N_111OrdersStackE", "OrdersStack"},
      {"N4team12_GLOBAL__N_15StackE", "team.Stack"},
      {"N4team2v15StackE", "team.v1.Stack"},
      {"Z4mainE5Local", ""},
      {"N4team8TemplateIiEE", ""},
      {"St6vectorIiSaIiEE", ""},
      {"99Short", ""},
      {"", ""},
  };
  for (const auto& [mangled, dotted] : cases) EXPECT_EQ(synth::dotted_class_name(mangled), dotted) << mangled;
}

TEST(ClassName, ALocalClassIsAConstruct) {
  class Local : public Construct {
   public:
    explicit Local(const Scope& scope) : Construct(scope) {}
  };
  App app;
  const auto& local =
      app.add_with("Local", [](const Scope& scope) { return std::make_unique<Local>(scope); });
  EXPECT_EQ(synth::class_name(local), "tenon.Construct");
  EXPECT_EQ(synth::class_name(app), "tenon.App");
}

}  // namespace
}  // namespace tenon
