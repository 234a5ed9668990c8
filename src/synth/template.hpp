#pragma once

/// \file
/// A stack's template.

#include "json_text.hpp"
#include "plan.hpp"

namespace tenon::synth {

/// Writes the template with CDK's key order (CDK rule 4.9).
void render_json(const StackPlan& plan, JsonText& out);

/// The resource as the template has it, overrides merged in.
Node resource_document(const StackPlan& plan, const Resource& resource);

}  // namespace tenon::synth
