#pragma once

/// \file
/// What judges of security find, and why it is accepted.

#include "tenon/construct/stack.hpp"

namespace lms {

/// Of the stack with the repository of images.
void accept_findings_of_registry(tenon::Stack& stack);

/// Of the stack with all else.
void accept_findings(tenon::Stack& stack);

}  // namespace lms
