#pragma once

/// \file
/// From the tree to what is drawn of it.

#include "../synth/plan.hpp"
#include "picture.hpp"

namespace tenon::graph {

/// The picture of an App behind all passes, down to `depth`.
Picture picture_of(const synth::Plan& plan, std::int64_t depth);

}  // namespace tenon::graph
