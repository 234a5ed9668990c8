#pragma once

/// \file
/// Constructs that exist only under a condition.

namespace tenon {

class Condition;
class Construct;

/// Lets everything of the construct exist only under the condition: each of its resources gets it, in the
/// place of one of its own. What refers to it from outside has to be under the condition too, or say by
/// `Fn::If` what counts without it.
///
///     only_if(is_production, auditor);          // a Role: the role and its policy
///
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
void only_if(const Condition& condition, Construct& construct);

}  // namespace tenon
