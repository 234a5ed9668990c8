#pragma once

/// \file
/// What constructs keep out of their headers, and the library's own access to it.

#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"

namespace tenon {

/// A dependency and the line that asked for it.
struct DependencyEdge {
  const Construct* on;
  std::source_location where;
};

struct TagChange {
  std::string key;
  Value<std::string> value;  // unset: the tag is taken away
  int priority;
  std::vector<std::string> include_resource_types;
  std::vector<std::string> exclude_resource_types;
  bool apply_to_launched_instances;
};

struct RemovalPolicyRule {
  RemovalPolicy policy;
  std::vector<std::string> resource_types;
  bool overwrite;
};

struct PrioritizedAspect {
  int priority;
  std::unique_ptr<Aspect> aspect;
};

/// One `acknowledge`.
struct AcknowledgedRule {
  std::string id;
  std::string reason;
  std::string resource_type;  // empty: all
  std::source_location where;
};

struct Construct::Extras {
  std::vector<std::pair<std::string, Value<Json>>> context;
  std::vector<DependencyEdge> dependencies;
  std::vector<TagChange> tags;
  std::vector<RemovalPolicyRule> removal_policies;
  std::vector<PrioritizedAspect> aspects;
  std::vector<AcknowledgedRule> acknowledged;
};

/// Children by id, kept once they are too many to look through.
struct Construct::Index {
  std::unordered_map<std::string_view, Construct*> by_id;
};

/// One `add_override`; an unset value deletes.
struct Override {
  std::string path;
  Node value;
};

struct Resource::Details {
  std::string untyped;  // the type, where there are no facts
  const Condition* condition = nullptr;
  Node deletion_policy;
  Node update_replace_policy;
  Node creation_policy;
  Node update_policy;
  std::string version;
  std::string description;
  std::vector<std::pair<std::string, Node>> metadata;
  std::vector<Override> overrides;
  std::vector<std::pair<std::string, Node>> imported_attributes;
};

/// A file asset as the stack's manifest lists it.
struct StagedFile {
  std::string hash;
  std::string source;       // on this machine
  std::string staged_name;  // in the assembly: "asset.<hash>.py"
  std::string object_key;
  FileAssetProps props;
  bool is_directory = false;
};

struct StagedImage {
  std::string hash;
  std::string source;
  std::string staged_name;
  DockerImageAssetProps props;
};

/// A look-up that the context does not answer yet.
struct MissingContext {
  std::string key;
  std::string provider;
  std::vector<TextEntry> properties;
};

/// One `rename_logical_id`.
struct Rename {
  std::string from;
  std::string to;
  bool used = false;
};

struct Stack::State {
  Environment env;
  std::string stack_name;
  mutable std::string artifact_id;
  std::string description;
  std::optional<Synthesizer> synthesizer;
  std::vector<TextEntry> tags;
  bool termination_protection = false;
  std::vector<std::string> notification_arns;
  std::optional<std::string> template_file;
  std::optional<std::string> yaml_template_file;
  std::string template_format_version;
  std::vector<std::string> transforms;
  std::vector<std::pair<std::string, Node>> metadata;
  std::vector<Rename> renames;
  std::optional<ReferenceStrength> cross_stack_references;
  std::vector<std::pair<const Element*, ReferenceStrength>> reference_strengths;
  std::optional<bool> path_metadata;
  bool acknowledgments_in_template = true;
  std::vector<StagedFile> files;
  std::vector<StagedImage> images;
  Stack* nesting_parent = nullptr;
};

struct App::State {
  std::vector<Diagnostic> diagnostics;
  // Those of the last run of the passes, which another run finds again.
  std::size_t found_first = 0;
  std::size_t found_last = 0;
  std::set<std::pair<const Aspect*, const Construct*>> visited;
  std::vector<MissingContext> missing;
  std::vector<std::pair<std::string, Value<Json>>> context;  // of the CLI: wins over everything set in code
  std::string failed_construct;
  bool any_acknowledged = false;  // else no resource looks for what is acknowledged around it
};

/// The library's way into the tree.
class TreeAccess {
 public:
  using ConstructExtras = Construct::Extras;
  using ResourceDetails = Resource::Details;
  using StackState = Stack::State;
  using AppState = App::State;

  static const std::vector<std::unique_ptr<Construct>>& children(const Construct& construct) {
    return construct.children_;
  }
  static const Construct::Extras* extras(const Construct& construct) { return construct.extras_.get(); }
  static Construct::Extras& make_extras(Construct& construct) { return construct.extras(); }
  static void prepare(Construct& construct) { construct.prepare(); }
  static App::State& state(const App& app) { return *app.state_; }
  static Stack::State& state(const Stack& stack) { return *stack.state_; }
  static const Resource::Details* details(const Resource& resource) { return resource.details_.get(); }
  /// Whether the resource's own tags are as the template has them, so that without changes there is nothing
  /// to do.
  static bool tags_in_order(const Resource& resource) { return resource.tags_in_order_; }
  static Resource::Details& make_details(Resource& resource) { return resource.details(); }
  static Node& body(Element& element) { return element.body_; }
  static void set_logical_id(const Element& element, std::string id) { element.logical_id_ = std::move(id); }
  static bool is_overridden(const Element& element) { return element.overridden_; }
  static void lock_logical_id(const Element& element) { element.locked_ = true; }
};

/// Children in CDK's order (CDK rule 4.1).
std::vector<Construct*> ordered_children(const Construct& construct);

/// Whether the construct is an `Element`, and which.
inline const Element* as_element(const Construct& construct) {
  return construct.kind() >= ConstructKind::resource ? static_cast<const Element*>(&construct) : nullptr;
}
inline const Resource* as_resource(const Construct& construct) {
  return construct.kind() == ConstructKind::resource ? static_cast<const Resource*>(&construct) : nullptr;
}
inline bool is_stack(const Construct& construct) {
  return construct.kind() == ConstructKind::stack || construct.kind() == ConstructKind::nested_stack;
}
inline bool is_stage(const Construct& construct) {
  return construct.kind() == ConstructKind::stage || construct.kind() == ConstructKind::app;
}

}  // namespace tenon
