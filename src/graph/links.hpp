#pragma once

/// \file
/// What resources say of each other, as it is written: references, what policies allow, rules of security
/// groups.

#include <string>
#include <string_view>
#include <vector>

#include "../synth/plan.hpp"
#include "picture.hpp"

namespace tenon::graph {

/// One resource says something of another.
struct Link {
  const Resource* from = nullptr;
  const Resource* to = nullptr;
  EdgeKind kind = EdgeKind::reference;
  std::string label;                 // a word; empty: nothing that is worth one
  std::string_view property;         // of `from`, at the top level; empty for what policies and rules say
  bool reversed = false;             // what is named acts on what names it: drawn the other way
  const Resource* writer = nullptr;  // in whose properties it stands
};

/// Of the resources of all stacks, in the order of the tree.
std::vector<Link> links_of(const synth::Plan& plan);

}  // namespace tenon::graph
