#pragma once

/// \file
/// Copies of assets in the assembly, in the App's folder whatever stage they belong to (CDK rule 4.17).

#include <string>
#include <string_view>

#include "../plan.hpp"
#include "output_folder.hpp"

namespace tenon::synth {

/// Name of the staged file or folder: the asset's own, with ".zip" where the archive is made now.
std::string staged_file_name(const StagedFile& file);

/// What the CDK CLI shows: the name given, else the path, of an absolute one only the last part, so that the
/// assembly is the same wherever the project lies.
std::string asset_display_name(std::string_view display_name, std::string_view path);

/// Copies every asset of the plan once. Files keep their permissions; links are followed or kept as the
/// fingerprint has it, those that are kept and lead into the asset with a relative text. Throws `Error`:
/// "output-not-written", or "asset-contains-output" for an asset that the output folder is part of.
void stage_assets(const Plan& plan, const OutputFolder& output);

}  // namespace tenon::synth
