#pragma once

/// \file
/// What types cannot say of the description: what its texts look like, and which of its parts belong
/// together.

#include "projects.hpp"
#include "tenon/config/load.hpp"

namespace app_dw::config {

/// `tenon::load` calls it, and reports what it refuses with the rest.
void check(const System& system, const tenon::ConfigPlace& at);

}  // namespace app_dw::config
