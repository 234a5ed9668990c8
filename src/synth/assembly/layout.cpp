#include "layout.hpp"

#include <unordered_map>
#include <utility>

#include "../passes.hpp"

namespace tenon::synth {

namespace {

using Nesting = std::unordered_map<const Stack*, std::vector<const StackPlan*>>;

void append_nested(const Stack& around, const Nesting& nesting, std::vector<const StackPlan*>& nested) {
  const auto found = nesting.find(&around);
  if (found == nesting.end()) return;
  for (const StackPlan* inner : found->second) {
    append_nested(*inner->stack, nesting, nested);
    nested.push_back(inner);
  }
}

class AssemblyFinder {
 public:
  std::vector<Assembly> find(const Plan& plan) {
    enter(*plan.app, {}, {});
    Nesting nesting;
    for (const auto& stack : plan.stacks) {
      if (!is_top_level(*stack)) nesting[stack->stack->nesting_parent()].push_back(stack.get());
    }
    // The CDK CLI lists stacks as the manifest does.
    for (const StackPlan* stack : deployment_order(plan)) {
      ListedStack listed{stack, {}};
      append_nested(*stack->stack, nesting, listed.nested);
      assemblies_[of_stage_.at(stack->stage)].stacks.push_back(std::move(listed));
    }
    return std::move(assemblies_);
  }

 private:
  void enter(const Stage& stage, const std::string& folder, const std::string& to_root) {
    const std::size_t own = assemblies_.size();
    of_stage_.emplace(&stage, own);
    assemblies_.push_back(
        {.stage = &stage, .folder = folder, .to_root = to_root, .stages = {}, .stacks = {}});
    find_stages(stage, own);
    for (const Stage* inner : std::vector(assemblies_[own].stages)) {
      enter(*inner, folder + inner->artifact_id() + "/", to_root + "../");
    }
  }

  void find_stages(const Construct& construct, std::size_t own) {
    if (TreeAccess::children(construct).empty()) return;
    for (const Construct* child : ordered_children(construct)) {
      if (is_stage(*child)) {
        assemblies_[own].stages.push_back(static_cast<const Stage*>(child));
      } else {
        find_stages(*child, own);
      }
    }
  }

  std::vector<Assembly> assemblies_;
  std::unordered_map<const Stage*, std::size_t> of_stage_;
};

}  // namespace

std::vector<Assembly> assemblies_of(const Plan& plan) { return AssemblyFinder().find(plan); }

std::string asset_manifest_file(const Stack& stack) { return stack.artifact_id() + ".assets.json"; }

bool has_asset_manifest(const Stack& stack) {
  return stack.synthesizer().style != Synthesizer::Style::bootstrapless;
}

}  // namespace tenon::synth
