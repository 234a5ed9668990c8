#pragma once

/// \file
/// What the passes hand on to each other.

#include <functional>
#include <memory>
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
  std::size_t template_bytes = 0;
  std::string sha256;                            // of the template's JSON
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

/// The stack that is deployed: a nested one is part of it.
inline const Stack& outermost(const Stack& stack) {
  const Stack* around = &stack;
  while (around->nesting_parent() != nullptr) around = around->nesting_parent();
  return *around;
}

/// File names in the assembly.
std::string template_file(const StackPlan& plan);
std::string yaml_template_file(const StackPlan& plan);

/// Takes a rendered template; called on any thread. `yaml` is empty unless asked for.
using TemplateSink = std::function<void(const StackPlan& stack, std::string_view json, std::string_view yaml)>;

/// Runs every pass up to validation: what it finds wrong stands in the App's diagnostics.
Plan make_plan(App& app, TemplateFormat format, unsigned threads);

/// Renders every template, nested ones first; a nested stack's hash becomes its parent's TemplateURL.
void render(Plan& plan, const TemplateSink& sink);

/// Writes an assembly: the templates as they come, on any thread, and at the end the rest. What was not finished leaves
/// no trace.
class AssemblyWriter {
 public:
  /// Makes the folders. Throws `Error`.
  AssemblyWriter(const Plan& plan, const std::string& output_directory);
  ~AssemblyWriter();
  AssemblyWriter(const AssemblyWriter&) = delete;
  AssemblyWriter& operator=(const AssemblyWriter&) = delete;

  void write_template(const StackPlan& stack, std::string_view json, std::string_view yaml) const;
  /// Writes assets, manifests and tree, and puts the assembly in the place of the old one.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Calls `work(i)` for i below `count` on as many threads as asked. The first that throws, by its
/// number, is thrown again when all are done.
void in_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace tenon::synth
