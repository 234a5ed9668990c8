#pragma once

#include <string>

#include "layout.hpp"

namespace tenon::synth {

/// The text of `<artifactId>.assets.json` with an indent of two spaces (CDK rule 4.16): the assets of the
/// stack and of those nested in it, the nested templates and the stack's own.
std::string asset_manifest_json(const ListedStack& stack, const Assembly& assembly);

}  // namespace tenon::synth
