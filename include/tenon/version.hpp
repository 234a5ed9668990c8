#pragma once

#include <string_view>

namespace tenon {

/// Version of the library: `synth --version` and the construct information of `tree.json` (CDK rule 4.15)
/// show it.
inline constexpr std::string_view version = "0.1.0";

}  // namespace tenon
