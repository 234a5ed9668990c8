#include <sys/stat.h>
#include <zip.h>

#include "../../../src/synth/assembly/staging.hpp"
#include "assembly_support.hpp"

namespace tenon {
namespace {

using testing_support::add_queue;
using testing_support::AssetTree;
using testing_support::error_id_of;
using testing_support::ireland;
using testing_support::json_of;
using testing_support::names_in;
using testing_support::OrderedJson;
using testing_support::plan_of;
using testing_support::snapshot;
using testing_support::text_of;

namespace fs = std::filesystem;

// The fingerprint that CDK gives to the folder `code` below.
constexpr std::string_view code_hash = "fb2bbd07d37913224452a63023fb3e0fb99dd112f51eadd49fceb8962b9cbc80";
constexpr std::string_view script_hash = "62efbeed1626455dcfb86a4e1fb3db86d7ca8ae7104027996cd5c54101aa2ecd";

std::vector<std::string> names_in_zip(const std::string& path) {
  std::vector<std::string> names;
  int error = 0;
  zip_t* const archive = zip_open(path.c_str(), ZIP_RDONLY, &error);
  EXPECT_NE(archive, nullptr) << error;
  if (archive == nullptr) return names;
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    names.emplace_back(zip_get_name(archive, static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS));
  }
  zip_discard(archive);
  return names;
}

class AssetsTest : public ::testing::Test {
 protected:
  AssetsTest() {
    folder_.file("code/index.js", "exports.h=()=>1\n");
    folder_.file("code/sub/a.txt", "x\n");
    folder_.link("code/link.js", "index.js");
    folder_.file("single.py", "print(1)\n");
    folder_.file("image/Dockerfile", "FROM scratch\n");
  }

  FileAssetProps code() const { return {.path = folder_.path("code"), .display_name = "Dir"}; }
  FileAssetProps script() const { return {.path = folder_.path("single.py"), .display_name = "File"}; }

  std::string output(std::string_view name = {}) const {
    return folder_.path(name.empty() ? "cdk.out" : "cdk.out/" + std::string(name));
  }
  void write(const synth::Plan& plan) const { testing_support::write_assembly(plan, output()); }
  void write() { write(plan_of(app_)); }
  /// The only staged folder or file.
  std::string staged() const {
    for (const std::string& name : names_in(output())) {
      if (name.starts_with("asset.")) return output(name);
    }
    return {};
  }

  AssetTree folder_;
  App app_;
};

// Asset manifests as aws-cdk-lib 2.276.0 writes them for the same stacks, but for the schema's version.
constexpr std::string_view concrete_manifest = R"({
  "version": "36.0.0",
  "files": {
    "fb2bbd07d37913224452a63023fb3e0fb99dd112f51eadd49fceb8962b9cbc80": {
      "displayName": "Dir",
      "source": {
        "path": "asset.fb2bbd07d37913224452a63023fb3e0fb99dd112f51eadd49fceb8962b9cbc80",
        "packaging": "zip"
      },
      "destinations": {
        "123456789012-eu-west-1-9573a233": {
          "bucketName": "cdk-hnb659fds-assets-123456789012-eu-west-1",
          "objectKey": "fb2bbd07d37913224452a63023fb3e0fb99dd112f51eadd49fceb8962b9cbc80.zip",
          "region": "eu-west-1",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"
        }
      }
    },
    "62efbeed1626455dcfb86a4e1fb3db86d7ca8ae7104027996cd5c54101aa2ecd": {
      "displayName": "File",
      "source": {
        "path": "asset.62efbeed1626455dcfb86a4e1fb3db86d7ca8ae7104027996cd5c54101aa2ecd.py",
        "packaging": "file"
      },
      "destinations": {
        "123456789012-eu-west-1-5d05f492": {
          "bucketName": "cdk-hnb659fds-assets-123456789012-eu-west-1",
          "objectKey": "62efbeed1626455dcfb86a4e1fb3db86d7ca8ae7104027996cd5c54101aa2ecd.py",
          "region": "eu-west-1",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"
        }
      }
    },
    "5be8389113d1fb14e82e72d02b0d8d433b7adcad91076bab1c23c597a78f5750": {
      "displayName": "Nest/Inner Nested Stack Template",
      "source": {
        "path": "ConcreteNestInnerE4B8FD65.nested.template.json",
        "packaging": "file"
      },
      "destinations": {
        "123456789012-eu-west-1-80859e5b": {
          "bucketName": "cdk-hnb659fds-assets-123456789012-eu-west-1",
          "objectKey": "5be8389113d1fb14e82e72d02b0d8d433b7adcad91076bab1c23c597a78f5750.json",
          "region": "eu-west-1",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"
        }
      }
    },
    "3449bd1736e59f6f0e12be8d3d86db8752de4d42caebe4e0cbe914ac7de6cb9b": {
      "displayName": "Nest Nested Stack Template",
      "source": {
        "path": "ConcreteNest34E7199F.nested.template.json",
        "packaging": "file"
      },
      "destinations": {
        "123456789012-eu-west-1-e53520c0": {
          "bucketName": "cdk-hnb659fds-assets-123456789012-eu-west-1",
          "objectKey": "3449bd1736e59f6f0e12be8d3d86db8752de4d42caebe4e0cbe914ac7de6cb9b.json",
          "region": "eu-west-1",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"
        }
      }
    },
    "53fc67fd382c7f79adc1694590ea4912a1709d1c33c57481550da60ae7716435": {
      "displayName": "other-name Template",
      "source": {
        "path": "Concrete.template.json",
        "packaging": "file"
      },
      "destinations": {
        "123456789012-eu-west-1-8de1be34": {
          "bucketName": "cdk-hnb659fds-assets-123456789012-eu-west-1",
          "objectKey": "53fc67fd382c7f79adc1694590ea4912a1709d1c33c57481550da60ae7716435.json",
          "region": "eu-west-1",
          "assumeRoleArn": "arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-file-publishing-role-123456789012-eu-west-1"
        }
      }
    }
  },
  "dockerImages": {}
})";

constexpr std::string_view agnostic_cli_manifest = R"({
  "version": "36.0.0",
  "files": {
    "058cf307dd77b4ed3d4abf598787bbd0b76c27f3c0c50cd87fe796f87f6c21c1": {
      "displayName": "CliAgn Template",
      "source": {
        "path": "CliAgn.template.json",
        "packaging": "file"
      },
      "destinations": {
        "current_account-current_region-8671f665": {
          "bucketName": "cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}",
          "objectKey": "058cf307dd77b4ed3d4abf598787bbd0b76c27f3c0c50cd87fe796f87f6c21c1.json"
        }
      }
    }
  },
  "dockerImages": {}
})";

TEST_F(AssetsTest, TheManifestIsThatOfCdkByteForByte) {
  auto& stack = app_.add("Concrete", Stack::Props{.env = ireland(), .stack_name = "other-name"});
  auto& nested = stack.add("Nest", NestedStack::Props{});
  auto& innermost = nested.add("Inner", NestedStack::Props{});
  stack.add_file_asset(code());
  stack.add_file_asset(script());
  stack.add_file_asset(code());
  synth::Plan plan = plan_of(app_);
  plan.of(stack).sha256 = "53fc67fd382c7f79adc1694590ea4912a1709d1c33c57481550da60ae7716435";
  plan.of(nested).sha256 = "3449bd1736e59f6f0e12be8d3d86db8752de4d42caebe4e0cbe914ac7de6cb9b";
  plan.of(innermost).sha256 = "5be8389113d1fb14e82e72d02b0d8d433b7adcad91076bab1c23c597a78f5750";
  write(plan);
  EXPECT_EQ(text_of(output("Concrete.assets.json")), concrete_manifest);
  EXPECT_TRUE(fs::exists(output("ConcreteNestInnerE4B8FD65.nested.template.json")));
}

TEST_F(AssetsTest, WithTheCallersCredentialsNoRoleIsNamed) {
  app_.add("CliAgn", Stack::Props{.synthesizer = cli_credentials_synthesizer()});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "058cf307dd77b4ed3d4abf598787bbd0b76c27f3c0c50cd87fe796f87f6c21c1";
  write(plan);
  EXPECT_EQ(text_of(output("CliAgn.assets.json")), agnostic_cli_manifest);
}

TEST_F(AssetsTest, AnImageIsListedWithWhatDockerNeeds) {
  auto& stack = app_.add("Agnostic", Stack::Props{});
  const DockerImageAsset image = stack.add_docker_image_asset({.directory = folder_.path("image"),
                                                               .display_name = "Img",
                                                               .docker_file = "Dockerfile",
                                                               .target = "t",
                                                               .platform = "linux/arm64",
                                                               .network_mode = "host",
                                                               .build_args = {{"B", "1"}, {"A", "2"}}});
  write();
  const OrderedJson images = json_of(output("Agnostic.assets.json"))["dockerImages"];
  const OrderedJson& listed = images[image.asset_hash];
  EXPECT_EQ(listed["displayName"], "Img");
  EXPECT_EQ(listed["source"], OrderedJson::parse(R"({"directory": "asset.)" + image.asset_hash + R"(",
    "dockerBuildArgs": {"B": "1", "A": "2"}, "dockerBuildTarget": "t", "dockerFile": "Dockerfile",
    "networkMode": "host", "platform": "linux/arm64"})"));
  EXPECT_EQ(listed["destinations"].begin().value(), OrderedJson::parse(R"({
    "repositoryName": "cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}",
    "imageTag": ")" + image.asset_hash + R"(",
    "assumeRoleArn": "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/cdk-hnb659fds-image-publishing-role-${AWS::AccountId}-${AWS::Region}"})"));
  EXPECT_TRUE(listed["destinations"].begin().key().starts_with("current_account-current_region-"));
  EXPECT_EQ(text_of(output("asset." + image.asset_hash + "/Dockerfile")), "FROM scratch\n");
}

TEST_F(AssetsTest, PrefixesStandBeforeKeysAndTags) {
  Synthesizer synthesizer = default_synthesizer();
  synthesizer.bucket_prefix = "pre/";
  synthesizer.docker_tag_prefix = "tag-";
  auto& stack = app_.add("Custom", Stack::Props{.env = ireland(), .synthesizer = synthesizer});
  stack.add_file_asset(code());
  const DockerImageAsset image = stack.add_docker_image_asset({.directory = folder_.path("image")});
  synth::Plan plan = plan_of(app_);
  plan.stacks[0]->sha256 = "abc";
  write(plan);
  const OrderedJson manifest = json_of(output("Custom.assets.json"));
  const auto destination = [](const OrderedJson& asset) { return asset["destinations"].begin().value(); };
  EXPECT_EQ(destination(manifest["files"][std::string(code_hash)])["objectKey"],
            "pre/" + std::string(code_hash) + ".zip");
  EXPECT_EQ(destination(manifest["files"]["abc"])["objectKey"], "pre/abc.json");
  EXPECT_EQ(destination(manifest["dockerImages"][image.asset_hash])["imageTag"], "tag-" + image.asset_hash);
}

TEST_F(AssetsTest, EqualNestedTemplatesAreListedOnce) {
  auto& stack = app_.add("Twins", Stack::Props{});
  auto& first = stack.add("First", NestedStack::Props{});
  auto& second = stack.add("Second", NestedStack::Props{});
  synth::Plan plan = plan_of(app_);
  plan.of(first).sha256 = plan.of(second).sha256 = "same";
  write(plan);
  const std::string text = text_of(output("Twins.assets.json"));
  EXPECT_EQ(text.find("\"same\""), text.rfind("\"same\""));
  EXPECT_EQ(json_of(output("Twins.assets.json"))["files"]["same"]["displayName"],
            "First Nested Stack Template");
}

TEST_F(AssetsTest, AStageRefersToTheAppsFolder) {
  auto& stage = app_.add("Prod", Stage::Props{}).add("Inner", Stage::Props{});
  stage.add("Deep", Stack::Props{}).add_file_asset(code());
  app_.add("Flat", Stack::Props{}).add_file_asset(code());
  write();
  const std::string deep = "assembly-Prod/assembly-Prod-Inner/ProdInnerDeepD914BBA8.assets.json";
  EXPECT_EQ(json_of(output(deep))["files"][std::string(code_hash)]["source"]["path"],
            "../../asset." + std::string(code_hash));
  EXPECT_EQ(staged(), output("asset." + std::string(code_hash)));
}

TEST_F(AssetsTest, AFolderIsCopiedAsItIs) {
  folder_.file("code/run.sh", "#!/bin/sh\n");
  fs::permissions(folder_.path("code/run.sh"), fs::perms{0750});
  folder_.directory("code/empty");
  app_.add("S", Stack::Props{}).add_file_asset(code());
  write();
  EXPECT_EQ(snapshot(staged()), snapshot(folder_.path("code")));
  EXPECT_EQ(fs::status(staged() + "/run.sh").permissions(), fs::perms{0750});
}

TEST_F(AssetsTest, AFileKeepsItsExtensionAndMode) {
  fs::permissions(folder_.path("single.py"), fs::perms{0444});
  app_.add("S", Stack::Props{}).add_file_asset(script());
  write();
  EXPECT_EQ(staged(), output("asset." + std::string(script_hash) + ".py"));
  EXPECT_EQ(text_of(staged()), "print(1)\n");
  EXPECT_EQ(fs::status(staged()).permissions(), fs::perms{0444});
}

TEST_F(AssetsTest, WhatIsExcludedIsNotCopied) {
  folder_.file("code/node_modules/big.js", "x");
  folder_.file("code/node_modules/kept.js", "x");
  folder_.file("code/.is_custom_resource", "");
  FileAssetProps props = code();
  props.exclude = {"sub", "node_modules/*", "!node_modules/kept.js"};
  app_.add("S", Stack::Props{}).add_file_asset(props);
  write();
  EXPECT_EQ(names_in(staged()), (std::vector<std::string>{"index.js", "link.js", "node_modules"}));
  EXPECT_EQ(names_in(staged() + "/node_modules"), (std::vector<std::string>{"kept.js"}));
}

TEST_F(AssetsTest, LinksAreFollowedOrKeptAsTheFingerprintHasThem) {
  folder_.file("shared/lib.js", "lib");
  folder_.link("code/outside.js", "../shared/lib.js");
  folder_.link("code/sub/absolute.js", folder_.path("code/index.js"));
  folder_.link("code/broken", "../nowhere");
  app_.add("S", Stack::Props{}).add_file_asset(code());
  write();
  auto files = snapshot(staged());
  EXPECT_EQ(files["outside.js"], "lib");
  EXPECT_EQ(files["link.js"], "-> index.js");
  EXPECT_EQ(files["sub/absolute.js"], "-> ../index.js");  // as a relative one it leads to the copy
  EXPECT_EQ(files["broken"], "-> ../nowhere");
}

TEST_F(AssetsTest, AllLinksAreFollowedWhenAsked) {
  folder_.link("code/again", "sub");
  FileAssetProps props = code();
  props.follow = SymlinkFollow::always;
  app_.add("S", Stack::Props{}).add_file_asset(props);
  write();
  auto files = snapshot(staged());
  EXPECT_EQ(files["link.js"], "exports.h=()=>1\n");
  EXPECT_EQ(files["again/a.txt"], "x\n");
}

TEST_F(AssetsTest, AZipIsMadeWhenAsked) {
  FileAssetProps props = code();
  props.zip_now = true;
  app_.add("S", Stack::Props{.synthesizer = cli_credentials_synthesizer()}).add_file_asset(props);
  write();
  EXPECT_EQ(staged(), output("asset." + std::string(code_hash) + ".zip"));
  EXPECT_EQ(names_in_zip(staged()), (std::vector<std::string>{"index.js", "link.js", "sub/a.txt"}));

  const OrderedJson listed = json_of(output("S.assets.json"))["files"][std::string(code_hash)];
  EXPECT_EQ(listed["source"], OrderedJson::parse(R"({"path": "asset.)" + std::string(code_hash) +
                                                 R"(.zip", "packaging": "file"})"));
  EXPECT_EQ(listed["destinations"].begin().value()["objectKey"], std::string(code_hash) + ".zip");
}

TEST_F(AssetsTest, AnAssetOfSeveralStacksIsCopiedOnce) {
  app_.add("A", Stack::Props{}).add_file_asset(code());
  app_.add("B", Stack::Props{}).add_file_asset(code());
  write();
  EXPECT_TRUE(json_of(output("B.assets.json"))["files"].contains(std::string(code_hash)));
}

TEST_F(AssetsTest, AssetsOfANestedStackAreListedByTheOuterOne) {
  app_.add("Outer", Stack::Props{}).add("Nest", NestedStack::Props{}).add_file_asset(code());
  write();
  EXPECT_TRUE(json_of(output("Outer.assets.json"))["files"].contains(std::string(code_hash)));
}

TEST_F(AssetsTest, AnAssetThatVanishedFailsTheSynthesisAndNothingElse) {
  app_.add("S", Stack::Props{}).add_file_asset(code());
  write();
  const auto before = snapshot(output());
  fs::remove_all(folder_.path("code"));
  EXPECT_EQ(error_id_of([&] { write(); }), "output-not-written");
  EXPECT_EQ(snapshot(output()), before);
}

TEST_F(AssetsTest, AnAssetMayNotContainTheOutputFolder) {
  FileAssetProps props{.path = folder_.path(), .exclude = {"single.py"}};
  auto& stack = app_.add("S", Stack::Props{});
  stack.add_file_asset(props);
  write();  // there was no output folder when the asset was fingerprinted
  EXPECT_FALSE(fs::exists(staged() + "/cdk.out"));
  EXPECT_EQ(error_id_of([&] { write(); }), "asset-contains-output");
}

TEST_F(AssetsTest, AnAssetAroundTheOutputFolderIsFineWhenItLeavesItOut) {
  app_.add("S", Stack::Props{}).add_file_asset({.path = folder_.path(), .exclude = {"cdk.out"}});
  write();
  write();
  EXPECT_EQ(names_in(staged()), (std::vector<std::string>{"code", "image", "single.py"}));
}

TEST_F(AssetsTest, AnArchiveAroundTheOutputFolderIsFineToo) {
  app_.add("S", Stack::Props{})
      .add_file_asset({.path = folder_.path(), .exclude = {"cdk.out"}, .zip_now = true});
  write();
  const std::string first = text_of(staged());
  write();
  EXPECT_EQ(text_of(staged()), first);
  EXPECT_EQ(names_in_zip(staged()),
            (std::vector<std::string>{"code/index.js", "code/link.js", "code/sub/a.txt", "image/Dockerfile",
                                      "single.py"}));
}

TEST_F(AssetsTest, ALinkThatLeadsNowhereCannotBeArchived) {
  folder_.link("code/broken", "../nowhere");
  FileAssetProps props = code();
  props.zip_now = true;
  app_.add("S", Stack::Props{}).add_file_asset(props);
  EXPECT_EQ(error_id_of([&] { write(); }), "output-not-written");
}

TEST(UnreadableAsset, IsAFindingOfItsOwn) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  // What is at its beginning may nobody read, not even root.
  EXPECT_EQ(testing_support::error_id_of([&] { stack.add_file_asset({.path = "/proc/self/mem"}); }),
            "output-not-written");
}

TEST(UnreadableAsset, IsOneTooWhenItCannotEvenBeLookedFor) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  EXPECT_EQ(testing_support::error_id_of([&] { stack.add_file_asset({.path = std::string(300, 'x')}); }),
            "output-not-written");
}

TEST(ExclusionOfAnAsset, IsRefusedWhereItIsNoPattern) {
  App app;
  auto& stack = app.add("S", Stack::Props{});
  const AssetTree folder;
  folder.file("Dockerfile", "FROM scratch\n");
  EXPECT_EQ(error_id_of([&] { stack.add_file_asset({.path = folder.path(), .exclude = {"@(a|b)"}}); }),
            "malformed-exclusion");
  EXPECT_EQ(
      error_id_of([&] { stack.add_docker_image_asset({.directory = folder.path(), .exclude = {"[a"}}); }),
      "malformed-exclusion");
}

TEST(AssetDisplayName, IsTheOneGivenOrThePath) {
  EXPECT_EQ(synth::asset_display_name("Code", "src/code"), "Code");
  EXPECT_EQ(synth::asset_display_name("", "src/code"), "src/code");
  EXPECT_EQ(synth::asset_display_name("", "/home/someone/src/code/"), "code");
}

}  // namespace
}  // namespace tenon
