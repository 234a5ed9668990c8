#include <string>
#include <vector>

#include "../plan.hpp"
#include "asset_manifest.hpp"
#include "file_queue.hpp"
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

void add_template(FileQueue& queue, const FileTree& files, const Assembly& assembly, const std::string& name,
                  std::string_view text) {
  if (!is_inside(name)) {
    throw Error("output-not-written", "the template file '" + name + "' does not lie in the output folder");
  }
  const std::string whole = assembly.folder + name;
  if (const std::size_t end = whole.rfind('/'); end != std::string::npos)
    files.make_directory(whole.substr(0, end));
  queue.add(whole, text);
}

void add_templates(FileQueue& queue, const FileTree& files, const Assembly& assembly, const StackPlan& plan) {
  add_template(queue, files, assembly, template_file(plan), plan.json);
  if (!plan.yaml.empty()) add_template(queue, files, assembly, yaml_template_file(plan), plan.yaml);
}

void write_texts(const Plan& plan, const Assembly& assembly, const Annotations& annotations,
                 const FileTree& files) {
  for (const ListedStack& stack : assembly.stacks) {
    if (!has_asset_manifest(*stack.plan->stack)) continue;
    files.write(assembly.folder + asset_manifest_file(*stack.plan->stack),
                asset_manifest_json(stack, assembly));
  }
  files.write(assembly.folder + "manifest.json", manifest_json(assembly, plan, annotations));
  files.write(assembly.folder + "cdk.out", version_file_json());
}

}  // namespace

void write_assembly(const Plan& plan, const std::string& output_directory) {
  OutputFolder output(output_directory);
  const FileTree& files = output.files();
  const std::vector<Assembly> assemblies = assemblies_of(plan);

  FileQueue templates(files, plan.threads);
  for (const Assembly& assembly : assemblies) {
    if (!assembly.folder.empty()) files.make_directory(assembly.folder.substr(0, assembly.folder.size() - 1));
    for (const ListedStack& stack : assembly.stacks) {
      add_templates(templates, files, assembly, *stack.plan);
      for (const StackPlan* nested : stack.nested) add_templates(templates, files, assembly, *nested);
    }
  }
  templates.start();

  stage_assets(plan, output);
  const Annotations annotations(*plan.app);
  for (const Assembly& assembly : assemblies) write_texts(plan, assembly, annotations, files);
  files.write("tree.json", tree_json(plan));
  templates.finish();
  output.commit();
}

}  // namespace tenon::synth
