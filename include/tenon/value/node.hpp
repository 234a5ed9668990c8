#pragma once

/// \file
/// The document node: one 16-byte value that is all that Tenon stores of a template.
///
/// A node is a literal, a list, a property bag, an object, a reference to a tree element or an intrinsic function.
/// Nodes are immutable once built. They are built on one thread and only read afterwards; a node that points at an
/// element must not outlive the App that owns the element.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "tenon/value/facts.hpp"

namespace tenon {

class Element;
class Node;

/// An intrinsic function of CloudFormation, or one of Tenon's two text builders that become one.
enum class Function : std::uint16_t {
  And, Base64, Cidr, Condition, Contains, EachMemberEquals, EachMemberIn, Equals, FindInMap, GetAtt, GetAZs,
  GetStackOutput, If, ImportValue, Join, Length, Not, Or, Ref, RefAll, Select, Split, Sub, ToJsonString, Transform,
  ValueOf, ValueOfAll,
  TextAsJoin,  ///< pieces of a text, rendered as Fn::Join
  TextAsSub,   ///< pieces of a text, rendered as Fn::Sub
  JsonAsJoin,  ///< a document rendered as text, references by Fn::Join
  JsonAsSub,   ///< a document rendered as text, references by Fn::Sub
  Unchecked,   ///< a value that synthesis does not check
};

enum class NodeKind : std::uint8_t {
  unset,
  boolean,
  integer,
  number,
  literal,    ///< text of static storage
  name,       ///< `Ref` of a name of static storage: a pseudo parameter
  reference,  ///< `Ref` of a tree element
  attribute,  ///< `Fn::GetAtt` of a resource's generated attribute
  null,
  // what follows lives on the heap
  text,
  written,    ///< a number as it was written ("1.10", "1e3")
  list,
  bag,        ///< members of a property bag that are set
  object,     ///< keys and values in turn
  intrinsic,
};

namespace detail {

/// A heap representation: this header, then the text's characters or the nodes.
struct Rep {
  std::uint32_t references;
  std::uint32_t count;  // nodes behind the header; 0 for text
  const BagFacts* facts;

  Node* nodes() noexcept { return reinterpret_cast<Node*>(this + 1); }
  char* characters() noexcept { return reinterpret_cast<char*>(this + 1); }
};

}  // namespace detail

class Node {
 public:
  constexpr Node() noexcept : integer_(0) {}
  constexpr explicit Node(bool value) noexcept : integer_(value), kind_(NodeKind::boolean) {}
  constexpr explicit Node(std::int64_t value) noexcept : integer_(value), kind_(NodeKind::integer) {}
  constexpr explicit Node(double value) noexcept : number_(value), kind_(NodeKind::number) {}
  /// Copies the text.
  explicit Node(std::string_view text);

  constexpr Node(const Node& other) noexcept : integer_(0) { copy(other); }
  constexpr Node(Node&& other) noexcept : integer_(0) { take(other); }
  constexpr Node& operator=(const Node& other) noexcept {
    Node copied(other);
    return *this = std::move(copied);
  }
  constexpr Node& operator=(Node&& other) noexcept {
    if (this != &other) {
      if (on_heap()) release();
      take(other);
    }
    return *this;
  }
  constexpr ~Node() {
    if (on_heap()) release();
  }

  /// Text of static storage, not copied: only what a string literal's consteval constructor calls.
  static constexpr Node literal(const char* text, std::size_t size) noexcept { return {text, size, NodeKind::literal}; }
  /// `Ref` of a name of static storage.
  static constexpr Node name(const char* text, std::size_t size) noexcept { return {text, size, NodeKind::name}; }
  static constexpr Node null() noexcept {
    Node node;
    node.kind_ = NodeKind::null;
    return node;
  }
  static Node reference(const Element& element) noexcept;
  static Node attribute(const Element& resource, std::uint16_t ordinal) noexcept;
  static Node written(std::string_view number);
  static Node list(std::span<const Node> items);
  /// `keys_and_values` holds a key and its value in turn.
  static Node object(std::span<const Node> keys_and_values);
  /// The set members of a bag: `facts.properties.size()` nodes, contiguous from `first`.
  static Node bag(const BagFacts& facts, const Node* first);
  static Node intrinsic(Function function, std::span<const Node> arguments);

  constexpr NodeKind kind() const noexcept { return kind_; }
  constexpr bool is_set() const noexcept { return kind_ != NodeKind::unset; }
  /// A text that is known now, however it is stored.
  constexpr bool is_text() const noexcept { return kind_ == NodeKind::literal || kind_ == NodeKind::text; }
  /// Known only when CloudFormation deploys.
  constexpr bool is_expression() const noexcept {
    return kind_ == NodeKind::name || kind_ == NodeKind::reference || kind_ == NodeKind::attribute ||
           kind_ == NodeKind::intrinsic;
  }

  constexpr bool boolean() const noexcept { return integer_ != 0; }
  constexpr std::int64_t integer() const noexcept { return integer_; }
  constexpr double number() const noexcept { return number_; }
  /// The text of a literal, text, written number or name.
  std::string_view text() const noexcept { return {on_heap() ? rep_->characters() : text_, length_}; }
  const Element& element() const noexcept { return *element_; }
  /// Which of its resource type's attributes an attribute node names.
  constexpr std::uint16_t attribute_ordinal() const noexcept { return static_cast<std::uint16_t>(length_); }
  /// Which of its bag's properties a bag's member is.
  constexpr std::uint16_t property_ordinal() const noexcept { return ordinal_; }
  Function function() const noexcept { return static_cast<Function>(length_); }
  /// Items of a list, members of a bag, keys and values of an object, arguments of an intrinsic.
  std::span<const Node> items() const noexcept { return {rep_->nodes(), rep_->count}; }
  const BagFacts& bag_facts() const noexcept { return *rep_->facts; }
  /// The value under `key` of an object or bag; null when there is none.
  const Node* find(std::string_view key) const noexcept;

  /// The same document: kinds, texts, numbers and referenced elements agree.
  friend bool operator==(const Node& a, const Node& b) noexcept;

 private:
  constexpr Node(const char* text, std::size_t size, NodeKind kind) noexcept
      : text_(text), length_(static_cast<std::uint32_t>(size)), kind_(kind) {}

  constexpr bool on_heap() const noexcept { return kind_ >= NodeKind::text; }
  constexpr void share(const Node& other) noexcept {
    length_ = other.length_;
    ordinal_ = other.ordinal_;
    kind_ = other.kind_;
    switch (kind_) {
      case NodeKind::literal:
      case NodeKind::name: text_ = other.text_; break;
      case NodeKind::number: number_ = other.number_; break;
      case NodeKind::reference:
      case NodeKind::attribute: element_ = other.element_; break;
      case NodeKind::unset:
      case NodeKind::null:
      case NodeKind::boolean:
      case NodeKind::integer: integer_ = other.integer_; break;
      default: rep_ = other.rep_;
    }
  }
  constexpr void copy(const Node& other) noexcept {
    share(other);
    if (on_heap()) retain();
  }
  constexpr void take(Node& other) noexcept {
    share(other);
    other.kind_ = NodeKind::unset;
  }
  void retain() const noexcept;
  void release() noexcept;

  union {
    std::int64_t integer_;
    double number_;
    const char* text_;
    const Element* element_;
    detail::Rep* rep_;
  };
  std::uint32_t length_ = 0;
  std::uint16_t ordinal_ = 0;
  NodeKind kind_ = NodeKind::unset;
};

static_assert(sizeof(Node) == 16);

}  // namespace tenon
