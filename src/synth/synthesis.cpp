#include "tenon/synth/synthesis.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "functions.hpp"
#include "node_json.hpp"
#include "passes.hpp"
#include "tenon/construct/naming.hpp"

namespace tenon {

namespace synth {

namespace {

constexpr std::string_view path_metadata_context = "aws:cdk:enable-path-metadata";

void collect_stacks(Construct& construct, std::vector<Stack*>& stacks) {
  if (is_stack(construct)) stacks.push_back(&static_cast<Stack&>(construct));
  for (Construct* child : ordered_children(construct)) collect_stacks(*child, stacks);
}

bool has_path_metadata(const Stack& stack) {
  if (const auto own = TreeAccess::state(stack).path_metadata) return *own;
  if (stack.nesting_parent() != nullptr) return has_path_metadata(*stack.nesting_parent());
  const Value<Json> context = stack.context(path_metadata_context);
  // Command lines give context as text: `--context aws:cdk:enable-path-metadata=true`.
  if (context.is_text()) return context.text() == "true";
  return context.is_set() && context.kind() == NodeKind::boolean && context.boolean();
}

std::unique_ptr<StackPlan> plan_of_stack(Stack& stack) {
  auto plan = std::make_unique<StackPlan>();
  plan->stack = &stack;
  plan->stage = &stack.stage();
  plan->path_metadata = has_path_metadata(stack);
  for (const std::string& transform : TreeAccess::state(stack).transforms) {
    if (std::ranges::find(plan->transforms, transform) == plan->transforms.end())
      plan->transforms.push_back(transform);
  }
  return plan;
}

void collect_elements(const Construct& construct, std::vector<const Element*>& elements) {
  if (const Element* const element = as_element(construct)) elements.push_back(element);
  for (const Construct* child : ordered_children(construct)) {
    if (!is_stack(*child)) collect_elements(*child, elements);
  }
}

bool has_errors(const App& app) {
  return std::ranges::any_of(app.diagnostics(),
                             [](const Diagnostic& each) { return each.severity == Severity::error; });
}

/// What the passes found in an earlier run they find again: `template_text` of one stack after another is one
/// App's.
void forget_findings(App& app) {
  TreeAccess::AppState& state = TreeAccess::state(app);
  const auto begin = state.diagnostics.begin();
  state.diagnostics.erase(begin + static_cast<std::ptrdiff_t>(state.found_first),
                          begin + static_cast<std::ptrdiff_t>(state.found_last));
  state.found_first = state.found_last = 0;
}

unsigned thread_count(unsigned asked) {
  return asked != 0 ? asked : std::max(1U, std::thread::hardware_concurrency());
}

/// The macros that make types of their own: a template with such a resource needs them.
void add_transforms_of_types(StackPlan& plan) {
  for (const Element* element : plan.elements) {
    const Resource* const resource = as_resource(*element);
    const TypeFacts* const facts = resource != nullptr ? resource->type_facts() : nullptr;
    if (facts == nullptr || facts->transform == nullptr || resource->is_imported()) continue;
    if (std::ranges::find(plan.transforms, facts->transform) == plan.transforms.end()) {
      plan.transforms.emplace_back(facts->transform);
    }
  }
}

/// Ids are computed here, each stack's by one thread; the walks only read them.
void list_elements(StackPlan& plan) {
  plan.elements = elements_of(*plan.stack);
  add_transforms_of_types(plan);
  for (const Element* element : plan.elements) element->logical_id();
  plan.stack->artifact_id();
}

void add_language_extensions(Plan& plan, const std::vector<Inspection>& inspections) {
  for (std::size_t i = 0; i < plan.stacks.size(); ++i) {
    auto& transforms = plan.stacks[i]->transforms;
    if (!inspections[i].needs_language_extensions) continue;
    if (std::ranges::find(transforms, language_extensions) != transforms.end()) continue;
    // It must come before macros that would meet its functions.
    transforms.insert(transforms.begin(), std::string(language_extensions));
  }
}

}  // namespace

StackPlan& Plan::of(const Stack& stack) const {
  return **std::ranges::find(stacks, &stack, [](const auto& plan) { return plan->stack; });
}

std::vector<const Element*> elements_of(const Stack& stack) {
  std::vector<const Element*> elements;
  for (const Construct* child : ordered_children(stack)) {
    if (!is_stack(*child)) collect_elements(*child, elements);
  }
  return elements;
}

std::string template_file(const StackPlan& plan) {
  const Stack& stack = *plan.stack;
  if (const auto& own = TreeAccess::state(stack).template_file) return *own;
  if (stack.nesting_parent() == nullptr) return template_file_name(stack.artifact_id());
  return nested_template_file_name(stack.artifact_id());
}

std::string yaml_template_file(const StackPlan& plan) {
  if (const auto& own = TreeAccess::state(*plan.stack).yaml_template_file) return *own;
  std::string name = template_file(plan);
  constexpr std::string_view extension = ".json";
  if (name.ends_with(extension)) name.resize(name.size() - extension.size());
  return name + ".yaml";
}

void in_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::size_t failed = count;
  std::mutex failure_mutex;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(failure_mutex);
        if (i < failed) failed = i, failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < threads && i < count; ++i) helpers.emplace_back(run);
  run();
  for (std::thread& helper : helpers) helper.join();
  if (failure != nullptr) std::rethrow_exception(failure);
}

Plan make_plan(App& app, TemplateFormat format, unsigned threads) {
  forget_findings(app);
  run_aspects(app);
  TreeAccess::state(app).found_first = app.diagnostics().size();
  std::vector<Stack*> stacks;
  collect_stacks(app, stacks);
  Plan plan{.app = &app, .stacks = {}, .format = format, .threads = thread_count(threads)};
  for (Stack* stack : stacks) plan.stacks.push_back(plan_of_stack(*stack));
  in_parallel(plan.threads, plan.stacks.size(), [&](std::size_t i) { list_elements(*plan.stacks[i]); });
  std::vector<Inspection> inspections(plan.stacks.size());
  in_parallel(plan.threads, plan.stacks.size(),
              [&](std::size_t i) { inspections[i] = inspect(*plan.stacks[i]); });
  for (Inspection& inspection : inspections) {
    for (Diagnostic& diagnostic : inspection.diagnostics) app.report(std::move(diagnostic));
  }
  std::vector<StackEdge> edges;
  resolve_references(plan, inspections, edges);
  resolve_dependencies(plan, inspections, edges);
  order_stacks(plan, edges);
  for (const auto& stack : plan.stacks) add_bootstrap_elements(*stack);
  add_language_extensions(plan, inspections);
  validate(plan, inspections);
  TreeAccess::state(app).found_last = app.diagnostics().size();
  return plan;
}

}  // namespace synth

Synthesis synthesize(App& app, const SynthesisOptions& options) {
  synth::Plan plan = synth::make_plan(app, options.format, options.threads);
  if (!synth::has_errors(app)) {
    synth::AssemblyWriter writer(plan, options.output_directory);
    synth::render(plan, [&writer](const synth::StackPlan& stack, std::string_view json,
                                  std::string_view yaml) { writer.write_template(stack, json, yaml); });
    if (!synth::has_errors(app)) writer.finish();
  }
  return {.diagnostics = {app.diagnostics().begin(), app.diagnostics().end()},
          .succeeded = !synth::has_errors(app)};
}

std::string template_text(Stack& stack, TemplateFormat format) {
  App& app = stack.app();
  synth::Plan plan = synth::make_plan(app, format, 1);
  std::string text;
  if (!synth::has_errors(app)) {
    synth::render(plan, [&](const synth::StackPlan& rendered, std::string_view json, std::string_view yaml) {
      if (rendered.stack == &stack) text = format == TemplateFormat::json ? json : yaml;
    });
  }
  if (!synth::has_errors(app)) return text;
  std::string message = "the app has errors, and the stack '" + stack.path() + "' no template";
  for (const Diagnostic& diagnostic : app.diagnostics()) message += "\n" + to_string(diagnostic);
  throw Error("synthesis-failed", message);
}

std::string resolved_json(const Node& node) { return synth::compact_json(synth::StackPlan(), node); }

std::vector<StackSummary> list_stacks(App& app) {
  const synth::Plan plan = synth::make_plan(app, TemplateFormat::json, 1);
  std::vector<StackSummary> summaries;
  for (const synth::StackPlan* stack : synth::deployment_order(plan)) {
    const Environment& env = stack->stack->environment();
    summaries.push_back({stack->stack->path(), stack->stack->stack_name(),
                         fmt::format("aws://{}/{}", env.account ? env.account->text() : "unknown-account",
                                     env.region ? env.region->text() : "unknown-region")});
  }
  return summaries;
}

}  // namespace tenon
