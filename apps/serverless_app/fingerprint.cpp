#include "fingerprint.hpp"

#include <charconv>
#include <iterator>

#include "tenon/construct/digest.hpp"

namespace serverless_app {

namespace {

using tenon::Node;
using tenon::NodeKind;

/// Feeds a document to a hash: each part with what it is and its size, so that no two documents feed the same
/// bytes.
class NodeHash {
 public:
  void add(const Node& node) {
    switch (node.kind()) {
      case NodeKind::unset:
        add("unset");
        break;
      case NodeKind::null:
        add("null");
        break;
      case NodeKind::boolean:
        scalar("boolean", node.boolean() ? "true" : "false");
        break;
      case NodeKind::integer:
        scalar("number", std::to_string(node.integer()));
        break;
      case NodeKind::number:
        scalar("number", shortest(node.number()));
        break;
      case NodeKind::written:
        scalar("number", node.text());
        break;
      case NodeKind::literal:
      case NodeKind::text:
        scalar("text", node.text());
        break;
      case NodeKind::name:
        scalar("reference", node.text());
        break;
      case NodeKind::reference:
        scalar("reference", node.element().logical_id());
        break;
      case NodeKind::attribute:
        scalar("attribute", node.element().logical_id());
        add(attribute_name(node));
        break;
      case NodeKind::intrinsic:
        // Which function it is does not count: its number is the library's own and may change.
        add("function");
        add_items(node);
        break;
      case NodeKind::list:
        add("list");
        add_items(node);
        break;
      case NodeKind::object:
        add("object");
        add_items(node);
        break;
      case NodeKind::bag:
        add("object");
        add_members(node);
        break;
    }
  }

  void add(std::string_view text) {
    hash_.update(std::to_string(text.size()) + ':');
    hash_.update(text);
  }

  std::string hex() { return hash_.hex(); }

 private:
  /// Not std::to_string, which writes the decimal separator of the process's locale.
  static std::string shortest(double number) {
    char digits[32];
    const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), number);
    return {digits, end};
  }

  static std::string_view attribute_name(const Node& attribute) {
    const auto& resource = static_cast<const tenon::Resource&>(attribute.element());
    return resource.type_facts()->attributes[attribute.attribute_ordinal()];
  }

  void scalar(std::string_view kind, std::string_view text) {
    add(kind);
    add(text);
  }

  void add_items(const Node& node) {
    add(std::to_string(node.items().size()));
    for (const Node& item : node.items()) add(item);
  }

  void add_members(const Node& bag) {
    add(std::to_string(bag.items().size()));
    for (const Node& member : bag.items()) {
      add(bag.bag_facts().properties[member.property_ordinal()].name);
      add(member);
    }
  }

  tenon::Sha256 hash_;
};

}  // namespace

std::string fingerprint(std::initializer_list<const tenon::Resource*> resources) {
  NodeHash hash;
  for (const tenon::Resource* resource : resources) {
    hash.add(resource->logical_id());
    hash.add(resource->type());
    hash.add(resource->properties());
  }
  return hash.hex();
}

}  // namespace serverless_app
