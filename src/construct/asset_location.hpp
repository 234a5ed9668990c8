#pragma once

/// \file
/// Where assets stand in the assembly and in the account.

#include "state.hpp"

namespace tenon {

/// Fingerprints the file or directory. Throws `Error`: "asset-not-found" where there is none,
/// "output-not-written" where it cannot be read, "malformed-exclusion" for a pattern that is none.
StagedFile stage_file(const Stack& stack, const FileAssetProps& props);
StagedImage stage_image(const Stack& stack, const DockerImageAssetProps& props);

/// What the stack's template says of the asset.
FileAsset location_of(const Stack& stack, const StagedFile& file);
DockerImageAsset location_of(const Stack& stack, const StagedImage& image);

/// What a synthesizer's name becomes for the stack: the qualifier put in, account and region too where they
/// are known.
std::string specialized(const Stack& stack, std::string_view name);

/// The names of CDK's bootstrap (CDK rule 4.14), or the synthesizer's own; an empty text where there is none.
std::string file_assets_bucket(const Stack& stack);
std::string image_assets_repository(const Stack& stack);
std::string deploy_role_arn(const Stack& stack);
std::string cloudformation_execution_role_arn(const Stack& stack);
std::string file_publishing_role_arn(const Stack& stack);
std::string image_publishing_role_arn(const Stack& stack);
std::string lookup_role_arn(const Stack& stack);
std::string qualifier(const Stack& stack);

}  // namespace tenon
