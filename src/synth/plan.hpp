#pragma once

/// \file
/// What the passes hand on to each other.

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "../construct/state.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::synth {

/// An element of a stack, or one of its attributes (empty: `Ref`).
struct Target {
  const Element* element = nullptr;
  std::string attribute;

  friend bool operator==(const Target&, const Target&) = default;
};

/// A reference that leaves its stack, and where it was written.
struct CrossReference {
  Target target;
  const Element* consumer = nullptr;
};

/// What a reference of another stack's element is in this stack's template.
struct Replacement {
  Target target;
  Node node;
};

/// One stack on its way through the passes.
struct StackPlan {
  Stack* stack = nullptr;
  Stage* stage = nullptr;
  std::vector<const Element*> elements;          // depth first, CDK's order; rebuilt when a pass adds constructs
  std::vector<CrossReference> cross_references;  // of the inspection
  std::vector<Replacement> replacements;         // of the reference resolution
  std::vector<StackPlan*> dependencies;          // deployed before this one, without duplicates, sorted by path
  std::unordered_map<const Resource*, std::vector<const Resource*>> depends_on;  // sorted by path (CDK rule 4.10)
  bool path_metadata = false;
  std::vector<std::string> transforms;           // of the stack, and those that functions in it need
  std::string json;                              // the template
  std::string yaml;                              // only with TemplateFormat::yaml
  std::string sha256;                            // of the JSON text
};

/// The App on its way through the passes. Stacks in the order of the tree (nested ones after their parent).
struct Plan {
  App* app = nullptr;
  std::vector<std::unique_ptr<StackPlan>> stacks;
  TemplateFormat format = TemplateFormat::json;
  unsigned threads = 1;

  StackPlan& of(const Stack& stack) const;
};

/// Whether the stack is listed in the manifest: nested ones are not.
inline bool is_top_level(const StackPlan& plan) { return plan.stack->nesting_parent() == nullptr; }

/// File names in the assembly.
std::string template_file(const StackPlan& plan);
std::string yaml_template_file(const StackPlan& plan);

/// Runs every pass that needs no folder: what it finds wrong stands in the App's diagnostics.
Plan make_plan(App& app, TemplateFormat format, unsigned threads);

/// Writes the assembly of a plan without errors (assembly.cpp).
void write_assembly(const Plan& plan, const std::string& output_directory);

}  // namespace tenon::synth
