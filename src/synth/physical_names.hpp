#pragma once

/// \file
/// Names by which an account knows resources.

#include "plan.hpp"

namespace tenon::synth {

/// A resource's name, and what no other resource's key may equal: the type, where the name counts, the name itself.
struct PhysicalName {
  const Resource* resource;
  std::string key;
};

/// The names that the stack's resources give themselves. Those that exist on a condition are left out: two of them may
/// take turns.
std::vector<PhysicalName> physical_names_of(const StackPlan& plan);

}  // namespace tenon::synth
