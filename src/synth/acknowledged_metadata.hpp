#pragma once

/// \file
/// What is acknowledged, in the form in which judges look for it in a resource's metadata.

#include <string_view>
#include <utility>
#include <vector>

#include "../construct/acknowledged.hpp"
#include "tenon/value/node.hpp"

namespace tenon::synth {

/// The metadata by its keys, in the order of `Judge`.
std::vector<std::pair<std::string_view, Node>> metadata_of_judges(const AcknowledgedRules& rules);

/// Both of two documents: objects key by key, lists one after the other, of two other values the first.
Node both(const Node& first, const Node& second);

}  // namespace tenon::synth
