#pragma once

/// \file
/// The ways from a push to what runs: a pipeline for each part of a project.

#include "frontend.hpp"

namespace app_dw {

void add_delivery(tenon::App& app, const Shared& shared, const ProjectStacks& project);

}  // namespace app_dw
