#pragma once

/// \file
/// Which assembly a stack is listed in: every stage has one of its own, inside that of the stage around it.

#include <string>
#include <vector>

#include "../plan.hpp"

namespace tenon::synth {

/// A stack of the manifest, and the stacks nested in it at any depth: inner ones before those around them, as
/// CDK publishes them.
struct ListedStack {
  const StackPlan* plan = nullptr;
  std::vector<const StackPlan*> nested;
};

/// One `manifest.json` and what it lists.
struct Assembly {
  const Stage* stage = nullptr;
  std::string folder;                ///< "assembly-Prod/assembly-Prod-Inner/"; empty for the App
  std::string to_root;               ///< "../../"; assets stay in the App's folder (CDK rule 4.15)
  std::vector<const Stage*> stages;  ///< directly inside, in the order of the tree
  std::vector<ListedStack> stacks;   ///< in the order of their deployment
};

/// The App's assembly, then those of its stages, each before those inside it.
std::vector<Assembly> assemblies_of(const Plan& plan);

/// The asset manifest's file of a stack, without the assembly's folder.
std::string asset_manifest_file(const Stack& stack);
/// Whether the stack has an asset manifest: a deployment without bootstrap resources uploads nothing (CDK
/// rule 4.14).
bool has_asset_manifest(const Stack& stack);

}  // namespace tenon::synth
