#include "tenon/value/value.hpp"

#include <vector>

namespace tenon {

namespace {

constexpr Schema text_schema{.shape = Shape::text};
constexpr Schema boolean_schema{.shape = Shape::boolean};
constexpr PropertyFacts tag_properties[] = {
    {.name = "Key", .schema = &text_schema, .required = true},
    {.name = "PropagateAtLaunch", .schema = &boolean_schema},
    {.name = "Value", .schema = &text_schema, .required = true},
};
static_assert(sizeof(Tag) == std::size(tag_properties) * sizeof(Node));

Node tag_list(std::span<const Tag> tags) {
  std::vector<Node> nodes;
  nodes.reserve(tags.size());
  for (const Tag& tag : tags) nodes.push_back(Value<Tag>(tag));
  return Node::list(nodes);
}

}  // namespace

constinit const BagFacts Tag::facts{"Tag", tag_properties};

Tags::Tags(std::initializer_list<Tag> tags) : Node(tag_list({tags.begin(), tags.size()})) {}
Tags::Tags(std::span<const Tag> tags) : Node(tag_list(tags)) {}

}  // namespace tenon
