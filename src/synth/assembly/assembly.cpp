#include <string>
#include <unordered_map>
#include <vector>

#include "../plan.hpp"
#include "asset_manifest.hpp"
#include "layout.hpp"
#include "manifest.hpp"
#include "metadata.hpp"
#include "output_folder.hpp"
#include "staging.hpp"
#include "tenon/construct/diagnostic.hpp"
#include "tree_json.hpp"

namespace tenon::synth {

namespace {

/// Whether the name stays in the assembly's folder.
bool is_inside(std::string_view name) {
  if (name.empty() || name.starts_with('/')) return false;
  for (;;) {
    const std::size_t end = name.find('/');
    if (name.substr(0, end) == "..") return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 1);
  }
}

void write_texts(const Plan& plan, const Assembly& assembly, const Annotations& annotations,
                 const FileTree& files) {
  for (const ListedStack& stack : assembly.stacks) {
    if (!has_asset_manifest(*stack.plan->stack)) continue;
    files.write(assembly.folder + asset_manifest_file(*stack.plan->stack),
                asset_manifest_json(stack, assembly));
  }
  files.write(assembly.folder + "manifest.json", manifest_json(assembly, plan, annotations).view());
  files.write(assembly.folder + "cdk.out", version_file_json());
}

/// The name in the output folder, whose own folder is made.
std::string place(const FileTree& files, const Assembly& assembly, const std::string& name) {
  if (!is_inside(name)) {
    throw Error("output-not-written", "the template file '" + name + "' does not lie in the output folder");
  }
  std::string whole = assembly.folder + name;
  if (const std::size_t end = whole.rfind('/'); end != std::string::npos)
    files.make_directory(whole.substr(0, end));
  return whole;
}

}  // namespace

struct AssemblyWriter::State {
  struct TemplateFiles {
    std::string json;
    std::string yaml;
  };

  State(const Plan& plan_of_app, const std::string& output_directory)
      : plan(plan_of_app), output(output_directory), assemblies(assemblies_of(plan_of_app)) {}

  void add(const Assembly& assembly, const StackPlan& stack) {
    templates[&stack] = {place(output.files(), assembly, template_file(stack)),
                         plan.format == TemplateFormat::yaml
                             ? place(output.files(), assembly, yaml_template_file(stack))
                             : std::string()};
  }

  const Plan& plan;
  OutputFolder output;
  std::vector<Assembly> assemblies;
  std::unordered_map<const StackPlan*, TemplateFiles> templates;
};

AssemblyWriter::AssemblyWriter(const Plan& plan, const std::string& output_directory)
    : state_(std::make_unique<State>(plan, output_directory)) {
  for (const Assembly& assembly : state_->assemblies) {
    if (!assembly.folder.empty()) {
      state_->output.files().make_directory(assembly.folder.substr(0, assembly.folder.size() - 1));
    }
    for (const ListedStack& stack : assembly.stacks) {
      state_->add(assembly, *stack.plan);
      for (const StackPlan* nested : stack.nested) state_->add(assembly, *nested);
    }
  }
}

AssemblyWriter::~AssemblyWriter() = default;

void AssemblyWriter::write_template(const StackPlan& stack, std::string_view json,
                                    std::string_view yaml) const {
  const State::TemplateFiles& names = state_->templates.at(&stack);
  state_->output.files().write(names.json, json);
  if (!yaml.empty()) state_->output.files().write(names.yaml, yaml);
}

void AssemblyWriter::finish() {
  const Plan& plan = state_->plan;
  const FileTree& files = state_->output.files();
  stage_assets(plan, state_->output);
  const Annotations annotations(*plan.app);
  // The tree is the largest of these texts, so it comes first.
  in_parallel(plan.threads, state_->assemblies.size() + 1, [&](std::size_t i) {
    if (i == 0) {
      files.write("tree.json", tree_json(plan).view());
    } else {
      write_texts(plan, state_->assemblies[i - 1], annotations, files);
    }
  });
  state_->output.commit();
}

}  // namespace tenon::synth
