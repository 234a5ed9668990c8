#pragma once

#include <filesystem>

#include "spec.hpp"

namespace tenon::specgen {

/// Writes the headers and the sources of the library into `folder`. Throws `SpecError` for names that clash
/// and references to nothing.
void generate(const Spec& spec, const std::filesystem::path& folder);

/// Writes the tests that build a resource of every type into `folder`.
void generate_tests(const Spec& spec, const std::filesystem::path& folder);

}  // namespace tenon::specgen
