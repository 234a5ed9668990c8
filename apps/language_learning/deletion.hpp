#pragma once

/// \file
/// What goes with the stack although it holds something: buckets of logs and the vault of backups.

#include "content.hpp"
#include "functions.hpp"
#include "resilience.hpp"

namespace language_learning {

/// CloudFormation deletes neither a bucket that holds objects nor a vault that holds backups, so a function
/// empties them before.
void empty_on_deletion(tenon::Stack& stack, const Keys& keys, const Content& content, const Audit& audit,
                       const Resilience& resilience);

}  // namespace language_learning
