#include "tree_json.hpp"

#include <typeindex>
#include <typeinfo>
#include <unordered_map>
#include <utility>

#include "class_name.hpp"
#include "tenon/version.hpp"

namespace tenon::synth {

namespace {

constexpr std::size_t usual_bytes_per_element = 320;

/// What the construct says itself, else Tenon's version for Tenon's own classes.
std::string_view version_of(const Construct& construct, std::string_view class_name) {
  if (const std::string_view own = construct.library_version(); !own.empty()) return own;
  return class_name.starts_with("tenon.") ? version : "0.0.0";
}

class TreeWriter {
 public:
  explicit TreeWriter(std::size_t elements) { json_.reserve(elements * usual_bytes_per_element); }

  JsonText write(const App& app) && {
    json_.begin_object();
    put("version", "tree-0.1");
    json_.key("tree");
    node(app, "App");
    json_.end_object();
    return std::move(json_);
  }

 private:
  void node(const Construct& construct, std::string_view id) {
    json_.begin_object();
    put("id", id);
    put("path", path_);
    json_.key("constructInfo");
    json_.written(info_of(construct));
    if (const Resource* const resource = as_resource(construct)) attributes(*resource);
    children(construct);
    json_.end_object();
  }

  void attributes(const Resource& resource) {
    if (resource.is_imported()) return;
    json_.key("attributes");
    json_.begin_object();
    put("aws:cdk:cloudformation:type", resource.type());
    put("aws:cdk:cloudformation:logicalId", resource.logical_id());
    json_.end_object();
  }

  void children(const Construct& construct) {
    if (TreeAccess::children(construct).empty()) return;
    const std::size_t length = path_.size();
    json_.key("children");
    json_.begin_object();
    for (const Construct* child : ordered_children(construct)) {
      if (length > 0) path_ += '/';
      path_ += child->id();
      json_.key(child->id());
      node(*child, child->id());
      path_.resize(length);
    }
    json_.end_object();
  }

  void put(std::string_view key, std::string_view value) {
    json_.key(key);
    json_.text(value);
  }

  /// Ready JSON: few classes have many constructs.
  const std::string& info_of(const Construct& construct) {
    std::string& info = infos_[std::type_index(typeid(construct))];
    if (!info.empty()) return info;
    JsonText json(0);
    json.begin_object();
    json.key("fqn");
    const std::string name = class_name(construct);
    json.text(name);
    json.key("version");
    json.text(version_of(construct, name));
    json.end_object();
    return info = json.take();
  }

  JsonText json_{0};
  std::string path_;  // of the construct that is being written
  std::unordered_map<std::type_index, std::string> infos_;
};

}  // namespace

JsonText tree_json(const Plan& plan) {
  std::size_t elements = 0;
  for (const auto& stack : plan.stacks) elements += stack->elements.size();
  return TreeWriter(elements).write(*plan.app);
}

}  // namespace tenon::synth
