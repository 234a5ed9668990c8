#pragma once

/// \file
/// `manifest.json`: what an assembly holds (CDK rules 4.15 and 4.22).

#include <string>
#include <string_view>

#include "layout.hpp"
#include "metadata.hpp"

namespace tenon::synth {

/// The newest version of the schema that every CDK CLI since 2025 reads.
inline constexpr std::string_view schema_version = "36.0.0";

/// The text of `manifest.json` with an indent of two spaces. The App's one also lists `tree.json` and the
/// look-ups that are missing, of all stages.
JsonText manifest_json(const Assembly& assembly, const Plan& plan, const Annotations& annotations);

/// The text of the file `cdk.out`, which says that a folder is an assembly.
std::string version_file_json();

/// A look-up's properties as the CDK CLI's context providers expect them. A name with dots, as it stands in a
/// context key, becomes objects and lists (`filters.name.0`); what follows `filter.` is one name, for it may
/// be that of a tag. What the schema has as booleans and numbers is written so.
void append_query(JsonText& json, const std::vector<TextEntry>& properties);

}  // namespace tenon::synth
