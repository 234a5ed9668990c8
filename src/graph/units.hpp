#pragma once

/// \file
/// Units: the constructs that may become nodes at a depth, each with all that stands below it, and which of
/// them are folded into others.

#include <string>
#include <unordered_map>
#include <vector>

#include "links.hpp"

namespace tenon::graph {

/// A construct at the depth of the picture, or a resource above it, with the resources below.
struct Unit {
  const Construct* construct = nullptr;
  const Stack* stack = nullptr;
  std::vector<const Resource*> resources;
  const Resource* primary = nullptr;  // the one that it is about
  TypePart part;
  bool one_service = false;  // all that is below belongs to the primary resource
  bool existing = false;     // all are imported
  std::size_t home = none;   // the unit that it is folded into; its own index when it is drawn
};

class Units {
 public:
  Units(const synth::Plan& plan, const std::vector<Link>& links, std::int64_t depth);

  std::vector<Unit>& all() noexcept { return units_; }
  const std::vector<Unit>& all() const noexcept { return units_; }
  /// The unit that a resource is in; `none` for those of nested stacks in their parents.
  std::size_t index_of(const Resource& resource) const;
  /// The unit that a resource is drawn as; `none` when it is not drawn.
  std::size_t home_of(const Resource& resource) const;
  /// The VPC that a resource is, or is a part of; null when it is neither.
  const Resource* place_of(const Resource& resource) const;

 private:
  enum class State : std::uint8_t { open, searching, found };

  void collect(const synth::Plan& plan, std::int64_t depth);
  void find_users(const std::vector<Link>& links);
  std::size_t find_home(std::size_t unit);
  std::size_t search_home(std::size_t unit);
  std::size_t only_home_of(const std::vector<std::size_t>& users, std::size_t& homes);

  std::vector<Unit> units_;
  std::vector<State> states_;
  std::vector<std::vector<std::size_t>> users_;
  std::vector<std::vector<std::size_t>> served_;  // those of the users that it acts on
  std::unordered_map<const Resource*, std::size_t> index_;
  std::unordered_map<const Resource*, const Resource*> owner_;  // by the property that names it
  std::int64_t depth_;
};

}  // namespace tenon::graph
