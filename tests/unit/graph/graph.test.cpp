#include "tenon/graph/graph.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace tenon {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using Lines = std::vector<std::string>;

Resource& thing(Construct& scope, std::string_view id, std::string_view type,
                const Value<Json>& properties = {}) {
  return scope.add(id, Resource::Props{.Type = type, .Properties = properties});
}

/// A construct as the library's are: its resource is called "Resource".
Construct& construct(Construct& scope, std::string_view id, std::string_view type,
                     const Value<Json>& properties = {}) {
  auto& made = scope.add(id, Construct::Props{});
  thing(made, "Resource", type, properties);
  return made;
}

Resource& resource_of(const Construct& construct) {
  return static_cast<Resource&>(*construct.find_child("Resource"));
}

Value<Json> arn_of(const Construct& construct) { return resource_of(construct).get_att("Arn"); }

Value<Json> allow(const Value<Json>& actions, const Value<Json>& resource) {
  return json::object(
      {{"Statement",
        json::array({json::object({{"Effect", "Allow"}, {"Action", actions}, {"Resource", resource}})})}});
}

/// A function under a role of its own, which stands beside it.
struct Function {
  Construct& role;
  Construct& function;

  Function(Construct& scope, const std::string& id, const Value<Json>& more = {})
      : role(construct(scope, id + "Role", "AWS::IAM::Role")),
        function(construct(scope, id, "AWS::Lambda::Function", properties(more))) {}

  Value<Json> properties(const Value<Json>& more) const {
    if (!more.is_set()) return json::object({{"Role", arn_of(role)}});
    return json::object({{"Role", arn_of(role)}, {"Environment", more}});
  }
  void may(const Value<Json>& actions, const Value<Json>& resource) const {
    thing(role, "Policy" + std::to_string(role.children().size()), "AWS::IAM::Policy",
          json::object({{"PolicyDocument", allow(actions, resource)},
                        {"Roles", json::array({resource_of(role).any_ref()})}}));
  }
};

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    lines.emplace_back(line);
  }
  return lines;
}

std::string mermaid(App& app, std::int64_t depth = 2) { return graph_text(app, {.depth = depth}).value(); }

/// The picture without its legend and colors.
Lines drawn(App& app, std::int64_t depth = 2) {
  Lines drawn;
  for (const std::string& line : lines_of(mermaid(app, depth))) {
    if (line.starts_with("subgraph legend") || line.starts_with("classDef")) break;
    if (!line.starts_with("flowchart")) drawn.push_back(line);
  }
  return drawn;
}

Lines edges(App& app, std::int64_t depth = 2) {
  Lines edges;
  for (const std::string& line : drawn(app, depth)) {
    for (const char* arrow : {" -.-> ", " -.->|", " --> ", " -->|", " ==> ", " ==>|", " -.-o "}) {
      if (line.find(arrow) != line.npos) edges.push_back(line);
    }
  }
  return edges;
}

/// What stands in the boxes.
Lines boxes(App& app, std::int64_t depth = 2) {
  Lines boxes;
  for (const std::string& line : drawn(app, depth)) {
    const auto start = line.find("[\"<b>");
    if (start != line.npos) boxes.push_back(line.substr(start + 2, line.rfind("\"]") - start - 2));
  }
  return boxes;
}

struct GraphTest : ::testing::Test {
  App app;
  Stack& stack = app.add("Shop", Stack::Props{});
};

// --- What is drawn ---

TEST_F(GraphTest, AStackIsAFrameAndWhatStandsDirectlyInItAreNodesWithTheirServices) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  thing(stack, "Mail", "AWS::SQS::Queue", json::object({{"Name", resource_of(table).any_ref()}}));
  EXPECT_EQ(mermaid(app), R"(flowchart TB
  subgraph Shop["Shop"]
    Shop_Orders["<b>Orders</b><br/>DynamoDB"]:::database
    Shop_Mail["<b>Mail</b><br/>SQS"]:::integration
  end
  Shop_Mail -.-> Shop_Orders
  subgraph legend["Legend"]
    direction LR
    legend_0(( ))
    legend_0 -.->|"refers to"| legend_1(( ))
  end
  classDef database fill:#e2e9fb,stroke:#4a6fd0,color:#1f2328
  classDef integration fill:#fbe3ee,stroke:#c9487f,color:#1f2328
)");
}

TEST_F(GraphTest, DotSaysTheSame) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  thing(stack, "Mail", "AWS::SQS::Queue", json::object({{"Name", resource_of(table).any_ref()}}));
  const std::string dot = graph_text(app, {.format = GraphFormat::dot}).value();
  EXPECT_THAT(dot, StartsWith("digraph architecture {\n"));
  const Lines lines = lines_of(dot);
  EXPECT_THAT(lines, Contains("subgraph \"cluster_Shop\" {"));
  EXPECT_THAT(lines,
              Contains(R"("Shop/Orders" [label=<<b>Orders</b><br/><font point-size="11" color="#4b5560">)"
                       R"(DynamoDB</font>>, class="database", fillcolor="#e2e9fb", color="#4a6fd0"])"));
  EXPECT_THAT(lines, Contains(StartsWith(R"("Shop/Mail" -> "Shop/Orders" [color="#8a939d", style=dashed)")));
  EXPECT_THAT(dot, HasSubstr("</font>&#160;refers to"));
}

TEST_F(GraphTest, ATypeWithAServiceOfItsOwnHasThat) {
  thing(stack, "Machine", "AWS::EC2::Instance");
  thing(stack, "Network", "AWS::EC2::VPC");
  thing(stack, "Link", "AWS::ApiGatewayV2::VpcLink");
  thing(stack, "Proxy", "AWS::RDS::DBProxy");
  EXPECT_THAT(boxes(app), ElementsAre("<b>Machine</b><br/>EC2", "<b>Network</b><br/>VPC",
                                      "<b>Link</b><br/>VPC link", "<b>Proxy</b><br/>RDS Proxy"));
}

TEST_F(GraphTest, OfOtherServicesTheTypeSaysItself) {
  thing(stack, "New", "AWS::Brandnew::Thing");
  thing(stack, "Foreign", "Acme::Cloud::Thing");
  EXPECT_THAT(boxes(app), ElementsAre("<b>New</b><br/>Brandnew", "<b>Foreign</b><br/>Acme"));
}

TEST_F(GraphTest, WhatIsNoResourceIsNotDrawn) {
  auto& name = stack.add("Name", Parameter::Props{.Type = "String"});
  auto& queue = thing(stack, "Queue", "AWS::SQS::Queue", json::object({{"Name", Value<Json>(name.ref())}}));
  stack.add("Url", Output::Props{.Value = queue.any_ref()});
  EXPECT_THAT(boxes(app), ElementsAre("<b>Queue</b><br/>SQS"));
  EXPECT_THAT(edges(app), IsEmpty());
}

TEST_F(GraphTest, AConstructOfSeveralServicesNamesThem) {
  auto& backend = stack.add("Backend", Construct::Props{});
  construct(backend, "Table", "AWS::DynamoDB::Table");
  construct(backend, "Queue", "AWS::SQS::Queue");
  construct(backend, "Topic", "AWS::SNS::Topic");
  construct(backend, "Bucket", "AWS::S3::Bucket");
  construct(backend, "Log", "AWS::Logs::LogGroup");
  EXPECT_THAT(boxes(app), ElementsAre("<b>Backend</b><br/>DynamoDB, SQS, SNS +1"));
}

TEST_F(GraphTest, AStackWithoutResourcesIsANode) {
  app.add("Empty", Stack::Props{});
  thing(stack, "Queue", "AWS::SQS::Queue");
  EXPECT_THAT(boxes(app), Contains("<b>Empty</b><br/>Stack"));
}

// --- Depth ---

TEST_F(GraphTest, DepthOneDrawsStacksAndWhoNeedsWhoseValues) {
  auto& network = app.add("Network", Stack::Props{});
  auto& vpc = construct(network, "Vpc", "AWS::EC2::VPC");
  auto& later = app.add("Later", Stack::Props{});
  thing(later, "Queue", "AWS::SQS::Queue");
  later.add_stack_dependency(stack);
  thing(stack, "Group", "AWS::EC2::SecurityGroup", json::object({{"VpcId", resource_of(vpc).any_ref()}}));
  EXPECT_THAT(drawn(app, 1), ElementsAre(R"(Shop["<b>Shop</b><br/>Security group"]:::network)",
                                         R"(Network["<b>Network</b><br/>VPC"]:::network)",
                                         R"(Later["<b>Later</b><br/>SQS"]:::integration)",
                                         R"(Shop -.->|"Vpc"| Network)", "Later -.-o Shop"));
}

TEST_F(GraphTest, DepthOneLeavesOutWhatFollowsFromOtherEdges) {
  auto& first = app.add("First", Stack::Props{});
  auto& second = app.add("Second", Stack::Props{});
  auto& topic = thing(first, "Topic", "AWS::SNS::Topic");
  auto& queue = thing(second, "Queue", "AWS::SQS::Queue", json::object({{"T", topic.any_ref()}}));
  thing(stack, "Sender", "AWS::Lambda::Function",
        json::object({{"T", topic.any_ref()}, {"Q", queue.any_ref()}}));
  EXPECT_THAT(edges(app, 1), ElementsAre(R"(Shop -.->|"Queue"| Second)", R"(Second -.->|"Topic"| First)"));
}

TEST_F(GraphTest, DeeperConstructsOfSeveralThingsAreFrames) {
  auto& backend = stack.add("Backend", Construct::Props{});
  auto& table = construct(backend, "Table", "AWS::DynamoDB::Table");
  Function function(backend, "Handler");
  function.may("dynamodb:GetItem", arn_of(table));
  EXPECT_THAT(drawn(app, 2),
              ElementsAre(R"(subgraph Shop["Shop"])",
                          R"(Shop_Backend["<b>Backend</b><br/>DynamoDB, Lambda"]:::other)", "end"));
  EXPECT_THAT(drawn(app, 3),
              ElementsAre(R"(subgraph Shop["Shop"])", R"(subgraph Shop_Backend["Backend"])",
                          R"(Shop_Backend_Table["<b>Table</b><br/>DynamoDB"]:::database)",
                          R"(Shop_Backend_Handler["<b>Handler</b><br/>Lambda"]:::compute)", "end", "end",
                          R"(Shop_Backend_Handler -->|"read"| Shop_Backend_Table)"));
}

TEST_F(GraphTest, DeeperConstructsOfOneThingAreNodesUnderTheirOwnName) {
  auto& cluster = construct(stack, "Database", "AWS::RDS::DBCluster");
  for (const char* id : {"Writer", "Reader"}) {
    construct(cluster, id, "AWS::RDS::DBInstance",
              json::object({{"DBClusterIdentifier", resource_of(cluster).any_ref()}}));
  }
  construct(stack, "Old", "AWS::CloudWatch::Alarm");
  construct(stack, "Many", "AWS::CloudWatch::Alarm");
  EXPECT_THAT(
      drawn(app, 3),
      ElementsAre(R"(subgraph Shop["Shop"])", R"(Shop_Database["<b>Database</b><br/>RDS"]:::database)",
                  R"(Shop__monitors_["<b>2 alarms</b><br/>CloudWatch"]:::observability)", "end"));
}

TEST_F(GraphTest, DetailsAreDrawnFromTheirDepthOn) {
  Function function(stack, "Handler");
  construct(stack, "Log", "AWS::Logs::LogGroup");
  EXPECT_THAT(boxes(app, graph_depth_of_details - 1), ElementsAre("<b>Handler</b><br/>Lambda"));
  EXPECT_THAT(boxes(app, graph_depth_of_details),
              ElementsAre("<b>HandlerRole</b><br/>IAM role", "<b>Handler</b><br/>Lambda",
                          "<b>Log</b><br/>CloudWatch Logs"));
}

// --- Stages and nested stacks ---

TEST(GraphOfStages, StagesAndNestedStacksAreFrames) {
  App app;
  auto& stage = app.add("Prod", Stage::Props{});
  auto& stack = stage.add("Shop", Stack::Props{});
  auto& nested = stack.add("Data", NestedStack::Props{});
  auto& table = thing(nested, "Table", "AWS::DynamoDB::Table");
  thing(stack, "Handler", "AWS::Lambda::Function", json::object({{"Table", table.any_ref()}}));
  EXPECT_THAT(drawn(app), ElementsAre(R"(subgraph Prod["Prod"])", R"(subgraph Prod_Shop["Shop"])",
                                      R"(Prod_Shop_Handler["<b>Handler</b><br/>Lambda"]:::compute)",
                                      R"(subgraph Prod_Shop_Data["Data"])",
                                      R"(Prod_Shop_Data_Table["<b>Table</b><br/>DynamoDB"]:::database)",
                                      "end", "end", "end", "Prod_Shop_Handler -.-> Prod_Shop_Data_Table"));
  EXPECT_THAT(boxes(app, 1), ElementsAre("<b>Shop</b><br/>Lambda", "<b>Data</b><br/>DynamoDB"));
  EXPECT_THAT(edges(app, 1), ElementsAre(R"(Prod_Shop_2 -.->|"Table"| Prod_Shop_Data)"));
}

TEST(GraphOfRegions, StacksSayTheirRegionWhereThereAreSeveral) {
  App app;
  thing(app.add("Near", Stack::Props{.env = {.region = "eu-west-1"}}), "Queue", "AWS::SQS::Queue");
  EXPECT_THAT(mermaid(app), HasSubstr(R"(["Near"])"));
  thing(app.add("Far", Stack::Props{.env = {.region = "us-east-1"}}), "Queue", "AWS::SQS::Queue");
  EXPECT_THAT(mermaid(app), HasSubstr("[\"Far (us-east-1)\"]"));
}

// --- Edges across stacks ---

TEST_F(GraphTest, EdgesCrossStacks) {
  auto& data = app.add("Data", Stack::Props{});
  auto& table = construct(data, "Table", "AWS::DynamoDB::Table");
  const Function function(stack, "Handler");
  function.may("dynamodb:PutItem", arn_of(table));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Handler -->|"write"| Data_Table)"));
}

TEST_F(GraphTest, ManyEdgesAcrossStacksAreDrawnBetweenTheStacks) {
  auto& data = app.add("Data", Stack::Props{});
  for (int i = 0; i < 31; ++i) {
    auto& table = construct(data, "Table" + std::to_string(i), "AWS::DynamoDB::Table");
    Function(stack, "Handler" + std::to_string(i)).may("dynamodb:GetItem", arn_of(table));
  }
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop -->|"read"| Data)"));
}

TEST_F(GraphTest, TheOrderOfStacksIsDrawnWhereNothingElseSaysIt) {
  auto& data = app.add("Data", Stack::Props{});
  thing(data, "Table", "AWS::DynamoDB::Table");
  thing(stack, "Queue", "AWS::SQS::Queue");
  stack.add_stack_dependency(data);
  EXPECT_THAT(edges(app), ElementsAre("Shop -.-o Data"));
}

// --- Grants ---

TEST_F(GraphTest, ARoleOfOneUserIsPartOfItAndItsGrantsAreTheUsers) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  const Function function(stack, "Handler", resource_of(table).any_ref());
  function.may(json::array({"dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem"}), arn_of(table));
  EXPECT_THAT(boxes(app), ElementsAre("<b>Orders</b><br/>DynamoDB", "<b>Handler</b><br/>Lambda"));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Handler -->|"read, write"| Shop_Orders)"));
}

TEST_F(GraphTest, ARoleOfSeveralUsersIsDrawn) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  const Function first(stack, "First");
  first.may("dynamodb:GetItem", arn_of(table));
  construct(stack, "Second", "AWS::Lambda::Function", json::object({{"Role", arn_of(first.role)}}));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_FirstRole -->|"read"| Shop_Orders)",
                                      "Shop_First -.-> Shop_FirstRole", "Shop_Second -.-> Shop_FirstRole"));
}

TEST_F(GraphTest, DeniesAndRightsToPassRolesAreNotDrawn) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  construct(stack, "Role", "AWS::IAM::Role",
            json::object(
                {{"Policies",
                  json::array({json::object(
                      {{"PolicyDocument",
                        json::object({{"Statement", json::object({{"Effect", "Deny"},
                                                                  {"Action", "dynamodb:*"},
                                                                  {"Resource", arn_of(table)}})}})}})})}}));
  const Function other(stack, "Other");
  Function(stack, "Handler").may("iam:PassRole", arn_of(other.role));
  EXPECT_THAT(edges(app), IsEmpty());
}

TEST_F(GraphTest, InlineAndManagedPoliciesGrantAsPoliciesDo) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  construct(stack, "Inline", "AWS::IAM::Role",
            json::object({{"Policies", json::array({json::object(
                                           {{"PolicyDocument", allow("dynamodb:*", arn_of(table))}})})}}));
  auto& managed = construct(stack, "Managed", "AWS::IAM::ManagedPolicy",
                            json::object({{"PolicyDocument", allow("dynamodb:Scan", arn_of(table))}}));
  construct(stack, "Reader", "AWS::IAM::Role",
            json::object({{"ManagedPolicyArns", json::array({resource_of(managed).any_ref()})}}));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Inline -->|"everything"| Shop_Orders)",
                                      R"(Shop_Reader -->|"read"| Shop_Orders)"));
}

TEST_F(GraphTest, APolicyOfAResourceNamesWhoMay) {
  auto& queue = construct(stack, "Queue", "AWS::SQS::Queue");
  const Function function(stack, "Handler");
  auto& topic = construct(stack, "Topic", "AWS::SNS::Topic");
  const auto statement = [&](const char* key, const Value<Json>& who) {
    return json::object(
        {{"Effect", "Allow"}, {"Action", "sqs:SendMessage"}, {key, who}, {"Resource", arn_of(queue)}});
  };
  const Value<Json> statements = json::array(
      {statement("Principal", json::object({{"AWS", arn_of(function.role)}})),
       statement(
           "Condition",
           json::object({{"ArnEquals", json::object({{"aws:SourceArn", resource_of(topic).any_ref()}})}}))});
  thing(stack, "QueuePolicy", "AWS::SQS::QueuePolicy",
        json::object({{"PolicyDocument", json::object({{"Statement", statements}})},
                      {"Queues", json::array({resource_of(queue).any_ref()})}}));
  EXPECT_THAT(edges(app),
              ElementsAre(R"(Shop_Handler -->|"send"| Shop_Queue)", R"(Shop_Topic -->|"send"| Shop_Queue)"));
}

struct Allowed {
  const char* actions;  // separated by commas
  const char* label;
};

TEST_F(GraphTest, ActionsAreToldInFewWords) {
  const Allowed rows[] = {
      {"s3:GetObject,s3:ListBucket", "read"},
      {"s3:PutObject,s3:DeleteObject", "write"},
      {"s3:GetObject,s3:PutObject", "read, write"},
      {"lambda:InvokeFunction", "invoke"},
      {"sns:Publish", "publish"},
      {"sqs:ReceiveMessage,sqs:DeleteMessage,sqs:GetQueueAttributes", "receive"},
      {"states:StartExecution", "start"},
      {"*", "everything"},
      {"dynamodb:DescribeTable", "describe"},
      {"dynamodb:DescribeTable,dynamodb:PutItem", "write"},
      {"execute-api:Invoke", "invoke"},
      {"xyz:Frobnicate", "use"},
      {"xyz:Frobnicate,s3:GetObject", "read"},
      {"s3:GetObject,s3:PutObject,sns:Publish,lambda:InvokeFunction", "read, write, publish, …"},
  };
  for (const auto& [actions, label] : rows) {
    App other;
    auto& shop = other.add("Shop", Stack::Props{});
    auto& target = construct(shop, "Target", "AWS::S3::Bucket");
    std::vector<Value<Json>> list;
    std::string_view rest = actions;
    while (!rest.empty()) {
      list.emplace_back(rest.substr(0, rest.find(',')));
      rest.remove_prefix(std::min(rest.size(), list.back().text().size() + 1));
    }
    Function(shop, "Handler").may(json::array(list), arn_of(target));
    EXPECT_THAT(edges(other), ElementsAre("Shop_Handler -->|\"" + std::string(label) + "\"| Shop_Target"));
  }
}

// --- Connections ---

TEST_F(GraphTest, RulesOfSecurityGroupsConnectTheirUsers) {
  auto& clients = construct(stack, "ClientGroup", "AWS::EC2::SecurityGroup");
  auto& servers = construct(stack, "ServerGroup", "AWS::EC2::SecurityGroup");
  const auto group_id = [](Construct& group) { return resource_of(group).get_att("GroupId"); };
  construct(stack, "Service", "AWS::ECS::Service",
            json::object({{"Groups", json::array({group_id(clients)})}}));
  construct(stack, "Database", "AWS::RDS::DBCluster",
            json::object({{"Groups", json::array({group_id(servers)})}}));
  const auto rule = [&](const char* side, const char* other, Construct& own, Construct& peer) {
    return json::object({{"GroupId", group_id(own)},
                         {other, group_id(peer)},
                         {"IpProtocol", "tcp"},
                         {"FromPort", 5432},
                         {"ToPort", std::string_view(side) == "in" ? 5432 : 5433}});
  };
  thing(stack, "In", "AWS::EC2::SecurityGroupIngress", rule("in", "SourceSecurityGroupId", servers, clients));
  thing(stack, "Out", "AWS::EC2::SecurityGroupEgress",
        rule("out", "DestinationSecurityGroupId", clients, servers));
  EXPECT_THAT(boxes(app), ElementsAre("<b>Service</b><br/>ECS service", "<b>Database</b><br/>RDS"));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Service ==>|"5432, 5432-5433"| Shop_Database)"));
}

TEST_F(GraphTest, SeveralThingsSaidOfTheSameAreOneEdge) {
  auto& clients = construct(stack, "Clients", "AWS::EC2::SecurityGroup");
  auto& servers = construct(
      stack, "Servers", "AWS::EC2::SecurityGroup",
      json::object({{"SecurityGroupIngress",
                     json::array({json::object({{"SourceSecurityGroupId", resource_of(clients).any_ref()},
                                                {"IpProtocol", "-1"}})})}}));
  auto& database = construct(stack, "Database", "AWS::RDS::DBCluster",
                             json::object({{"Groups", resource_of(servers).any_ref()}}));
  const Function function(stack, "Handler",
                          json::array({resource_of(database).any_ref(), resource_of(clients).any_ref()}));
  function.may("rds-db:connect", arn_of(database));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Handler ==>|"connect · all traffic"| Shop_Database)"));
}

TEST_F(GraphTest, AGroupOfSeveralUsersIsDrawnOnlyForItsConnections) {
  auto& shared = construct(stack, "Shared", "AWS::EC2::SecurityGroup");
  for (const char* id : {"One", "Two"})
    construct(stack, id, "AWS::ECS::Service", json::object({{"G", resource_of(shared).any_ref()}}));
  EXPECT_THAT(boxes(app), ElementsAre("<b>One</b><br/>ECS service", "<b>Two</b><br/>ECS service"));
  auto& own = construct(stack, "Own", "AWS::EC2::SecurityGroup");
  construct(stack, "Cache", "AWS::ElastiCache::ReplicationGroup",
            json::object({{"G", resource_of(own).any_ref()}}));
  thing(stack, "Rule", "AWS::EC2::SecurityGroupIngress",
        json::object({{"GroupId", resource_of(own).any_ref()},
                      {"SourceSecurityGroupId", resource_of(shared).any_ref()},
                      {"IpProtocol", "udp"},
                      {"FromPort", 53},
                      {"ToPort", 53}}));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Shared ==>|"UDP 53"| Shop_Cache)", "Shop_One -.-> Shop_Shared",
                                      "Shop_Two -.-> Shop_Shared"));
}

// --- What is summarized ---

TEST_F(GraphTest, NetworksAndKeysAreToldOnTheNodes) {
  auto& vpc = construct(stack, "Network", "AWS::EC2::VPC");
  auto& subnet =
      thing(stack, "Subnet", "AWS::EC2::Subnet", json::object({{"VpcId", resource_of(vpc).any_ref()}}));
  auto& key = construct(stack, "Key", "AWS::KMS::Key");
  construct(stack, "Handler", "AWS::Lambda::Function",
            json::object({{"Subnets", json::array({subnet.any_ref()})}, {"KmsKeyArn", arn_of(key)}}));
  construct(stack, "Orders", "AWS::DynamoDB::Table", json::object({{"Key", arn_of(key)}}));
  EXPECT_THAT(boxes(app),
              ElementsAre("<b>Network</b><br/>VPC", "<b>Key</b><br/>KMS key<br/>for 2",
                          "<b>Handler</b><br/>Lambda<br/>in Network", "<b>Orders</b><br/>DynamoDB"));
  EXPECT_THAT(edges(app), IsEmpty());
}

TEST_F(GraphTest, AlarmsAndDashboardsOfAStackAreOneNodeThatNotifies) {
  auto& topic = construct(stack, "Alerts", "AWS::SNS::Topic");
  auto& queue = construct(stack, "Queue", "AWS::SQS::Queue");
  for (const char* id : {"Old", "Many"}) {
    construct(stack, id, "AWS::CloudWatch::Alarm",
              json::object({{"AlarmActions", json::array({resource_of(topic).any_ref()})},
                            {"Dimensions", resource_of(queue).get_att("QueueName")}}));
  }
  construct(stack, "Board", "AWS::CloudWatch::Dashboard");
  EXPECT_THAT(boxes(app), ElementsAre("<b>Alerts</b><br/>SNS", "<b>Queue</b><br/>SQS",
                                      "<b>2 alarms, 1 dashboard</b><br/>CloudWatch"));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop__monitors_ -.->|"notify"| Shop_Alerts)"));
}

TEST_F(GraphTest, ManyQueuesForFailuresAreToldOnTheirSources) {
  const auto add = [](Stack& to, int count) {
    for (int i = 0; i < count; ++i) {
      auto& queue = construct(to, "Failed" + std::to_string(i), "AWS::SQS::Queue");
      construct(to, "Handler" + std::to_string(i), "AWS::Lambda::Function",
                json::object({{"DeadLetterConfig", json::object({{"TargetArn", arn_of(queue)}})}}));
    }
  };
  add(stack, 3);
  EXPECT_THAT(edges(app), Contains(R"(Shop_Handler0 -.->|"failures"| Shop_Failed0)"));
  App many;
  add(many.add("Shop", Stack::Props{}), 4);
  EXPECT_THAT(boxes(many), Not(Contains(HasSubstr("Failed"))));
  EXPECT_THAT(boxes(many), Contains("<b>Handler3</b><br/>Lambda<br/>failures to SQS"));
}

TEST_F(GraphTest, ManySourcesOfLogsAreCounted) {
  auto& logs = construct(stack, "Logs", "AWS::S3::Bucket");
  for (int i = 0; i < 4; ++i) {
    construct(stack, "Bucket" + std::to_string(i), "AWS::S3::Bucket",
              json::object({{"LoggingConfiguration", resource_of(logs).any_ref()}}));
  }
  EXPECT_THAT(edges(app), IsEmpty());
  EXPECT_THAT(boxes(app), Contains("<b>Logs</b><br/>S3<br/>logs of 4"));
}

// --- Folding and directions ---

TEST_F(GraphTest, WhatBelongsToSomethingIsPartOfIt) {
  auto& api = construct(stack, "Api", "AWS::ApiGateway::RestApi");
  const Function function(stack, "Handler");
  thing(stack, "Method", "AWS::ApiGateway::Method",
        json::object({{"RestApiId", resource_of(api).any_ref()},
                      {"Integration", json::object({{"Uri", arn_of(function.function)}})}}));
  thing(
      stack, "Permission", "AWS::Lambda::Permission",
      json::object({{"FunctionName", arn_of(function.function)}, {"SourceArn", resource_of(api).any_ref()}}));
  EXPECT_THAT(boxes(app), ElementsAre("<b>Api</b><br/>API Gateway", "<b>Handler</b><br/>Lambda"));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Api -.->|"invoke"| Shop_Handler)"));
}

TEST_F(GraphTest, TargetsOfALoadBalancerAreOfTheService) {
  auto& balancer = construct(stack, "Balancer", "AWS::ElasticLoadBalancingV2::LoadBalancer");
  auto& targets = construct(stack, "Targets", "AWS::ElasticLoadBalancingV2::TargetGroup");
  construct(balancer, "Listener", "AWS::ElasticLoadBalancingV2::Listener",
            json::object({{"LoadBalancerArn", resource_of(balancer).any_ref()},
                          {"DefaultActions", resource_of(targets).any_ref()}}));
  construct(stack, "Service", "AWS::ECS::Service",
            json::object({{"LoadBalancers", resource_of(targets).any_ref()}}));
  EXPECT_THAT(boxes(app), ElementsAre("<b>Balancer</b><br/>Load balancer", "<b>Service</b><br/>ECS service"));
  EXPECT_THAT(edges(app), ElementsAre("Shop_Balancer -.-> Shop_Service"));
}

TEST_F(GraphTest, WhatOnlySomethingNotDrawnUsesIsNotDrawn) {
  auto& role = construct(stack, "LogRole", "AWS::IAM::Role");
  thing(stack, "Account", "AWS::ApiGateway::Account", json::object({{"CloudWatchRoleArn", arn_of(role)}}));
  construct(stack, "Unused", "AWS::IAM::Role");
  EXPECT_THAT(boxes(app), ElementsAre("<b>Unused</b><br/>IAM role"));
}

TEST_F(GraphTest, LogGroupsAreNoEdges) {
  auto& log = construct(stack, "Log", "AWS::Logs::LogGroup");
  construct(stack, "Writer", "AWS::Lambda::Function",
            json::object({{"LoggingConfig", resource_of(log).any_ref()}}));
  Function(stack, "Reader").may("logs:GetLogEvents", arn_of(log));
  EXPECT_THAT(edges(app), IsEmpty());
}

TEST_F(GraphTest, WhatStandsInsideAPropertyMayMeanSomethingElse) {
  auto& queue = construct(stack, "Failed", "AWS::SQS::Queue");
  const Function function(stack, "Handler");
  construct(
      stack, "Daily", "AWS::Events::Rule",
      json::object({{"Targets", json::array({json::object(
                                    {{"Arn", arn_of(function.function)},
                                     {"DeadLetterConfig", json::object({{"Arn", arn_of(queue)}})}})})}}));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Daily -.->|"failures"| Shop_Failed)",
                                      R"(Shop_Daily -.->|"trigger"| Shop_Handler)"));
}

TEST_F(GraphTest, EventsComeFromTheirSourceAndReadingThemIsImplied) {
  auto& stream = construct(stack, "Stream", "AWS::Kinesis::Stream");
  const Function function(stack, "Handler");
  thing(function.function, "Source", "AWS::Lambda::EventSourceMapping",
        json::object({{"EventSourceArn", arn_of(stream)}, {"FunctionName", arn_of(function.function)}}));
  function.may("kinesis:GetRecords", arn_of(stream));
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Stream -.->|"events"| Shop_Handler)"));
}

TEST_F(GraphTest, AReferenceThatAnotherWaySaysIsNotDrawn) {
  auto& cluster = construct(stack, "Cluster", "AWS::ECS::Cluster");
  auto& service = construct(stack, "Service", "AWS::ECS::Service", json::object({{"C", arn_of(cluster)}}));
  construct(stack, "Pipeline", "AWS::CodePipeline::Pipeline",
            json::object({{"C", arn_of(cluster)}, {"S", arn_of(service)}}));
  EXPECT_THAT(edges(app), ElementsAre("Shop_Service -.-> Shop_Cluster", "Shop_Pipeline -.-> Shop_Service"));
}

TEST_F(GraphTest, LogicalIdsInTextsAreReferencesToo) {
  thing(stack, "Queue", "AWS::SQS::Queue");
  thing(stack, "Topic", "AWS::SNS::Topic");
  thing(stack, "Handler", "AWS::Lambda::Function",
        json::object({{"A", Value<Json>(sub("${Queue.Arn}"))}, {"B", json::object({{"Ref", "Topic"}})}}));
  EXPECT_THAT(edges(app), Contains("Shop_Handler -.-> Shop_Queue"));
}

TEST_F(GraphTest, WhatOverridesSayCounts) {
  auto& queue = thing(stack, "Queue", "AWS::SQS::Queue");
  thing(stack, "Handler", "AWS::Lambda::Function")
      .add_property_override("DeadLetterConfig.TargetArn", queue.any_ref());
  EXPECT_THAT(edges(app), ElementsAre(R"(Shop_Handler -.->|"failures"| Shop_Queue)"));
}

// --- Texts ---

TEST(GraphOfOddIds, AreEscapedAndStayApart) {
  App app;
  auto& stack = app.add("end", Stack::Props{});
  auto& first = thing(stack, "a\"b<c>&#d", "AWS::SQS::Queue");
  thing(stack, "a'b<c>&#d", "AWS::SQS::Queue", json::object({{"Q", first.any_ref()}}))
      .override_logical_id("Other");
  EXPECT_THAT(drawn(app),
              ElementsAre(R"(subgraph end_["end"])",
                          R"(end_a_b_c___d["<b>a#34;b#60;c#62;#38;#35;d</b><br/>SQS"]:::integration)",
                          R"(end_a_b_c___d_2["<b>a'b#60;c#62;#38;#35;d</b><br/>SQS"]:::integration)", "end",
                          "end_a_b_c___d_2 -.-> end_a_b_c___d"));
  const std::string dot = graph_text(app, {.format = GraphFormat::dot}).value();
  EXPECT_THAT(dot, HasSubstr(R"("end/a\"b<c>&#d" [label=<<b>a&quot;b&lt;c&gt;&amp;#d</b>)"));
}

TEST_F(GraphTest, DotBreaksLongIdsAtTheirWordsAndServicesAtBlanks) {
  auto& everything = stack.add("TheWholeApplicationWithItsData", Construct::Props{});
  construct(everything, "Users", "AWS::Cognito::UserPool");
  construct(everything, "Build", "AWS::CodeBuild::Project");
  EXPECT_THAT(graph_text(app, {.format = GraphFormat::dot}).value(),
              HasSubstr("[label=<<b>TheWholeApplicationWith</b><br/><b>ItsData</b><br/>"
                        "<font point-size=\"11\" color=\"#4b5560\">Cognito user pool, </font><br/>"
                        "<font point-size=\"11\" color=\"#4b5560\">CodeBuild</font>>"));
}

TEST_F(GraphTest, TheSameAppGivesTheSameBytes) {
  auto& table = construct(stack, "Orders", "AWS::DynamoDB::Table");
  for (int i = 0; i < 20; ++i) {
    const Function function(stack, "Handler" + std::to_string(i), resource_of(table).any_ref());
    function.may(json::array({"dynamodb:PutItem", "dynamodb:GetItem"}), arn_of(table));
  }
  for (const GraphFormat format : {GraphFormat::mermaid, GraphFormat::dot}) {
    const auto first = graph_text(app, {.format = format});
    EXPECT_EQ(graph_text(app, {.format = format}), first);
  }
}

TEST_F(GraphTest, AnAppWithErrorsHasNoPicture) {
  thing(stack, "Queue", "AWS::SQS::Queue");
  stack.add_error("the queue has no consumer");
  EXPECT_EQ(graph_text(app), std::nullopt);
  EXPECT_EQ(app.diagnostics().size(), 1U);
}

// --- Graphviz ---

/// A folder of programs in front of the PATH, or instead of it.
class GraphvizTest : public GraphTest {
 protected:
  GraphvizTest() { thing(stack, "Queue", "AWS::SQS::Queue"); }
  ~GraphvizTest() override {
    setenv("PATH", path_.c_str(), 1);
    fs::remove_all(folder_);
  }

  /// Makes a program `dot` of this shell script all that there is.
  void only_dot(const std::string& script) const {
    fs::create_directories(folder_);
    std::ofstream(folder_ / "dot") << "#!/bin/sh\n" << script << '\n';
    fs::permissions(folder_ / "dot", fs::perms::owner_all);
    setenv("PATH", folder_.c_str(), 1);
  }

  std::string failure() {
    try {
      graph_text(app, {.format = GraphFormat::svg});
    } catch (const Error& error) {
      return std::string(error.id()) + ": " + error.what();
    }
    return "none";
  }

 private:
  std::string path_ = getenv("PATH");
  fs::path folder_ =
      fs::path(::testing::TempDir()) / ("tenon-graph-" + std::to_string(getpid()) + "-" +
                                        ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(GraphvizTest, IsGivenTheDotAndItsPictureIsHandedOnWithColorsForDarkPages) {
  only_dot(
      "echo \"<svg $1>\"; while read -r line; do case $line in digraph*) echo \"<!-- $line -->\";; esac; "
      "done; echo '</svg>'");
  const std::string svg = graph_text(app, {.format = GraphFormat::svg}).value();
  EXPECT_THAT(svg, StartsWith("<svg -Tsvg>\n<style>\n@media (prefers-color-scheme: dark)"));
  EXPECT_THAT(svg, HasSubstr("</style>\n<!-- digraph architecture { -->\n</svg>\n"));
}

TEST_F(GraphvizTest, ThatIsMissingIsSaidSo) {
  setenv("PATH", "/nowhere", 1);
  EXPECT_THAT(failure(), AllOf(StartsWith("graphviz-not-found: "), HasSubstr("'dot' is not in the PATH")));
}

TEST_F(GraphvizTest, ThatFailsIsQuoted) {
  only_dot("echo 'Error: trouble' >&2; echo more >&2; exit 3");
  EXPECT_EQ(failure(), "graphviz-failed: Graphviz's program 'dot' ended with exit code 3: Error: trouble");
  only_dot("kill -9 $$");
  EXPECT_EQ(failure(), "graphviz-failed: Graphviz's program 'dot' was ended by signal 9");
  only_dot("exit 0");
  EXPECT_EQ(failure(), "graphviz-failed: Graphviz's program 'dot' has drawn no SVG");
}

}  // namespace
}  // namespace tenon
