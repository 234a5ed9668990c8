#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace tenon::specgen {

/// Lays what `spec/overlay/<service>.json` says over a service: objects are merged, everything else replaces,
/// null takes away. Throws `SpecError` when the overlay names a type, nested type or property that the
/// service lacks, or a fact that does not exist.
void lay_over(nlohmann::json& service, const nlohmann::json& overlay, std::string_view where);

}  // namespace tenon::specgen
