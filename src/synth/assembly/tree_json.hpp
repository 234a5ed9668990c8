#pragma once

#include "../json_text.hpp"
#include "../plan.hpp"

namespace tenon::synth {

/// `tree.json` (CDK rule 4.15): every construct with its class, and the type and logical id of resources. One
/// line, and one file whatever its size.
JsonText tree_json(const Plan& plan);

}  // namespace tenon::synth
