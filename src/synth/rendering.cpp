#include <algorithm>

#include "../construct/asset_location.hpp"
#include "passes.hpp"
#include "template.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/value/expression.hpp"
#include "yaml_text.hpp"

namespace tenon::synth {

namespace {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t max_template_bytes = 1'048'576;
// CDK warns here (CDK rule 4.9).
constexpr std::size_t large_template_bytes = 800'000;

std::size_t nesting_depth(const StackPlan& plan) {
  std::size_t depth = 0;
  for (const Stack* each = plan.stack->nesting_parent(); each != nullptr; each = each->nesting_parent()) ++depth;
  return depth;
}

void render_stack(StackPlan& plan, TemplateFormat format) {
  plan.json = render_json(plan);
  // A nested stack is known by its text without indentation (CDK rule 4.9).
  plan.sha256 = sha256_hex(is_top_level(plan) ? plan.json : render_json(plan, false));
  if (format == TemplateFormat::yaml) plan.yaml = yaml_of(plan.json);
}

/// The parent's resource learns where the nested template will be.
void set_template_url(const StackPlan& plan) {
  Stack* top = plan.stack->nesting_parent();
  while (top->nesting_parent() != nullptr) top = top->nesting_parent();
  const StagedFile file{.hash = plan.sha256,
                        .source = {},
                        .staged_name = template_file(plan),
                        .object_key = top->synthesizer().bucket_prefix + plan.sha256 + ".json",
                        .props = {.path = {}},
                        .is_directory = false};
  Resource& resource = static_cast<NestedStack&>(*plan.stack).nested_stack_resource();
  resource.set_property("TemplateURL", location_of(*top, file).http_url);
}

void check_size(const StackPlan& plan) {
  if (plan.json.size() <= large_template_bytes) return;
  const bool too_large = plan.json.size() > max_template_bytes;
  plan.stack->report({.severity = too_large ? Severity::error : Severity::warning,
                      .id = too_large ? "template-too-large" : "template-large",
                      .path = plan.stack->path(),
                      .value = std::to_string(plan.json.size()) + " bytes",
                      .allowed = "at most " + std::to_string(max_template_bytes) + " bytes; split the stack",
                      .message = too_large ? "CloudFormation takes no template of this size"
                                           : "the template comes near to the largest that CloudFormation takes",
                      .where = plan.stack->where()});
}

}  // namespace

void render(Plan& plan) {
  std::size_t deepest = 0;
  for (const auto& stack : plan.stacks) deepest = std::max(deepest, nesting_depth(*stack));
  for (std::size_t depth = deepest + 1; depth-- > 0;) {
    std::vector<StackPlan*> level;
    for (const auto& stack : plan.stacks) {
      if (nesting_depth(*stack) == depth) level.push_back(stack.get());
    }
    in_parallel(plan.threads, level.size(), [&](std::size_t i) { render_stack(*level[i], plan.format); });
    if (depth == 0) break;
    for (const StackPlan* stack : level) set_template_url(*stack);
  }
  for (const auto& stack : plan.stacks) check_size(*stack);
}

}  // namespace tenon::synth
