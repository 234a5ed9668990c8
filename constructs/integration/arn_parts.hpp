#pragma once

/// \file
/// Parts of ARNs that may be known only to the deployment, and names of resources. Not part of the public
/// interface.

#include <string>
#include <string_view>

#include "tenon/construct/stack.hpp"
#include "tenon/value/value.hpp"

namespace tenon::detail {

/// The part behind so many colons; the fifth is the resource up to the next colon.
Value<std::string> arn_part(const Value<std::string>& arn, std::int64_t index);

/// `arn:<partition>:<service>:<region>:<account>:<resource>` of the stack's own partition, region and
/// account.
Value<std::string> arn_in(const Stack& stack, std::string_view service, const Value<std::string>& resource);

/// A physical name made of the stack's name and the ids below it, as CDK's `Names.uniqueResourceName` with
/// `-` between.
std::string resource_name(const Construct& construct, std::size_t max_length);

}  // namespace tenon::detail
