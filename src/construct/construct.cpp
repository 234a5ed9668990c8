#include "tenon/construct/construct.hpp"

#include <algorithm>

#include "../value/pool.hpp"
#include "state.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/construct/ordering.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

namespace {

constexpr std::size_t children_looked_through = 12;

std::vector<std::string> copies(std::span<const std::string_view> texts) { return {texts.begin(), texts.end()}; }

}  // namespace

Construct::Construct(const Scope& scope, ConstructKind kind)
    : parent_(&scope.parent()), id_(scope.id()), where_(scope.where()), kind_(kind) {}

Construct::Construct(Root, ConstructKind kind, std::source_location where) : where_(where), kind_(kind) {}

// Later constructs may refer to earlier ones, so the last is destroyed first.
Construct::~Construct() {
  while (!children_.empty()) children_.pop_back();
}

void* Construct::operator new(std::size_t bytes) { return detail::take_block(bytes); }
void Construct::operator delete(void* memory, std::size_t bytes) noexcept { detail::give_back_block(memory, bytes); }

Construct::Slot Construct::reserve(std::string_view id, std::source_location where) {
  std::string sanitized = sanitize_id(id);
  if (sanitized.empty()) throw Error("empty-id", "a construct below '" + path() + "' has an empty id");
  if (find_child(sanitized) != nullptr) {
    report({.id = "duplicate-construct-id",
            .path = path(),
            .value = sanitized,
            .allowed = "an id that no sibling has",
            .message = "there is already a construct with this id",
            .where = where});
    // Building goes on so that all mistakes are reported together.
    std::size_t number = 2;
    while (find_child(sanitized + "--" + std::to_string(number)) != nullptr) ++number;
    sanitized += "--" + std::to_string(number);
  }
  return {this, std::move(sanitized)};
}

// An unfilled slot means that an exception leaves the constructor; the innermost construct is the one to name.
Construct::Slot::~Slot() {
  if (filled) return;
  std::string path = parent->path();
  if (!path.empty()) path += '/';
  path += id;
  std::string& failed = TreeAccess::state(parent->app()).failed_construct;
  if (!failed.starts_with(path + '/')) failed = std::move(path);
}

Construct& Construct::own(Slot& slot, std::unique_ptr<Construct> child) {
  slot.filled = true;
  Construct& added = *child;
  children_.push_back(std::move(child));
  if (index_ != nullptr) {
    index_->by_id.emplace(added.id_, &added);
  } else if (children_.size() > children_looked_through) {
    index_ = std::make_unique<Index>();
    for (const auto& each : children_) index_->by_id.emplace(each->id_, each.get());
  }
  return added;
}

Construct::Extras& Construct::extras() {
  if (extras_ == nullptr) extras_ = std::make_unique<Extras>();
  return *extras_;
}

std::string Construct::path() const {
  if (parent_ == nullptr) return {};
  std::string path = parent_->path();
  if (!path.empty()) path += '/';
  return path += id_;
}

std::vector<Construct*> ordered_children(const Construct& construct) {
  std::vector<Construct*> ordered;
  const auto& children = TreeAccess::children(construct);
  ordered.reserve(children.size());
  bool any_index = false;
  for (const auto& child : children) {
    ordered.push_back(child.get());
    any_index = any_index || ascii::is_digit(child->id().front());
  }
  if (!any_index) return ordered;
  std::vector<std::string_view> ids;
  for (const Construct* child : ordered) ids.push_back(child->id());
  const auto order = js_key_order(ids);
  if (order.empty()) return ordered;
  std::vector<Construct*> sorted;
  for (const std::size_t index : order) sorted.push_back(ordered[index]);
  return sorted;
}

std::vector<Construct*> Construct::children() const { return ordered_children(*this); }

Construct* Construct::find_child(std::string_view id) const {
  if (index_ != nullptr) {
    const auto found = index_->by_id.find(id);
    return found == index_->by_id.end() ? nullptr : found->second;
  }
  const auto found = std::ranges::find_if(children_, [id](const auto& child) { return child->id_ == id; });
  return found == children_.end() ? nullptr : found->get();
}

Construct* Construct::default_child() const {
  Construct* const by_default = find_child("Default");
  return by_default != nullptr ? by_default : find_child("Resource");
}

App& Construct::app() const {
  const Construct* root = this;
  while (root->parent_ != nullptr) root = root->parent_;
  return const_cast<App&>(static_cast<const App&>(*root));
}

Stage& Construct::stage() const {
  const Construct* construct = this;
  while (!is_stage(*construct)) construct = construct->parent_;
  return const_cast<Stage&>(static_cast<const Stage&>(*construct));
}

Stack* Construct::find_stack() const noexcept {
  const Construct* construct = this;
  while (construct != nullptr && !is_stack(*construct)) construct = construct->parent_;
  return const_cast<Stack*>(static_cast<const Stack*>(construct));
}

Stack& Construct::stack() const {
  Stack* const found = find_stack();
  if (found == nullptr) throw Error("not-in-a-stack", "'" + path() + "' is in no stack; add it below a Stack");
  return *found;
}

void Construct::add_dependency(const Construct& other, std::source_location where) {
  extras().dependencies.push_back({&other, where});
}

void Construct::add_tag(std::string_view key, Value<std::string> value, TagOptions options) {
  extras().tags.push_back({std::string(key), std::move(value), options.priority == 0 ? 100 : options.priority,
                           copies(options.include_resource_types), copies(options.exclude_resource_types),
                           options.apply_to_launched_instances});
}

void Construct::remove_tag(std::string_view key, TagOptions options) {
  if (options.priority == 0) options.priority = 200;
  add_tag(key, {}, options);
}

void Construct::apply_removal_policy_to_subtree(RemovalPolicy policy, std::span<const std::string_view> resource_types,
                                                bool overwrite) {
  extras().removal_policies.push_back({policy, copies(resource_types), overwrite});
}

void Construct::add_aspect(std::unique_ptr<Aspect> aspect, int priority) {
  extras().aspects.push_back({priority, std::move(aspect)});
}

void Construct::add_info(std::string message, std::source_location where) {
  report({.severity = Severity::info, .id = "annotation", .path = path(), .message = std::move(message), .where = where});
}

void Construct::add_warning(std::string message, std::source_location where) {
  report({.severity = Severity::warning,
          .id = "annotation",
          .path = path(),
          .message = std::move(message),
          .where = where});
}

void Construct::add_error(std::string message, std::source_location where) {
  report({.id = "annotation", .path = path(), .message = std::move(message), .where = where});
}

void Construct::report(Diagnostic diagnostic) const {
  TreeAccess::state(app()).diagnostics.push_back(std::move(diagnostic));
}

Value<Json> Construct::context(std::string_view key) const {
  const auto with_key = [key](const auto& entry) { return entry.first == key; };
  const auto& from_cli = TreeAccess::state(app()).context;
  if (const auto found = std::ranges::find_if(from_cli, with_key); found != from_cli.end()) return found->second;
  for (const Construct* scope = this; scope != nullptr; scope = scope->parent_) {
    if (scope->extras_ == nullptr) continue;
    const auto& entries = scope->extras_->context;
    if (const auto found = std::ranges::find_if(entries, with_key); found != entries.end()) return found->second;
  }
  return {};
}

void Construct::set_context(std::string_view key, Value<Json> value) {
  if (!children_.empty()) {
    throw Error("late-context", "the context '" + std::string(key) + "' of '" + path() +
                                    "' must be set before children are added");
  }
  extras().context.emplace_back(key, std::move(value));
}

}  // namespace tenon
