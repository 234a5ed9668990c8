#pragma once

/// \file
/// What is known of resource types for the picture, as tables: services, categories, which types are details
/// of others, and words for edges.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tenon::graph {

enum class Category : std::uint8_t {
  compute,
  storage,
  database,
  network,
  integration,
  security,
  observability,
  delivery,
  intelligence,
  other
};

/// How a category looks: fills are pale and texts dark, so that both read on light and dark pages.
struct CategoryStyle {
  std::string_view name;
  std::string_view fill;
  std::string_view line;
};

const CategoryStyle& style_of(Category category) noexcept;
std::size_t category_count() noexcept;

/// A service as the picture names it.
struct ServiceStyle {
  std::string_view name;
  Category category;
};

/// The service of "AWS::DynamoDB::Table": "DynamoDB". Of services that the table does not have, the type's
/// own word.
ServiceStyle service_of(std::string_view type);

/// What a resource is to the picture.
enum class Part : std::uint8_t {
  main,       ///< drawn
  key,        ///< drawn; edges to it are counted on it instead of drawn
  place,      ///< drawn; what refers to it says so in its note
  monitor,    ///< those of one frame are drawn as one node
  role,       ///< folded into the one construct that uses it; drawn when several do, or none
  group,      ///< a security group: folded likewise; drawn when several use it and somebody connects to them
  detail,     ///< folded into what it belongs to, or into the one that uses it; drawn when there is none
  trivial,    ///< likewise, and never drawn
  connector,  ///< always folded into what it belongs to, at every depth
};

struct TypePart {
  Part part = Part::main;
  /// The property that names what it belongs to; empty: who uses it.
  std::string_view home = {};
};

TypePart part_of(std::string_view type);

/// Of a monitor: what several are called ("alarm").
std::string_view noun_of(std::string_view type);

/// What a reference from a property says, and whether what it names acts on the resource instead of the other
/// way.
struct Flow {
  std::string_view label;
  bool reversed = false;
};

/// The flow of a reference in a type's property; nothing for one that says no more than that it is there.
Flow flow_of(std::string_view type, std::string_view property);

/// Whether the way back of a flow is part of it: a queue's events are also received by who handles them.
bool is_part_of_flow(std::string_view flow, std::string_view verb);

/// Few words for what an action allows ("read"); empty for what is not worth a word.
std::string_view verb_of(std::string_view action);

/// The words, each once, in a fixed order; of many the first and "…".
std::string joined_verbs(const std::vector<std::string_view>& verbs);

}  // namespace tenon::graph
