#pragma once

/// \file
/// Typed shells over the document node: what a property takes.
///
/// A shell holds a literal of its type or a CloudFormation expression that yields one. It has no data of its own and
/// at most four constructors: conversions from expressions live on the expressions (`tenon/value/expression.hpp`), so
/// that a shell costs the compiler next to nothing. A deploy-time value cannot be read; `literal()` gives what is
/// known now, if it is.

#include <concepts>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "tenon/value/node.hpp"

namespace tenon {

/// Tells a shell's constructor that the node is already what it should be. Expressions and the library use it.
struct Raw {
  explicit Raw() = default;
};

template <class T>
class Value;
template <class T>
class List;
template <class T>
class Map;
template <class... Kinds>
class Reference;
template <const auto& Allowed>
class OneOf;
class Tags;

/// The name of a property as a template argument, for `Required`.
template <std::size_t N>
struct Name {
  char text[N];
  consteval Name(const char (&from)[N]) {
    for (std::size_t i = 0; i < N; ++i) text[i] = from[i];
  }
};

template <Name Property, class T>
struct Required;

class Arn;
class Cidr;
class Schedule;
/// Text that CloudFormation takes as JSON, or a document of any form.
struct Json;

namespace detail {

enum class ShellKind : std::uint8_t { none, any, text, list, map };

/// Types whose literal constructor checks a text; each has a header of its own, which its users include.
template <class T>
inline constexpr bool is_checked_text = false;
template <>
inline constexpr bool is_checked_text<Arn> = true;
template <>
inline constexpr bool is_checked_text<Cidr> = true;
template <>
inline constexpr bool is_checked_text<Schedule> = true;

template <class T>
inline constexpr ShellKind shell_kind = ShellKind::none;
template <class T>
inline constexpr ShellKind shell_kind<Value<T>> = is_checked_text<T> ? ShellKind::text : ShellKind::any;
template <>
inline constexpr ShellKind shell_kind<Value<std::string>> = ShellKind::text;
template <>
inline constexpr ShellKind shell_kind<Value<Json>> = ShellKind::text;
template <class... Kinds>
inline constexpr ShellKind shell_kind<Reference<Kinds...>> = ShellKind::text;
template <const auto& Allowed>
inline constexpr ShellKind shell_kind<OneOf<Allowed>> = ShellKind::text;
template <class T>
inline constexpr ShellKind shell_kind<List<T>> = ShellKind::list;
template <>
inline constexpr ShellKind shell_kind<Tags> = ShellKind::list;
template <class T>
inline constexpr ShellKind shell_kind<Map<T>> = ShellKind::map;
template <Name Property, class T>
inline constexpr ShellKind shell_kind<Required<Property, T>> = shell_kind<T>;

template <class T>
struct Item {
  using type = Value<T>;
};
template <class T>
  requires(shell_kind<T> != ShellKind::none)
struct Item<T> {
  using type = T;
};

/// A character array that was a function's argument: copied, for nothing tells a literal from a local array there.
struct ArgumentText {
  Node node;
};

}  // namespace detail

/// A property's type: `Value`, `List`, `Map`, `Reference`, `OneOf`, `Tags`, and these when required.
template <class S>
concept Shell = detail::shell_kind<S> != detail::ShellKind::none;
/// A shell that holds text.
template <class S>
concept TextShell = detail::shell_kind<S> == detail::ShellKind::text;
/// A shell that holds a list.
template <class S>
concept ListShell = detail::shell_kind<S> == detail::ShellKind::list || std::same_as<S, Value<Json>>;

template <class Kind>
class Attribute;
template <class Kind>
class ArnAttribute;

/// A nested property bag.
template <class Bag>
class Value : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  Value(const Bag& bag) : Node(Node::bag(Bag::facts, reinterpret_cast<const Node*>(&bag))) {}
};

template <>
class Value<std::string> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::size_t N>
  consteval Value(const char (&text)[N]) : Node(Node::literal(text, N - 1)) {}
  template <std::size_t N>
  Value(char (&text)[N]) : Node(std::string_view(text)) {}
  Value(detail::ArgumentText text) : Node(std::move(text.node)) {}
  Value(std::string_view text) : Node(text) {}
  Value(const std::string& text) : Node(std::string_view(text)) {}
  template <std::same_as<const char*> Pointer>
  Value(Pointer text) : Node(std::string_view(text)) {}
  template <class Kind>
  Value(const Attribute<Kind>& attribute) : Node(attribute) {}

  /// The text, when it is known now. Of a temporary, such as `stack.region().literal()`, it is a copy.
  std::optional<std::string_view> literal() const& {
    return is_text() ? std::optional(this->text()) : std::nullopt;
  }
  std::optional<std::string> literal() && {
    return is_text() ? std::optional<std::string>(this->text()) : std::nullopt;
  }
};

template <>
class Value<bool> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::same_as<bool> B>
  constexpr Value(B value) : Node(value) {}

  /// The value, when it is known now.
  std::optional<bool> literal() const {
    return kind() == NodeKind::boolean ? std::optional(boolean()) : std::nullopt;
  }
};

/// Any integer type but `bool` and `char` converts; a floating-point value does not.
template <>
class Value<std::int64_t> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::integral I>
    requires(!std::same_as<I, bool> && !std::same_as<I, char>)
  constexpr Value(I value) : Node(static_cast<std::int64_t>(value)) {}

  /// The value, when it is known now.
  std::optional<std::int64_t> literal() const {
    return kind() == NodeKind::integer ? std::optional(integer()) : std::nullopt;
  }
};

template <>
class Value<double> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::floating_point F>
  constexpr Value(F value) : Node(static_cast<double>(value)) {}
  template <std::integral I>
    requires(!std::same_as<I, bool> && !std::same_as<I, char>)
  constexpr Value(I value) : Node(static_cast<std::int64_t>(value)) {}
};

/// A document: what a property of type JSON takes. Built with `json::object` and `json::array`
/// (`tenon/value/json.hpp`), from a property bag, from any typed value or expression.
template <>
class Value<Json> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::size_t N>
  consteval Value(const char (&text)[N]) : Node(Node::literal(text, N - 1)) {}
  Value(detail::ArgumentText text) : Node(std::move(text.node)) {}
  Value(std::string_view text) : Node(text) {}
  Value(const std::string& text) : Node(std::string_view(text)) {}
  template <std::same_as<const char*> Pointer>
  Value(Pointer text) : Node(std::string_view(text)) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  constexpr Value(T value) : Value(Raw{}, scalar(value)) {}
  template <class S>
    requires(Shell<S> && !std::same_as<S, Value>)
  Value(const S& value) : Node(value) {}
  template <class Kind>
  Value(const Attribute<Kind>& attribute) : Node(attribute) {}
  template <class Bag>
    requires requires { Bag::facts; }
  Value(const Bag& bag) : Node(Node::bag(Bag::facts, reinterpret_cast<const Node*>(&bag))) {}

 private:
  static constexpr Node scalar(bool value) { return Node(value); }
  template <std::integral I>
  static constexpr Node scalar(I value) { return Node(static_cast<std::int64_t>(value)); }
  template <std::floating_point F>
  static constexpr Node scalar(F value) { return Node(static_cast<double>(value)); }
};

/// A text of a form that the compiler checks in a literal and synthesis in what is computed: `Value<Cidr>`.
template <class Text>
  requires(detail::is_checked_text<Text>)
class Value<Text> : public Node {
 public:
  Value() = default;
  Value(Raw, Node node) : Node(std::move(node)) {}
  template <std::size_t N>
  consteval Value(const char (&text)[N]) : Node(Node::literal(text, N - 1)) {
    static_cast<void>(Text(text));
  }
  Value(detail::ArgumentText text) : Node(std::move(text.node)) {}
  Value(std::string_view text) : Node(text) {}
  Value(const std::string& text) : Node(std::string_view(text)) {}
  Value(const Text& text) : Node(std::string_view(text.text())) {}
  template <class Kind>
    requires(!std::same_as<Text, Arn>)
  Value(const Attribute<Kind>& attribute) : Node(attribute) {}
  template <class Kind>
  Value(const ArnAttribute<Kind>& attribute) : Node(attribute) {}
};

/// Text that names something: a literal, an attribute or `Ref` of one of `Kinds`, a parameter read as such a kind
/// (`Parameter::as`), a text that is put together, or `unchecked`.
template <class... Kinds>
class Reference : public Node {
 public:
  Reference() = default;
  Reference(Raw, Node node) : Node(std::move(node)) {}
  template <std::size_t N>
  consteval Reference(const char (&text)[N]) : Node(Node::literal(text, N - 1)) {}
  Reference(detail::ArgumentText text) : Node(std::move(text.node)) {}
  Reference(std::string_view text) : Node(text) {}
  Reference(const std::string& text) : Node(std::string_view(text)) {}
  template <class Kind>
    requires(std::same_as<Kind, Kinds> || ...)
  Reference(const Attribute<Kind>& attribute) : Node(attribute) {}
};

namespace detail {

void this_value_is_not_one_of_the_allowed_values(std::string_view) noexcept;

/// `set` holds the allowed values, each ended by a zero.
consteval bool is_allowed(const char* set, std::size_t size, std::string_view text) {
  std::size_t start = 0;
  while (start < size) {
    std::size_t matched = 0;
    while (matched < text.size() && set[start + matched] == text[matched]) ++matched;
    if (matched == text.size() && set[start + matched] == '\0') return true;
    while (set[start] != '\0') ++start;
    ++start;
  }
  return false;
}

}  // namespace detail

/// Text out of a fixed set. A literal outside the set does not compile; `unchecked("NEW")` is the way past a set that
/// AWS has outgrown.
template <const auto& Allowed>
class OneOf : public Node {
 public:
  OneOf() = default;
  OneOf(Raw, Node node) : Node(std::move(node)) {}
  template <std::size_t N>
  consteval OneOf(const char (&text)[N]) : Node(Node::literal(text, N - 1)) {
    if (!detail::is_allowed(Allowed, sizeof(Allowed), {text, N - 1})) {
      detail::this_value_is_not_one_of_the_allowed_values(text);
    }
  }
  OneOf(detail::ArgumentText text) : Node(std::move(text.node)) {}
  OneOf(std::string_view text) : Node(text) {}
};

/// A list of values or bags. Items may be literals, bags and expressions in any mixture.
template <class T>
class List : public Node {
 public:
  using Item = typename detail::Item<T>::type;

  List() = default;
  List(Raw, Node node) : Node(std::move(node)) {}
  List(std::initializer_list<Item> items)
      : Node(Node::list({static_cast<const Node*>(items.begin()), items.size()})) {}
  /// From a `std::vector`, `std::array` or span of what an item converts from.
  template <class Range>
    requires(!std::is_array_v<Range> && !Shell<Range>) && requires(const Range& range) {
      range.data();
      range.size();
      Item(*range.data());
    }
  List(const Range& range) : List(Raw{}, of_range(range)) {}

 private:
  template <class Range>
  static Node of_range(const Range& range) {
    Item* items = new Item[range.size()];
    std::size_t count = 0;
    for (const auto& item : range) items[count++] = Item(item);
    Node node = Node::list({static_cast<const Node*>(items), count});
    delete[] items;
    return node;
  }
};

/// A map from text to values: `{{"KEY", "value"}, {"OTHER", queue.Arn()}}`. The order given is kept.
template <class T>
class Map : public Node {
 public:
  using Item = typename detail::Item<T>::type;
  struct Entry {
    Value<std::string> key;
    Item value;
  };

  Map() = default;
  Map(Raw, Node node) : Node(std::move(node)) {}
  Map(std::initializer_list<Entry> entries)
      : Node(Node::object({reinterpret_cast<const Node*>(entries.begin()), 2 * entries.size()})) {}
};

/// A required property: leaving it out does not compile, and the compiler names it.
template <Name Property, class T>
struct Required : T {
  Required() = delete;
  Required(const T& value) : T(value) {}
  using T::T;
};
// g++ 12 rejects inherited consteval constructors, so shells of text declare their own.
template <Name Property, TextShell T>
struct Required<Property, T> : T {
  Required() = delete;
  Required(const T& value) : T(value) {}
  using T::T;
  template <std::size_t N>
  consteval Required(const char (&text)[N]) : T(text) {}
};

/// One tag of a resource.
struct Tag {
  static const BagFacts facts;
  ::tenon::Required<"Key", ::tenon::Value<std::string>> Key;
  /// Auto Scaling groups only. Default: true there.
  ::tenon::Value<bool> PropagateAtLaunch{};
  ::tenon::Required<"Value", ::tenon::Value<std::string>> Value;
};

/// The tags of a resource, written alike for every type: synthesis gives them the type's own shape (a list of keys and
/// values, with `PropagateAtLaunch` for Auto Scaling groups, or a map).
class Tags : public Node {
 public:
  Tags() = default;
  Tags(Raw, Node node) : Node(std::move(node)) {}
  Tags(std::initializer_list<Tag> tags);
  Tags(std::span<const Tag> tags);
};

/// A deploy-time text of a resource: what `Ref` or an attribute gives. `Kind` says of what; `void` when no property
/// asks for it.
template <class Kind>
class Attribute : public Node {
 public:
  Attribute(Raw, Node node) : Node(std::move(node)) {}
};

/// An attribute that is an ARN.
template <class Kind>
class ArnAttribute : public Attribute<Kind> {
 public:
  using Attribute<Kind>::Attribute;
};

}  // namespace tenon
