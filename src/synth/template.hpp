#pragma once

/// \file
/// A stack's template.

#include "plan.hpp"

namespace tenon::synth {

/// The template as JSON with CDK's one-space indent and key order (CDK rule 4.9).
/// `with_indent` false writes one line: what a nested stack's hash is of.
std::string render_json(const StackPlan& plan, bool with_indent = true);

/// The resource as the template has it, overrides merged in.
Node resource_document(const StackPlan& plan, const Resource& resource);

}  // namespace tenon::synth
