#pragma once

#include <filesystem>

#include "spec.hpp"

namespace tenon::specgen {

/// Reads `spec/`: services with what `overlay/` says laid over them, IAM services, regions and the lock file.
/// Throws `SpecError` for what cannot be read or does not fit together.
Spec read_spec(const std::filesystem::path& folder);

}  // namespace tenon::specgen
