#pragma once

/// \file
/// What judges of security find, and why it is accepted.

#include "projects.hpp"
#include "tenon/construct/stack.hpp"

namespace app_dw {

void accept_findings(tenon::App& app, const config::System& system);

}  // namespace app_dw
