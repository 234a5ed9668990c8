#pragma once

/// \file
/// What judges of security find, and why it is accepted.

#include "settings.hpp"
#include "tenon/construct/stack.hpp"

namespace serverless_app {

/// The reasons stand in the assembly's manifest. The template is the owner's and has nothing else in it.
void accept_findings(tenon::Stack& stack, const Settings& settings);

}  // namespace serverless_app
