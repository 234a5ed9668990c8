#pragma once

/// \file
/// What an ARN says of a resource, by the ARN template of its type.

#include <string>
#include <utility>
#include <vector>

#include "tenon/value/value.hpp"

namespace tenon {

using NamedNodes = std::vector<std::pair<std::string, Node>>;

/// "Ref", "Arn" and the parts that the type's template names, taken out of the ARN.
NamedNodes attributes_of_arn(const TypeFacts& facts, const Value<std::string>& arn);

/// "Ref" and, in the stack's own account and region, "Arn".
NamedNodes attributes_of_name(const TypeFacts& facts, const Value<std::string>& name);

}  // namespace tenon
