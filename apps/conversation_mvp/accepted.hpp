#pragma once

/// \file
/// What judges of security find, and why it is accepted.

#include "tenon/construct/stack.hpp"

namespace conversation_mvp {

void accept_findings(tenon::Stack& stack);

}  // namespace conversation_mvp
