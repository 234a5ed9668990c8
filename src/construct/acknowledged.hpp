#pragma once

/// \file
/// What was acknowledged, for the writers of templates and manifests.

#include <cstdint>
#include <string_view>
#include <vector>

namespace tenon {

class Construct;
class Resource;
class Stack;
struct AcknowledgedRule;

/// Each id once: of the same rule the nearest.
using AcknowledgedRules = std::vector<const AcknowledgedRule*>;

/// Whose rules have ids of this form; in the order in which a template names them.
enum class Judge : std::uint8_t { cdk_nag, cfn_lint, cfn_guard };

Judge judge_of(std::string_view id);

/// Those that hold for the resource, wherever they were acknowledged; the nearest first.
AcknowledgedRules acknowledged_rules_of(const Resource& resource);

/// Whether anything was acknowledged in the app, and may stand in the stack's template.
bool has_acknowledgments_in_template(const Stack& stack);

/// Those that the manifest has at the construct's path: its own, but those for a type of resource at each
/// such resource where they hold, and those of what is around the stack, which no artifact is about, at the
/// stack.
AcknowledgedRules acknowledged_rules_at(const Construct& construct, const Stack& listed);

}  // namespace tenon
