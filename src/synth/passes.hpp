#pragma once

/// \file
/// The passes of synthesis, in the order in which they run.

#include <functional>

#include "inspection.hpp"
#include "plan.hpp"

namespace tenon::synth {

/// Runs the user's aspects, then gives resources their tags and removal policies and lets constructs prepare, then runs
/// read-only aspects.
void run_aspects(App& app);

/// Adds what the stack's synthesizer asks of a template: the parameter and rule of the bootstrap version, behind all else
/// (CDK rule 4.9).
void add_bootstrap_elements(StackPlan& plan);

/// Lists the stack's elements, depth first, not entering other stacks.
std::vector<const Element*> elements_of(const Stack& stack);

/// An order between two stacks and what asks for it.
struct StackEdge {
  StackPlan* from;   // deployed after `to`
  StackPlan* to;
  std::string reason;
  std::source_location where;
};

/// Wires references between stacks: parameters and outputs of nested stacks, exports or weak outputs. Adds the orders
/// between stacks that follow.
void resolve_references(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges);

/// Turns dependencies between constructs into DependsOn and orders between stacks.
void resolve_dependencies(Plan& plan, std::vector<Inspection>& inspections, std::vector<StackEdge>& edges);

/// Sets `StackPlan::dependencies` and reports cycles between stacks.
void order_stacks(Plan& plan, const std::vector<StackEdge>& edges);

/// The stacks that the manifest lists, each behind those that are deployed before it; else in the order of the tree.
std::vector<const StackPlan*> deployment_order(const Plan& plan);

/// Reports cycles of resources, exceeded limits and physical names that two resources have.
void validate(const Plan& plan, const std::vector<Inspection>& inspections);

}  // namespace tenon::synth
