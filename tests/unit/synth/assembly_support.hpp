#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "../../../src/synth/plan.hpp"
#include "../construct/asset_tree.hpp"
#include "tenon/construct/digest.hpp"
#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"

namespace tenon::testing_support {

/// Keeps the order of keys and compares it.
using OrderedJson = nlohmann::ordered_json;

inline void collect_stacks(Construct& construct, std::vector<Stack*>& stacks) {
  if (is_stack(construct)) stacks.push_back(&static_cast<Stack&>(construct));
  for (Construct* child : construct.children()) collect_stacks(*child, stacks);
}

/// A template that only says whose it is.
inline std::string template_of(const synth::StackPlan& plan) {
  return "{\"Description\":\"" + plan.stack->path() + "\"}";
}

/// A plan of the App as the earlier passes leave it.
inline synth::Plan plan_of(App& app) {
  synth::Plan plan;
  plan.app = &app;
  plan.threads = 2;
  std::vector<Stack*> stacks;
  collect_stacks(app, stacks);
  for (Stack* stack : stacks) {
    auto own = std::make_unique<synth::StackPlan>();
    own->stack = stack;
    own->stage = &stack->stage();
    own->sha256 = sha256_hex(template_of(*own));
    plan.stacks.push_back(std::move(own));
  }
  return plan;
}

/// Writes the assembly as synthesis does, the templates first.
inline void write_assembly(const synth::Plan& plan, const std::string& folder) {
  synth::AssemblyWriter writer(plan, folder);
  const bool yaml = plan.format == TemplateFormat::yaml;
  for (const auto& stack : plan.stacks) {
    writer.write_template(*stack, template_of(*stack), yaml ? "Description: " + stack->stack->path() + "\n" : "");
  }
  writer.finish();
}

inline Resource& add_queue(Construct& scope, std::string_view id = "Queue") {
  return scope.add(id, Resource::Props{.Type = "AWS::SQS::Queue"});
}

inline Environment ireland() { return {.account = AccountId("123456789012"), .region = Region("eu-west-1")}; }

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream.is_open()) << file;
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline OrderedJson json_of(const std::filesystem::path& file) { return OrderedJson::parse(text_of(file)); }

/// Everything in the folder by its relative path: contents of files, texts of links, "/" for folders.
inline std::map<std::string, std::string> snapshot(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string& content = files[entry.path().lexically_relative(folder).string()];
    if (entry.is_symlink()) {
      content = "-> " + fs::read_symlink(entry.path()).string();
    } else {
      content = entry.is_directory() ? "/" : text_of(entry.path());
    }
  }
  return files;
}

/// Names in a folder.
inline std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The id of the `Error` that the function throws; "none" when it throws nothing.
template <class Function>
std::string error_id_of(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return std::string(error.id());
  }
  return "none";
}

}  // namespace tenon::testing_support
