#pragma once

/// \file
/// One walk over a stack's nodes: checks values against the facts, resolves names, and collects references.

#include "physical_names.hpp"
#include "plan.hpp"

namespace tenon::synth {

/// Element by logical id.
using ElementsById = std::unordered_map<std::string_view, const Element*>;

/// A resource that refers to another of its stack, and by which property.
struct ResourceEdge {
  const Element* from;
  const Element* to;
  std::string_view property;  // of `from`, at the top level
  bool conditional = false;   // inside Fn::If
};

/// What the walk over one stack found. Reported by the caller, so that stacks can be walked in parallel.
struct Inspection {
  ElementsById by_id;
  std::vector<Diagnostic> diagnostics;
  std::vector<ResourceEdge> edges;
  std::vector<CrossReference> cross_references;
  std::vector<PhysicalName> physical_names;
  bool needs_language_extensions = false;
};

Inspection inspect(const StackPlan& plan);

}  // namespace tenon::synth
