/// \file
/// spec/ and what is generated from it hold all of CloudFormation that the service database has.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tenon/construct/digest.hpp"
#include "tenon/iam/s3.hpp"
#include "tenon/value/iam_facts.hpp"

namespace tenon {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr int types = 1828;
constexpr int nested_types = 9877;
constexpr int properties = 42658;
constexpr int attributes = 5441;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

Json json_of(const fs::path& file) { return Json::parse(text_of(file)); }

std::vector<fs::path> files_in(const fs::path& folder, const char* extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

struct Counts {
  int types = 0;
  int nested_types = 0;
  int properties = 0;
  int attributes = 0;
};

Counts counts_of_spec() {
  Counts counts;
  for (const fs::path& file : files_in("spec/services", ".json")) {
    const Json spec = json_of(file);
    for (const Json& resource : spec.at("resources")) {
      ++counts.types;
      counts.attributes += static_cast<int>(resource.at("attributes").size());
      counts.properties += static_cast<int>(resource.at("properties").size());
      const Json nested = resource.value("types", Json::object());
      counts.nested_types += static_cast<int>(nested.size());
      for (const Json& bag : nested) counts.properties += static_cast<int>(bag.at("properties").size());
    }
  }
  return counts;
}

/// Counts declarations in the header of one type.
void count_header(const fs::path& header, Counts& counts) {
  std::istringstream lines(text_of(header));
  bool in_bag = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("class ")) ++counts.types;
    if (line.starts_with("struct ") && line.ends_with(" {")) {
      in_bag = true;
      if (line.find("::Props {") == std::string::npos) ++counts.nested_types;
    }
    if (line == "};") in_bag = false;
    if (!line.starts_with("  ::tenon::")) continue;
    if (in_bag) ++counts.properties;
    if (!in_bag && line.ends_with("() const;") && line.find(" ref() const;") == std::string::npos)
      ++counts.attributes;
  }
}

Counts counts_of_headers() {
  Counts counts;
  for (const auto& folder : fs::directory_iterator(fs::path(TENON_GENERATED_DIR) / "tenon/aws")) {
    if (!folder.is_directory()) continue;
    for (const fs::path& header : files_in(folder.path(), ".hpp")) {
      if (header.filename() != "allowed.hpp") count_header(header, counts);
    }
  }
  return counts;
}

void expect_all(const Counts& counts) {
  EXPECT_EQ(counts.types, types);
  EXPECT_EQ(counts.nested_types, nested_types);
  EXPECT_EQ(counts.properties, properties);
  EXPECT_EQ(counts.attributes, attributes);
}

TEST(SpecCounts, AreThoseOfTheServiceDatabase) { expect_all(counts_of_spec()); }

TEST(SpecCounts, AreThoseOfTheGeneratedHeaders) { expect_all(counts_of_headers()); }

TEST(SpecCounts, AreThoseOfTheLockFile) {
  const Json counts = json_of("spec/lock.json").at("counts");
  EXPECT_EQ(counts.at("types"), types);
  EXPECT_EQ(counts.at("nested"), nested_types);
  EXPECT_EQ(counts.at("properties"), properties);
  EXPECT_EQ(counts.at("attributes"), attributes);
  std::size_t actions = 0;
  for (const fs::path& file : files_in("spec/iam", ".json")) actions += json_of(file).at("actions").size();
  EXPECT_EQ(counts.at("iam_actions"), actions);
  EXPECT_EQ(counts.at("iam_services"), files_in("spec/iam", ".json").size());
}

TEST(SpecHash, IsThatOfTheFiles) {
  std::string files;
  for (const char* part : {"iam", "overlay", "services"}) {
    for (const fs::path& file : files_in(fs::path("spec") / part, ".json")) {
      files += std::string(part) + '/' + file.filename().string() + '\0' + sha256_hex(text_of(file)) + '\n';
    }
  }
  EXPECT_EQ(json_of("spec/lock.json").at("sha256"), sha256_hex(files))
      << "spec/refresh.py --overlay-only renews it";
}

TEST(SpecHash, IsInTheGeneratedHeaders) {
  const std::string hash = json_of("spec/lock.json").at("sha256");
  EXPECT_THAT(text_of(fs::path(TENON_GENERATED_DIR) / "tenon/aws/facts_version.hpp"),
              testing::HasSubstr("struct facts_" + hash.substr(0, 12)));
}

struct Enrichment {
  const char* property;  ///< a JSON pointer below spec/services/
  const char* facts;     ///< what stands there, as far as it matters
};

class EnrichedFacts : public testing::TestWithParam<Enrichment> {};

TEST_P(EnrichedFacts, AreInSpec) {
  const std::string path = GetParam().property;
  const std::size_t file_end = path.find('/');
  const Json service = json_of("spec/services/" + path.substr(0, file_end) + ".json");
  Json found = service.at("resources").at(Json::json_pointer(path.substr(file_end)));
  Json expected = found;
  expected.merge_patch(Json::parse(GetParam().facts));
  EXPECT_EQ(found, expected);
}

// The service database has none of these; they come from the registry's schemas and from cfn-lint.
INSTANTIATE_TEST_SUITE_P(
    Spec, EnrichedFacts,
    testing::Values(
        Enrichment{"dynamodb/AWS::DynamoDB::Table/properties/BillingMode",
                   R"({"type": {"string": {"values": ["PAY_PER_REQUEST", "PROVISIONED"]}}})"},
        Enrichment{
            "dynamodb/AWS::DynamoDB::Table/types/StreamSpecification/properties/StreamViewType",
            R"({"type": {"string": {"values": ["KEYS_ONLY", "NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE"]}}})"},
        Enrichment{"sqs/AWS::SQS::Queue/properties/VisibilityTimeout",
                   R"({"type": {"integer": {"min": 0, "max": 43200}}})"},
        Enrichment{"lambda/AWS::Lambda::Function/properties/MemorySize",
                   R"({"type": {"integer": {"min": 128}}})"},
        Enrichment{"ec2/AWS::EC2::Subnet/properties/CidrBlock", R"({"literal": "cidr"})"},
        Enrichment{"ec2/AWS::EC2::Subnet/properties/VpcId", R"({"replacement": "yes", "required": true})"},
        Enrichment{
            "sqs/AWS::SQS::Queue",
            R"({"stateful": true, "arn": "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"})"}));

TEST(IamFacts, HoldEveryActionAndResource) {
  const Json counts = json_of("spec/lock.json").at("counts");
  std::size_t actions = 0;
  std::size_t resources = 0;
  for (const iam::ServiceFacts& service : iam::services()) {
    actions += service.actions.size();
    resources += service.resources.size();
    for (const iam::ActionFacts& action : service.actions) {
      const std::string name = std::string(service.prefix) + ':' + action.name;
      EXPECT_EQ(iam::find_action(name), &action) << name;
    }
  }
  EXPECT_EQ(counts.at("iam_actions"), actions);
  EXPECT_EQ(counts.at("iam_resources"), resources);
}

TEST(IamFacts, SayWhatAnActionActsOn) {
  const iam::ActionFacts* action = iam::find_action(iam::s3::DeleteBucket.text());
  ASSERT_NE(action, nullptr);
  EXPECT_EQ(action->access, iam::Access::write);
  ASSERT_EQ(action->resources.size(), 1);
  EXPECT_STREQ(action->resources[0]->name, "bucket");
  EXPECT_STREQ(action->resources[0]->arn, "arn:${Partition}:s3:::${BucketName}");
  EXPECT_EQ(action->required.size(), 1);
  EXPECT_EQ(iam::find_action("s3:PutBucketPolicy")->access, iam::Access::permissions_management);
}

TEST(IamFacts, AreOnlyOfActions) {
  for (const char* text :
       {"s3:Get*", "s3:NoSuchAction", "DeleteBucket", "nosuchservice:DeleteBucket", "*", ""}) {
    EXPECT_EQ(iam::find_action(text), nullptr) << text;
  }
}

}  // namespace
}  // namespace tenon
