#include <algorithm>

#include "../construct/asset_location.hpp"
#include "json_text.hpp"
#include "passes.hpp"
#include "template.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/value/format.hpp"
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

void render_stack(StackPlan& plan, TemplateFormat format, const TemplateSink& sink) {
  // Kept for the next template: fresh memory costs more than what is written into it.
  thread_local JsonText text(1);
  text.clear();
  render_json(plan, text);
  plan.template_bytes = text.view().size();
  if (is_top_level(plan)) {
    plan.sha256 = sha256_hex(text.view());
  } else {
    // A nested stack is known by its text without indentation (CDK rule 4.9).
    JsonText compact(0);
    render_json(plan, compact);
    plan.sha256 = sha256_hex(compact.view());
  }
  sink(plan, text.view(), format == TemplateFormat::yaml ? yaml_of(text.view()) : std::string());
}

/// The parent's resource learns where the nested template will be.
void set_template_url(const StackPlan& plan) {
  Stack* top = plan.stack->nesting_parent();
  while (top->nesting_parent() != nullptr) top = top->nesting_parent();
  StagedFile file;
  file.hash = plan.sha256;
  file.object_key = top->synthesizer().bucket_prefix + plan.sha256 + ".json";
  Resource& resource = static_cast<NestedStack&>(*plan.stack).nested_stack_resource();
  resource.set_property("TemplateURL", format("https://s3.{}.{}/{}/{}", top->region(), pseudo::url_suffix,
                                              location_of(*top, file).bucket_name, file.object_key));
}

void check_size(const StackPlan& plan) {
  if (plan.template_bytes <= large_template_bytes) return;
  const bool too_large = plan.template_bytes > max_template_bytes;
  plan.stack->report({.severity = too_large ? Severity::error : Severity::warning,
                      .id = too_large ? "template-too-large" : "template-large",
                      .path = plan.stack->path(),
                      .value = std::to_string(plan.template_bytes) + " bytes",
                      .allowed = "at most " + std::to_string(max_template_bytes) + " bytes; split the stack",
                      .message = too_large ? "CloudFormation takes no template of this size"
                                           : "the template comes near to the largest that CloudFormation takes",
                      .where = plan.stack->where()});
}

}  // namespace

void render(Plan& plan, const TemplateSink& sink) {
  std::size_t deepest = 0;
  for (const auto& stack : plan.stacks) deepest = std::max(deepest, nesting_depth(*stack));
  for (std::size_t depth = deepest + 1; depth-- > 0;) {
    std::vector<StackPlan*> level;
    for (const auto& stack : plan.stacks) {
      if (nesting_depth(*stack) == depth) level.push_back(stack.get());
    }
    in_parallel(plan.threads, level.size(), [&](std::size_t i) { render_stack(*level[i], plan.format, sink); });
    if (depth == 0) break;
    for (const StackPlan* stack : level) set_template_url(*stack);
  }
  for (const auto& stack : plan.stacks) check_size(*stack);
  TreeAccess::state(*plan.app).found_last = plan.app->diagnostics().size();
}

}  // namespace tenon::synth
