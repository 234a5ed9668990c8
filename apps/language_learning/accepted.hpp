#pragma once

/// \file
/// What judges of security find, and why it is accepted.

#include "tenon/construct/stack.hpp"

namespace language_learning {

void accept_findings(tenon::Stack& stack);

}  // namespace language_learning
