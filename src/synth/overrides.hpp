#pragma once

/// \file
/// Overrides by path.

#include <string_view>

#include "tenon/value/node.hpp"

namespace tenon::synth {

/// `document` with `value` at `path`; an unset value takes away what is there. Objects are merged, everything else is
/// replaced. A number in the path is an index where a list stands and a key where none does (CDK rule 4.9).
Node overridden(const Node& document, std::string_view path, const Node& value);

}  // namespace tenon::synth
