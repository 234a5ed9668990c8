#pragma once

/// \file
/// What is watched, and the pages that show it.

#include "frontend.hpp"

namespace app_dw {

void add_monitoring(tenon::App& app, const Shared& shared, const std::vector<ProjectStacks>& projects);

}  // namespace app_dw
