#include "tenon/config/load.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <boost/hana/adapt_struct.hpp>
#include <boost/hana/define_struct.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../../../src/config/document.hpp"
#include "../construct/asset_tree.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/arn.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/json.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/region.hpp"

namespace shop {

enum class Tier { small, large };
constexpr auto spellings(Tier) {
  return std::array{tenon::Spelling{"small", Tier::small}, tenon::Spelling{"large", Tier::large}};
}

using Limits = std::map<std::string, int>;
using Labels = std::vector<std::pair<std::string, std::string>>;

struct Network {
  BOOST_HANA_DEFINE_STRUCT(Network, (tenon::Cidr, cidr), (std::vector<tenon::Cidr>, subnets));
};

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (std::string, name), (tenon::AccountId, account), (tenon::Region, region),
                           (Network, network), (std::vector<Network>, peers), (tenon::Port, port),
                           (tenon::Duration, timeout), (tenon::Arn, role), (Tier, tier), (bool, enabled),
                           (std::int8_t, weight), (std::uint64_t, quota), (double, ratio),
                           (std::optional<std::string>, owner), (tenon::Optional<tenon::Region>, replica),
                           (Limits, limits), (Labels, labels), (std::vector<tenon::TextEntry>, tags));
};

// A struct as it is usually written, with Hana's names beside it.
struct Service {
  std::string name;
  int memory;
  std::optional<int> timeout;
};
struct Numbers {
  BOOST_HANA_DEFINE_STRUCT(Numbers, (std::uint8_t, small), (double, ratio));
};
struct Pair {
  int first;
  int second;
};

// What no type says of them is checked.
struct Capacity {
  int least;
  int most;
};
void check(const Capacity& capacity, const tenon::ConfigPlace& at) {
  if (capacity.most < capacity.least) (at / "most").refuse("least or more");
}

struct Cluster {
  std::string name;
  Capacity capacity;
  std::vector<Capacity> reserves;
  std::map<std::string, Capacity> zones;
  std::optional<std::string> owner;
};
void check(const Cluster& cluster, const tenon::ConfigPlace& at) {
  if (cluster.name == "default") (at / "name").refuse("another name");
  if (cluster.reserves.empty()) (at / "reserves").refuse("a reserve or more");
  if (cluster.zones.contains("a/b")) (at / "zones" / "a/b").refuse("names without a slash");
  if (cluster.name == "shared" && !cluster.owner) (at / "owner").refuse("somebody, as all use it");
  if (cluster.name == "whole") at.refuse("another cluster");
  for (std::size_t i = 0; i < cluster.reserves.size(); ++i) {
    const tenon::ConfigPlace here = at / "reserves" / i;
    if (cluster.reserves[i].most > 100) (here / "most").refuse("up to 100, unlike " + here.pointer());
  }
}

}  // namespace shop

BOOST_HANA_ADAPT_STRUCT(shop::Service, name, memory, timeout);
BOOST_HANA_ADAPT_STRUCT(shop::Pair, second, first);
BOOST_HANA_ADAPT_STRUCT(shop::Capacity, least, most);
BOOST_HANA_ADAPT_STRUCT(shop::Cluster, name, capacity, reserves, zones, owner);

namespace {

using shop::Config;
using shop::Service;
using ::testing::ElementsAre;
using ::testing::Pair;

/// The file as text where the project's own errors name it by "FILE".
class LoadTest : public ::testing::Test {
 protected:
  std::string file(std::string_view name, std::string_view text) const {
    folder_.file(name, text);
    return folder_.path(name);
  }

  template <class T>
  std::string error_of(const std::string& path) const {
    try {
      static_cast<void>(tenon::load<T>(path));
    } catch (const tenon::Error& error) {
      EXPECT_EQ(error.id(), "invalid-configuration");
      std::string text = error.what();
      for (auto at = text.find(path); at != std::string::npos; at = text.find(path)) {
        text.replace(at, path.size(), "FILE");
      }
      return text;
    }
    return "no error";
  }

  tenon::testing_support::AssetTree folder_;
};

constexpr std::string_view whole_json = R"({
  "name": "shop",
  "account": "012345678901",
  "region": "eu-west-1",
  "network": {"cidr": "10.0.0.0/16", "subnets": ["10.0.0.0/24", "10.0.1.0/24"]},
  "peers": [{"cidr": "10.1.0.0/16", "subnets": []}],
  "port": 8443,
  "timeout": "PT5M",
  "role": "arn:aws:iam::123456789012:role/deploy",
  "tier": "large",
  "enabled": true,
  "weight": -128,
  "quota": 18446744073709551615,
  "ratio": 2.5e-1,
  "replica": "eu-central-1",
  "limits": {"b": 2, "a": 1},
  "labels": {"zone": "b", "area": "a"},
  "tags": {"team": "shop", "cost": "42"}
})";

constexpr std::string_view whole_yaml = R"(
name: shop
account: 012345678901
region: eu-west-1
network: {cidr: 10.0.0.0/16, subnets: [10.0.0.0/24, 10.0.1.0/24]}
peers:
  - cidr: 10.1.0.0/16
    subnets: []
port: 8443
timeout: PT5M
role: arn:aws:iam::123456789012:role/deploy
tier: large
enabled: true
weight: -128
quota: 18446744073709551615
ratio: 2.5e-1
owner: ~
replica: eu-central-1
limits: {b: 2, a: 1}
labels:
  zone: b
  area: a
tags:
  team: shop
  cost: 42
)";

void expect_whole(const Config& config) {
  EXPECT_EQ(config.name, "shop");
  EXPECT_EQ(config.account, tenon::AccountId("012345678901"));
  EXPECT_EQ(config.region, tenon::Region("eu-west-1"));
  EXPECT_EQ(config.network.cidr, tenon::Cidr("10.0.0.0/16"));
  EXPECT_THAT(config.network.subnets, ElementsAre(tenon::Cidr("10.0.0.0/24"), tenon::Cidr("10.0.1.0/24")));
  ASSERT_EQ(config.peers.size(), 1U);
  EXPECT_EQ(config.peers[0].cidr, tenon::Cidr("10.1.0.0/16"));
  EXPECT_EQ(config.port, tenon::Port(8443));
  EXPECT_EQ(config.timeout, tenon::Duration::minutes(5));
  EXPECT_EQ(config.role.resource(), "role/deploy");
  EXPECT_EQ(config.tier, shop::Tier::large);
  EXPECT_TRUE(config.enabled);
  EXPECT_EQ(config.weight, -128);
  EXPECT_EQ(config.quota, 18446744073709551615U);
  EXPECT_EQ(config.ratio, 0.25);
  EXPECT_FALSE(config.owner.has_value());
  EXPECT_EQ(config.replica, tenon::Region("eu-central-1"));
  EXPECT_THAT(config.limits, ElementsAre(Pair("a", 1), Pair("b", 2)));
  EXPECT_THAT(config.labels, ElementsAre(Pair("zone", "b"), Pair("area", "a")));
  ASSERT_EQ(config.tags.size(), 2U);
  EXPECT_EQ(config.tags[1].key, "cost");
  EXPECT_EQ(config.tags[1].value, "42");
}

TEST_F(LoadTest, ReadsEveryKindOfMemberFromJson) {
  expect_whole(tenon::load<Config>(file("a.json", whole_json)));
}

TEST_F(LoadTest, ReadsTheSameFromYaml) {
  expect_whole(tenon::load<Config>(file("a.yaml", whole_yaml)));
  expect_whole(tenon::load<Config>(file("a.yml", whole_json)));
}

TEST_F(LoadTest, ReadsAnAdaptedStruct) {
  const auto service =
      tenon::load<Service>(file("a.json", R"({"memory": 512, "name": "api", "timeout": null})"));
  EXPECT_EQ(service.name, "api");
  EXPECT_EQ(service.memory, 512);
  EXPECT_FALSE(service.timeout.has_value());
}

TEST_F(LoadTest, TakesWhatTheFileLeavesOutFromTheOtherConfiguration) {
  const auto base = tenon::load<Config>(file("base.json", whole_json));
  const auto config = tenon::load(
      file("prod.yaml", "{name: prod, network: {cidr: 10.9.0.0/16}, replica: null, limits: {c: 3}}"), base);
  EXPECT_EQ(config.name, "prod");
  EXPECT_EQ(config.account, base.account);
  EXPECT_EQ(config.network.cidr, tenon::Cidr("10.9.0.0/16"));
  EXPECT_EQ(config.network.subnets, base.network.subnets);
  EXPECT_FALSE(config.replica.has_value());
  EXPECT_THAT(config.limits, ElementsAre(Pair("c", 3)));
  EXPECT_EQ(config.labels, base.labels);
}

TEST_F(LoadTest, ReportsEverythingThatIsWrongTogether) {
  const std::string path = file("prod.json", R"({
  "name": 5,
  "acount": "012345678901",
  "region": "eu-wset-1",
  "network": {"cidr": "10.0.0.1/16", "subnets": ["10.0.0.0/24", 7]},
  "peers": [
    {"cidr": "10.1.0.0/16",
     "subnets": {}}
  ],
  "port": 65536,
  "timeout": "5m",
  "role": "",
  "tier": "medium",
  "enabled": "true",
  "weight": 128,
  "quota": -1,
  "ratio": "1",
  "owner": [],
  "limits": {"a": "1"},
  "labels": [],
  "tags": {},
  "a/b": 1
})");
  EXPECT_EQ(
      error_of<Config>(path),
      "FILE:1: /account: missing; allowed: the twelve digits of an AWS account, without hyphens\n"
      "FILE:2: /name: got 5; allowed: a text\n"
      "FILE:3: /acount: unknown field; did you mean account?\n"
      "FILE:4: /region: got \"eu-wset-1\"; allowed: the code of an AWS region such as eu-west-1 or "
      "us-gov-east-1\n"
      "FILE:5: /network/cidr: got \"10.0.0.1/16\"; allowed: an IPv4 or IPv6 block such as 10.0.0.0/16 or "
      "2001:db8::/32, with no bit set after the prefix\n"
      "FILE:5: /network/subnets/1: got 7; allowed: an IPv4 or IPv6 block such as 10.0.0.0/16 or "
      "2001:db8::/32, with "
      "no bit set after the prefix\n"
      "FILE:8: /peers/0/subnets: got an empty object; allowed: a list\n"
      "FILE:10: /port: got 65536; allowed: a whole number from 0 to 65535\n"
      "FILE:11: /timeout: got \"5m\"; allowed: a duration as ISO 8601 writes it, such as PT5M or P1DT12H, in "
      "whole "
      "numbers, without years and months\n"
      "FILE:12: /role: got \"\"; allowed: an ARN, arn:partition:service:region:account-id:resource, such as "
      "arn:aws:sqs:eu-west-1:123456789012:orders; region and account may be empty, * and ? stand for many\n"
      "FILE:13: /tier: got \"medium\"; allowed: one of small, large\n"
      "FILE:14: /enabled: got \"true\"; allowed: true or false\n"
      "FILE:15: /weight: got 128; allowed: a whole number from -128 to 127\n"
      "FILE:16: /quota: got -1; allowed: a whole number from 0 to 18446744073709551615\n"
      "FILE:17: /ratio: got \"1\"; allowed: a number\n"
      "FILE:18: /owner: got an empty list; allowed: a text\n"
      "FILE:19: /limits/a: got \"1\"; allowed: a whole number from -2147483648 to 2147483647\n"
      "FILE:20: /labels: got an empty list; allowed: an object\n"
      "FILE:22: /a~1b: unknown field; allowed: name, account, region, network, peers, port, timeout, role, "
      "tier, "
      "enabled, weight, quota, ratio, owner, replica, limits, labels, tags");
}

struct Row {
  const char* name;
  const char* file;
  const char* text;
  const char* error;
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class LoadErrorTest : public LoadTest, public ::testing::WithParamInterface<Row> {};

TEST_P(LoadErrorTest, IsReported) {
  EXPECT_EQ(error_of<Service>(file(GetParam().file, GetParam().text)), GetParam().error);
}

TEST_F(LoadTest, NamesTheSpellingThatWasProbablyMeant) {
  std::string text(whole_json);
  text.replace(text.find("\"large\""), 7, "\"Lagre\"");
  EXPECT_THAT(
      error_of<Config>(file("prod.json", text)),
      ::testing::EndsWith(": /tier: got \"Lagre\"; allowed: one of small, large; did you mean large?"));
}

constexpr Row rows[] = {
    {"LineOfYaml", "a.yaml", "name: api\n\nmemory: much\n",
     "FILE:3: /memory: got much; allowed: a whole number from -2147483648 to 2147483647"},
    {"QuotedNumberOfYaml", "a.yaml", "name: api\nmemory: \"1\"\n",
     "FILE:2: /memory: got \"1\"; allowed: a whole number from -2147483648 to 2147483647"},
    {"NothingInYamlIsNoText", "a.yaml", "name:\nmemory: 1\n", "FILE:1: /name: got null; allowed: a text"},
    {"NullInYamlIsNoText", "a.yaml", "name: Null\nmemory: 1\n", "FILE:1: /name: got null; allowed: a text"},
    {"FractionForAWholeNumber", "a.json", R"({"name": "api", "memory": 1.0})",
     "FILE:1: /memory: got 1.0; allowed: a whole number from -2147483648 to 2147483647"},
    {"TooLargeForItsType", "a.json", R"({"name": "api", "memory": 3000000000})",
     "FILE:1: /memory: got 3000000000; allowed: a whole number from -2147483648 to 2147483647"},
    {"OtherCaseIsUnderstood", "a.json", "{\"name\": \"api\",\n\"memory\": 1, \"Time-Out\": 3}",
     "FILE:2: /Time-Out: unknown field; did you mean timeout?"},
    {"FieldGivenTwice", "a.json", "{\"name\": \"api\",\n\"memory\": 1,\n\"memory\": 2}",
     "FILE:3: /memory: given a second time"},
    {"FieldGivenTwiceInYaml", "a.yaml", "name: api\nmemory: 1\nmemory: 2\n",
     "FILE:3: /memory: given a second time"},
    {"NoObject", "a.json", "[1]", "FILE:1: got a list; allowed: an object with name, memory, timeout"},
    {"EmptyYaml", "a.yaml", "# nothing\n", "FILE:1: got null; allowed: an object with name, memory, timeout"},
    {"ControlCharactersAreEscaped", "a.json", R"({"name": "api", "memory": "\u0001\n\""})",
     "FILE:1: /memory: got \"\\u0001\\n\\\"\"; allowed: a whole number from -2147483648 to 2147483647"},
    {"MalformedJson", "a.json", "{\"name\": \"api\",\n  \"memory\": }",
     "FILE:2: not JSON: syntax error while parsing value - unexpected '}'; expected '[', '{', or a literal"},
    {"MalformedYaml", "a.yaml", "name: api\nmemory: [1\n",
     "FILE:3: not YAML: end of sequence flow not found"},
    {"TagInYaml", "a.yaml", "name: api\nmemory: !Ref Memory\n",
     "FILE:2: the tag !Ref has no meaning in a configuration"},
    {"SecondDocument", "a.yaml", "name: api\nmemory: 1\n---\nname: b\n",
     "FILE:3: a second document: a configuration is a single one"},
    {"WhatNoDocumentBeginsWith", "a.yaml", ",\nname: b\n",
     "FILE:1: a second document: a configuration is a single one"},
    {"AliasesOfAliases", "a.yaml",
     "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
     "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
     "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
     "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
     "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
     "FILE:1: aliases stand for more than 100000 values"},
    {"AliasOfItself", "a.yaml", "name: &x [*x]\n", "FILE:1: nested more than 64 deep"},
    {"OtherEnding", "a.toml", "", "FILE: a configuration ends in .json, .yaml or .yml"},
};

INSTANTIATE_TEST_SUITE_P(Rows, LoadErrorTest, ::testing::ValuesIn(rows),
                         [](const auto& row) { return row.param.name; });

TEST_F(LoadTest, ReportsAFileThatIsNotThere) {
  EXPECT_EQ(error_of<Service>(folder_.path("none.json")), "FILE: cannot be read: No such file or directory");
  folder_.directory("folder.json");
  EXPECT_EQ(error_of<Service>(folder_.path("folder.json")), "FILE: cannot be read: Is a directory");
}

TEST_F(LoadTest, RefusesDeepNestingInsteadOfRunningOutOfStack) {
  EXPECT_EQ(error_of<Service>(file("a.json", std::string(100000, '['))), "FILE:1: nested more than 64 deep");
}

TEST_F(LoadTest, TakesLongYamlThatIsWrittenOut) {
  std::string list = "[";
  for (int i = 0; i < 101'000; ++i) list += "1, ";
  EXPECT_EQ(tenon::detail::read_yaml(list + "1]").items.size(), 101'001U);
}

TEST_F(LoadTest, RefusesAliasesOfLongTextsInsteadOfRunningOutOfMemory) {
  std::string text = "a: &a " + std::string(1'000'000, 'x') + "\nb: [";
  for (int i = 0; i < 12; ++i) text += "*a, ";
  EXPECT_EQ(error_of<Service>(file("a.yaml", text + "*a]\n")),
            "FILE:1: aliases stand for more than 10000000 bytes of text");
}

TEST_F(LoadTest, ShortensLongValuesBetweenCharacters) {
  std::string given = "a";  // so that the 80th byte is within a character
  for (int i = 0; i < 50; ++i) given += "é€";
  const std::string error =
      error_of<Service>(file("a.json", R"({"name": "api", "memory": ")" + given + "\"}"));
  EXPECT_EQ(error, "FILE:1: /memory: got \"" + given.substr(0, 78) +
                       "…\"; allowed: a whole number from -2147483648 to 2147483647");
}

TEST_F(LoadTest, ReportsNumbersThatTheirTypeCannotHold) {
  EXPECT_EQ(error_of<shop::Numbers>(file("a.yaml", "small: 256\nratio: inf\n")),
            "FILE:1: /small: got 256; allowed: a whole number from 0 to 255\n"
            "FILE:2: /ratio: got inf; allowed: a number");
}

TEST_F(LoadTest, NamesTheLineOfTheFieldAndNotOfItsValue) {
  EXPECT_EQ(error_of<Service>(file("a.json", "{\"name\": \"api\", \"memory\":\n\n[\n]}")),
            "FILE:1: /memory: got an empty list; allowed: a whole number from -2147483648 to 2147483647");
}

TEST_F(LoadTest, RefusesAnAdaptionInAnotherOrder) {
  try {
    static_cast<void>(tenon::load<shop::Pair>(file("a.json", R"({"first": 1, "second": 2})")));
    FAIL();
  } catch (const tenon::Error& error) {
    EXPECT_EQ(error.id(), "misordered-members");
  }
}

// --- checks of the team's own

constexpr std::string_view cluster_json = R"({
  "name": "shop",
  "capacity": {"least": 1, "most": 2},
  "reserves": [
    {"least": 1, "most": 2}
  ],
  "zones": {}
})";

TEST_F(LoadTest, ChecksOfTheStructsThemselvesPass) {
  const auto cluster = tenon::load<shop::Cluster>(file("a.json", cluster_json));
  EXPECT_EQ(cluster.capacity.most, 2);
}

TEST_F(LoadTest, ReportsWhatChecksRefuseWithTheRestByLine) {
  EXPECT_EQ(error_of<shop::Cluster>(file("a.json", R"({
  "name": "default",
  "capacity": {"least": 3,
               "most": 2},
  "reserves": [
    {"least": 1, "most": 2},
    {"least": 1, "most":
                         101}
  ],
  "zones": {
    "a/b": {"least": 5, "most": 4}
  },
  "ownr": null
})")),
            "FILE:2: /name: got \"default\"; allowed: another name\n"
            "FILE:4: /capacity/most: got 2; allowed: least or more\n"
            "FILE:7: /reserves/1/most: got 101; allowed: up to 100, unlike /reserves/1\n"
            "FILE:11: /zones/a~1b: got an object; allowed: names without a slash\n"
            "FILE:11: /zones/a~1b/most: got 4; allowed: least or more\n"
            "FILE:13: /ownr: unknown field; did you mean owner?");
}

TEST_F(LoadTest, ReportsPlacesThatAreEmptyMissingOrTheWhole) {
  EXPECT_EQ(error_of<shop::Cluster>(file("a.yaml", R"(
name: shared
capacity: {least: 1, most: 2}
reserves: []
zones: {}
)")),
            "FILE:2: /owner: missing; allowed: somebody, as all use it\n"
            "FILE:4: /reserves: got an empty list; allowed: a reserve or more");
  EXPECT_EQ(error_of<shop::Cluster>(file("b.yaml",
                                         "{name: whole, capacity: {least: 1, most: 1}, reserves: "
                                         "[{least: 1, most: 1}], zones: {}}")),
            "FILE:1: got an object; allowed: another cluster");
}

TEST_F(LoadTest, ChecksOnlyWhatHasTheRightTypes) {
  EXPECT_EQ(error_of<shop::Cluster>(file("a.json", R"({
  "name": "default",
  "capacity": {"least": 3, "most": 2},
  "reserves": 1,
  "zones": {"a": {"least": 3, "most": "2"}}
})")),
            "FILE:3: /capacity/most: got 2; allowed: least or more\n"
            "FILE:4: /reserves: got 1; allowed: a list\n"
            "FILE:5: /zones/a/most: got \"2\"; allowed: a whole number from -2147483648 to 2147483647");
}

TEST_F(LoadTest, ChecksNameTheContextWhereTheValueIsFromThere) {
  const std::string path = file("a.json", cluster_json);
  tenon::App app;
  app.set_context("name", "default");
  app.set_context("capacity.most", "0");
  app.set_context("reserves", tenon::json::array({tenon::json::object({{"least", 1}, {"most", 200}})}));
  try {
    static_cast<void>(tenon::load<shop::Cluster>(path, app));
    FAIL() << "was taken";
  } catch (const tenon::Error& error) {
    EXPECT_STREQ(error.what(),
                 "context: /capacity/most: got 0; allowed: least or more\n"
                 "context: /name: got default; allowed: another name\n"
                 "context: /reserves/0/most: got 200; allowed: up to 100, unlike /reserves/0");
  }
  // What context makes of one member may be wrong for another that the file has.
  tenon::App other;
  other.set_context("capacity.least", "3");
  try {
    static_cast<void>(tenon::load<shop::Cluster>(path, other));
    FAIL() << "was taken";
  } catch (const tenon::Error& error) {
    EXPECT_EQ(error.what(), path + ":3: /capacity/most: got 2; allowed: least or more");
  }
}

TEST_F(LoadTest, ChecksSayWhatTheFileLeavesToTheOtherConfiguration) {
  const auto base = tenon::load<shop::Cluster>(file("base.json", cluster_json));
  const std::string path = file("prod.yaml", "owner: shop\ncapacity:\n  least: 3\n");
  try {
    static_cast<void>(tenon::load(path, base));
    FAIL() << "was taken";
  } catch (const tenon::Error& error) {
    EXPECT_EQ(error.what(), path + ":2: /capacity/most: not in this file; allowed: least or more");
  }
}

// --- context, and texts that the executable carries

constexpr std::string_view service_json = R"({"name": "orders", "memory": 512})";

TEST_F(LoadTest, ContextWinsOverTheFile) {
  tenon::App app;
  app.set_context("memory", "1024");  // as from the command line, where all is text
  app.set_context("timeout", 30);
  const auto service = tenon::load<Service>(file("service.json", service_json), app);
  EXPECT_EQ(service.name, "orders");
  EXPECT_EQ(service.memory, 1024);
  EXPECT_EQ(service.timeout, 30);
}

TEST_F(LoadTest, ContextTakesAwayWhatIsOptional) {
  const std::string path = file("service.json", R"({"name": "orders", "memory": 512, "timeout": 3})");
  for (const char* nothing : {"null", "~", ""}) {
    tenon::App app;
    app.set_context("timeout", nothing);
    EXPECT_EQ(tenon::load<Service>(path, app).timeout, std::nullopt) << nothing;
  }
}

TEST_F(LoadTest, ContextOfAStackIsItsOwnAndThatOfTheApp) {
  tenon::App app;
  app.set_context("name", "all");
  tenon::Stack::Props props;
  auto& stack = app.add("Stack", props);
  stack.set_context("memory", "2048");
  const auto service = tenon::load<Service>(file("service.json", service_json), stack);
  EXPECT_EQ(service.name, "all");
  EXPECT_EQ(service.memory, 2048);
}

TEST_F(LoadTest, FieldsOfFieldsHaveKeysWithDotsAndItemsOfListsHaveNone) {
  const std::string path = file("shop.json", whole_json);
  tenon::App app;
  app.set_context("network.cidr", "10.8.0.0/16");
  app.set_context("cidr", "10.9.0.0/16");  // peers are a list
  const auto config = tenon::load<Config>(path, app);
  EXPECT_EQ(config.network.cidr, *tenon::Cidr::parse("10.8.0.0/16"));
  EXPECT_EQ(config.peers.front().cidr, *tenon::Cidr::parse("10.1.0.0/16"));
}

TEST_F(LoadTest, WhatIsWrongWithContextIsListedBehindTheFile) {
  const std::string path = file("service.json", R"({"nmae": "orders"})");
  tenon::App app;
  app.set_context("memory", "much");
  app.set_context("timeout", true);
  std::string text;
  try {
    static_cast<void>(tenon::load<Service>(path, app));
  } catch (const tenon::Error& error) {
    text = error.what();
  }
  EXPECT_EQ(text, path + ":1: /name: missing; allowed: a text\n" + path +
                      ":1: /nmae: unknown field; did you mean name?\n"
                      "context: /memory: got much; allowed: a whole number from -2147483648 to 2147483647\n"
                      "context: /timeout: got true; allowed: a whole number from -2147483648 to 2147483647");
}

TEST_F(LoadTest, AnObjectOfTheContextIsReadAsAWhole) {
  const std::string path = file("shop.json", whole_json);
  tenon::App app;
  app.set_context("network", tenon::json::object({{"cidr", "10.8.0.0/16"}, {"subnet", 1}}));
  try {
    static_cast<void>(tenon::load<Config>(path, app));
    FAIL() << "an object with a wrong field was taken";
  } catch (const tenon::Error& error) {
    EXPECT_STREQ(error.what(),
                 "context: /network/subnet: unknown field; did you mean subnets?\n"
                 "context: /network/subnets: missing; allowed: a list");
  }
}

TEST(LoadText, IsReadLikeAFileOfThatName) {
  EXPECT_EQ(tenon::load_text<Service>(service_json, "service.json").memory, 512);
  EXPECT_EQ(tenon::load_text<Service>("name: orders\nmemory: 256\n", "service.yaml").memory, 256);
  tenon::App app;
  app.set_context("memory", "128");
  EXPECT_EQ(tenon::load_text<Service>(service_json, "service.json", app).memory, 128);
  try {
    static_cast<void>(tenon::load_text<Service>("{\n\"name\": 1,\n\"memory\": 2}", "service.json"));
    FAIL() << "a number was taken for a text";
  } catch (const tenon::Error& error) {
    EXPECT_STREQ(error.what(), "service.json:2: /name: got 1; allowed: a text");
  }
  EXPECT_THROW(static_cast<void>(tenon::load_text<Service>("", "service.json")), tenon::Error);
}

}  // namespace
