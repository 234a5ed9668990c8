#pragma once

/// \file
/// The tree: constructs own their children, and every construct knows its path and where it was written.
///
///     auto& stack = app.add("Orders", tenon::Stack::Props{});
///     auto& queue = stack.add("Queue", aws::sqs::Queue::Props{.DelaySeconds = 5});
///
/// Constructs are neither copied, moved nor removed; a reference to one is valid as long as the App lives.

#include <concepts>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

class App;
class Aspect;
class Construct;
class Stack;
class Stage;

/// Which of the library's classes a construct is, without a dynamic cast.
enum class ConstructKind : std::uint8_t {
  construct,
  app,
  stage,
  stack,
  nested_stack,
  resource,
  parameter,
  mapping,
  condition,
  rule,
  output,
  hook,
  for_each
};

/// Where a construct is being added: its parent, its id and the line that adds it. `Construct::add` makes it,
/// and the constructor of a construct hands it on to its base.
class Scope {
 public:
  Construct& parent() const noexcept { return parent_; }
  std::string_view id() const noexcept { return id_; }
  std::source_location where() const noexcept { return where_; }

 private:
  friend class Construct;
  Scope(Construct& parent, std::string_view id, std::source_location where)
      : parent_(parent), id_(id), where_(where) {}

  Construct& parent_;
  std::string_view id_;
  std::source_location where_;
};

/// When CloudFormation deletes or replaces the resource: what becomes of what it held.
/// CDK's RemovalPolicy; `snapshot` only for types that can make one.
enum class RemovalPolicy : std::uint8_t { destroy, retain, snapshot, retain_on_update_or_delete };

struct TagOptions {
  /// Higher wins; between equals the tag set nearer to the resource. Default: 100 for `add_tag`, 200 for
  /// `remove_tag`; tags in a resource's own properties have 50.
  int priority = 0;
  /// Only these resource types. Default: all that can be tagged.
  std::span<const std::string_view> include_resource_types = {};
  /// Not these resource types. Default: none.
  std::span<const std::string_view> exclude_resource_types = {};
  /// Auto Scaling groups: whether instances get the tag too.
  bool apply_to_launched_instances = true;
};

/// Order of aspects; lower runs first. CDK's values.
struct AspectPriority {
  static constexpr int mutating = 200;
  static constexpr int standard = 500;
  static constexpr int readonly = 1000;
};

/// A node of the tree. By itself it groups other constructs under an id.
class Construct {
 public:
  struct Props {
    using Of = Construct;
  };

  explicit Construct(const Scope& scope) : Construct(scope, ConstructKind::construct) {}
  Construct(const Scope& scope, const Props&) : Construct(scope) {}
  Construct(const Construct&) = delete;
  Construct& operator=(const Construct&) = delete;
  virtual ~Construct();
  // From the pool of nodes: trees are large, and built faster than malloc is.
  static void* operator new(std::size_t bytes);
  static void operator delete(void* memory, std::size_t bytes) noexcept;

  /// Adds the construct that `props` belongs to below this one and returns it.
  /// An id is unique among siblings; `/` in it becomes `--`.
  template <class P>
  typename P::Of& add(std::string_view id, const P& props,
                      std::source_location where = std::source_location::current()) {
    using Of = typename P::Of;
    Slot slot = reserve(id, where);
    const Scope scope(*this, slot.id, where);
    // Not std::make_unique: instantiated for each type it takes the compiler more than half of an add.
    if constexpr (std::is_constructible_v<Of, const Scope&, const P*>) {
      return static_cast<Of&>(own(slot, std::unique_ptr<Construct>(new Of(scope, &props))));
    } else {
      return static_cast<Of&>(own(slot, std::unique_ptr<Construct>(new Of(scope, props))));
    }
  }
  /// Adds a construct of the caller's own making: `make(scope)` returns a `std::unique_ptr` to it.
  template <class Make>
  auto& add_with(std::string_view id, Make&& make,
                 std::source_location where = std::source_location::current()) {
    Slot slot = reserve(id, where);
    auto made = make(Scope(*this, slot.id, where));
    using Of = typename decltype(made)::element_type;
    return static_cast<Of&>(own(slot, std::move(made)));
  }

  std::string_view id() const noexcept { return id_; }
  ConstructKind kind() const noexcept { return kind_; }
  /// The ids from the first construct below the App, joined by `/`.
  std::string path() const;
  /// Null for the App.
  Construct* parent() const noexcept { return parent_; }
  std::source_location where() const noexcept { return where_; }
  /// In the order in which CDK visits them: ids that are array indices first, ascending; then as they were
  /// added.
  std::vector<Construct*> children() const;
  /// The child of this id; null when there is none.
  Construct* find_child(std::string_view id) const;
  /// The child called `Default` or `Resource`, as CDK has it; null when there is neither.
  Construct* default_child() const;
  App& app() const;
  Stage& stage() const;
  /// The stack that this construct is in. Throws `Error` when it is in none.
  Stack& stack() const;
  /// As `stack`, but null when there is none.
  Stack* find_stack() const noexcept;

  /// Everything below and including this construct is deployed after everything below and including `other`.
  void add_dependency(const Construct& other, std::source_location where = std::source_location::current());

  /// Tags this construct's resources and all below it.
  void add_tag(std::string_view key, Value<std::string> value, TagOptions options = {});
  /// Takes a tag away again from this construct's resources and all below it.
  void remove_tag(std::string_view key, TagOptions options = {});
  /// The removal policy of every resource below and including this construct (only of `resource_types` when
  /// given). Default of `priority`: a policy set on a resource itself stays.
  void apply_removal_policy_to_subtree(RemovalPolicy policy,
                                       std::span<const std::string_view> resource_types = {},
                                       bool overwrite = false);

  /// Visits this construct and all below it before synthesis; `visit` is called with each as `Construct&`. It is
  /// kept until then: what it captures by reference must still be there.
  template <class Visit>
  requires requires(Visit& visit, Construct& construct) { visit(construct); }
  void add_aspect(Visit visit, int priority = AspectPriority::standard);
  void add_aspect(std::unique_ptr<Aspect> aspect, int priority = AspectPriority::standard);

  void add_info(std::string message, std::source_location where = std::source_location::current());
  void add_warning(std::string message, std::source_location where = std::source_location::current());
  void add_error(std::string message, std::source_location where = std::source_location::current());
  /// The version of the library that the construct's class comes from: the assembly's tree shows it beside the class's
  /// name (CDK rule 4.15, `constructInfo`). Libraries of constructs override it in each of their constructs.
  /// Default: empty; then the tree shows Tenon's version for Tenon's classes and "0.0.0" for all others.
  virtual std::string_view library_version() const noexcept { return {}; }

  /// Records what is wrong; synthesis reports all that was recorded and then fails.
  void report(Diagnostic diagnostic) const;

  /// The context value set here or on the nearest ancestor; unset when there is none.
  Value<Json> context(std::string_view key) const;
  /// Must come before children are added.
  void set_context(std::string_view key, Value<Json> value);

 protected:
  Construct(const Scope& scope, ConstructKind kind);
  /// Called in every synthesis, behind the aspects that change the tree and before anything reads it: for what a
  /// construct can only say when all is known, such as a policy with everything that was granted. The constructs below
  /// come first. It sets properties and ids; it adds no constructs.
  virtual void prepare() {}
  struct Root {};
  Construct(Root, ConstructKind kind, std::source_location where);

 private:
  friend class TreeAccess;
  /// A place among the children that waits for its construct.
  struct Slot {
    Slot(Construct* scope, std::string name) : parent(scope), id(std::move(name)) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot();

    Construct* parent;
    std::string id;
    bool filled = false;
  };
  struct Extras;
  struct Index;

  Slot reserve(std::string_view id, std::source_location where);
  Construct& own(Slot& slot, std::unique_ptr<Construct> child);
  Extras& extras();

  Construct* parent_ = nullptr;
  std::string id_;
  std::vector<std::unique_ptr<Construct>> children_;
  std::unique_ptr<Index> index_;  // children by id, once they are many
  std::unique_ptr<Extras>
      extras_;  // what few constructs have: context, tags, aspects, dependencies, annotations
  std::source_location where_;
  ConstructKind kind_;
};

/// Visits constructs before synthesis.
class Aspect {
 public:
  virtual ~Aspect() = default;
  virtual void visit(Construct& construct) = 0;
};

template <class Visit>
requires requires(Visit& visit, Construct& construct) { visit(construct); }
void Construct::add_aspect(Visit visit, int priority) {
  class Visitor final : public Aspect {
   public:
    explicit Visitor(Visit function) : function_(std::move(function)) {}
    void visit(Construct& construct) override { function_(construct); }

   private:
    Visit function_;
  };
  add_aspect(std::make_unique<Visitor>(std::move(visit)), priority);
}

}  // namespace tenon
