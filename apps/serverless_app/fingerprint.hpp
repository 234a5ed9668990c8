#pragma once

/// \file
/// A fingerprint of what resources are, for logical ids that must change when the resources do.

#include <initializer_list>
#include <string>

#include "tenon/construct/resource.hpp"

namespace serverless_app {

/// The SHA-256 of the resources' logical ids, types and properties as they are now: 64 hexadecimal digits.
/// References count by the logical id that they name.
std::string fingerprint(std::initializer_list<const tenon::Resource*> resources);

}  // namespace serverless_app
