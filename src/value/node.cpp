#include "tenon/value/node.hpp"

#include <algorithm>
#include <memory>
#include <new>

#include "pool.hpp"

namespace tenon {

namespace {

using detail::Rep;
static_assert(sizeof(Rep) % alignof(Node) == 0);

Rep* make_rep(std::size_t payload, std::size_t count, const BagFacts* facts = nullptr) {
  return new (detail::take_block(sizeof(Rep) + payload)) Rep{1, static_cast<std::uint32_t>(count), facts};
}

Rep* copy_nodes(std::span<const Node> nodes) {
  Rep* rep = make_rep(nodes.size_bytes(), nodes.size());
  std::uninitialized_copy(nodes.begin(), nodes.end(), rep->nodes());
  return rep;
}

Rep* copy_text(std::string_view text) {
  Rep* rep = make_rep(text.size(), 0);
  std::copy(text.begin(), text.end(), rep->characters());
  return rep;
}

}  // namespace

Node::Node(std::string_view text)
    : rep_(copy_text(text)), length_(static_cast<std::uint32_t>(text.size())), kind_(NodeKind::text) {}

Node Node::reference(const Element& element) noexcept {
  Node node;
  node.element_ = &element;
  node.kind_ = NodeKind::reference;
  return node;
}

Node Node::attribute(const Element& resource, std::uint16_t ordinal) noexcept {
  Node node = reference(resource);
  node.length_ = ordinal;
  node.kind_ = NodeKind::attribute;
  return node;
}

Node Node::written(std::string_view number) {
  Node node(number);
  node.kind_ = NodeKind::written;
  return node;
}

Node Node::list(std::span<const Node> items) {
  Node node;
  node.rep_ = copy_nodes(items);
  node.kind_ = NodeKind::list;
  return node;
}

Node Node::object(std::span<const Node> keys_and_values) {
  Node node = list(keys_and_values);
  node.kind_ = NodeKind::object;
  return node;
}

Node Node::bag(const BagFacts& facts, const Node* first) {
  const std::span members(first, facts.properties.size());
  const auto set = static_cast<std::size_t>(std::ranges::count_if(members, &Node::is_set));
  Node node;
  node.rep_ = make_rep(set * sizeof(Node), set, &facts);
  node.kind_ = NodeKind::bag;
  Node* next = node.rep_->nodes();
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!members[i].is_set()) continue;
    new (next) Node(members[i]);
    next->ordinal_ = static_cast<std::uint16_t>(i);
    ++next;
  }
  return node;
}

Node Node::intrinsic(Function function, std::span<const Node> arguments) {
  Node node = list(arguments);
  node.length_ = static_cast<std::uint32_t>(function);
  node.kind_ = NodeKind::intrinsic;
  return node;
}

const Node* Node::find(std::string_view key) const noexcept {
  if (kind_ == NodeKind::bag) {
    for (const Node& member : items()) {
      if (bag_facts().properties[member.ordinal_].name == key) return &member;
    }
  } else if (kind_ == NodeKind::object) {
    const auto nodes = items();
    for (std::size_t i = 0; i + 1 < nodes.size(); i += 2) {
      if (nodes[i].text() == key) return &nodes[i + 1];
    }
  }
  return nullptr;
}

void Node::retain() const noexcept { ++rep_->references; }

void Node::release() noexcept {
  if (--rep_->references != 0) return;
  const bool is_text = kind_ == NodeKind::text || kind_ == NodeKind::written;
  std::destroy_n(rep_->nodes(), rep_->count);
  detail::give_back_block(rep_, sizeof(Rep) + (is_text ? length_ : rep_->count * sizeof(Node)));
}

bool operator==(const Node& a, const Node& b) noexcept {
  if (a.is_text() && b.is_text()) return a.text() == b.text();
  if (a.kind_ != b.kind_) return false;
  switch (a.kind_) {
    case NodeKind::unset:
    case NodeKind::null: return true;
    case NodeKind::boolean:
    case NodeKind::integer: return a.integer_ == b.integer_;
    case NodeKind::number: return a.number_ == b.number_;
    case NodeKind::reference: return a.element_ == b.element_;
    case NodeKind::attribute: return a.element_ == b.element_ && a.length_ == b.length_;
    case NodeKind::literal:
    case NodeKind::text:
    case NodeKind::name:
    case NodeKind::written: return a.text() == b.text();
    case NodeKind::intrinsic:
      if (a.length_ != b.length_) return false;
      break;
    case NodeKind::bag:
      if (&a.bag_facts() != &b.bag_facts()) return false;
      break;
    case NodeKind::list:
    case NodeKind::object: break;
  }
  return a.rep_ == b.rep_ || std::ranges::equal(a.items(), b.items(), [](const Node& x, const Node& y) {
           return x.ordinal_ == y.ordinal_ && x == y;
         });
}

}  // namespace tenon
