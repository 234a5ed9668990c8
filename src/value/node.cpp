#include "tenon/value/node.hpp"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

namespace tenon {

namespace {

using detail::Rep;
static_assert(sizeof(Rep) % alignof(Node) == 0);

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1  // as g++ says it
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
// The sanitizer watches what malloc gives, not what a pool gives.
constexpr std::size_t largest_pooled = 0;
#else
constexpr std::size_t largest_pooled = 512;
#endif
constexpr std::size_t size_step = 16;
constexpr std::size_t chunk_bytes = std::size_t{1} << 18;

/// Free blocks by size, cut from chunks that are kept until the process ends: nodes are many, small and of few sizes.
class Pool {
 public:
  void* take(std::size_t bytes) {
    FreeBlock*& free = free_[bytes / size_step];
    if (free != nullptr) return std::exchange(free, free->next);
    if (static_cast<std::size_t>(end_ - next_) < bytes) {
      next_ = static_cast<char*>(std::malloc(chunk_bytes));
      if (next_ == nullptr) throw std::bad_alloc();
      end_ = next_ + chunk_bytes;
    }
    return std::exchange(next_, next_ + bytes);
  }
  void give_back(void* block, std::size_t bytes) noexcept {
    FreeBlock*& free = free_[bytes / size_step];
    free = new (block) FreeBlock{free};
  }

 private:
  struct FreeBlock {
    FreeBlock* next;
  };
  FreeBlock* free_[largest_pooled / size_step + 1] = {};
  char* next_ = nullptr;
  char* end_ = nullptr;
};
thread_local constinit Pool pool;

constexpr std::size_t rounded(std::size_t bytes) { return (bytes + size_step - 1) / size_step * size_step; }

Rep* make_rep(std::size_t payload, std::size_t count, const BagFacts* facts = nullptr) {
  const std::size_t bytes = rounded(sizeof(Rep) + payload);
  void* const memory = bytes <= largest_pooled ? pool.take(bytes) : std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return new (memory) Rep{1, static_cast<std::uint32_t>(count), facts};
}

void free_rep(Rep* rep, std::size_t payload) noexcept {
  const std::size_t bytes = rounded(sizeof(Rep) + payload);
  if (bytes <= largest_pooled) {
    pool.give_back(rep, bytes);
  } else {
    std::free(rep);
  }
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
  free_rep(rep_, is_text ? length_ : rep_->count * sizeof(Node));
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
