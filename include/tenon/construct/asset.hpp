#pragma once

/// \file
/// Assets: files and images that a deployment uploads.

#include <optional>
#include <string>
#include <vector>

#include "tenon/construct/fingerprint.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

struct FileAssetProps {
  /// A file or a directory; relative to the working directory of the synthesis.
  std::string path;
  /// Shown by the CLI. Default: the path.
  std::string display_name = {};
  /// Patterns of what is left out; the order matters.
  std::vector<std::string> exclude = {};
  IgnoreMode ignore_mode = IgnoreMode::glob;
  SymlinkFollow follow = SymlinkFollow::external;
  /// Mixed into the fingerprint, for what the files do not show.
  std::string extra_hash = {};
  /// Makes the zip of a directory when the app is synthesized, for deployments without the CDK CLI. Default:
  /// the CLI makes it.
  bool zip_now = false;
};

/// Where a deployment finds a file asset.
struct FileAsset {
  std::string asset_hash;
  /// Text where the environment is known, `Fn::Sub` where it is not.
  Value<std::string> bucket_name;
  std::string object_key;
  /// "s3://bucket/key"
  Value<std::string> s3_object_url;
  /// "https://s3.region.amazonaws.com/bucket/key"
  Value<std::string> http_url;
};

struct DockerImageAssetProps {
  /// The build context.
  std::string directory;
  std::string display_name = {};
  /// Default: "Dockerfile".
  std::string docker_file = {};
  std::string target = {};
  /// "linux/arm64". Default: the builder's own.
  std::string platform = {};
  std::string network_mode = {};
  std::vector<std::pair<std::string, std::string>> build_args = {};
  std::vector<std::string> exclude = {};
  IgnoreMode ignore_mode = IgnoreMode::docker;
  SymlinkFollow follow = SymlinkFollow::external;
  std::string extra_hash = {};
};

struct DockerImageAsset {
  std::string asset_hash;
  Value<std::string> repository_name;
  std::string image_tag;
  /// "account.dkr.ecr.region.amazonaws.com/repository:tag"
  Value<std::string> image_uri;
};

}  // namespace tenon
