#pragma once

/// \file
/// What the logical id of an API's deployment is made of. Not part of the public interface.

#include <string>
#include <string_view>

#include "tenon/value/value.hpp"

namespace tenon {
class FunctionBase;
class Resource;
}  // namespace tenon

namespace tenon::detail {

/// A part of an API ("method", "resource", "model", "validator", "authorizer", "gatewayResponse") as the text
/// that CDK puts into the hash: its properties in CDK's spelling and order. `token`: the name of the function
/// that it calls.
std::string hash_text(std::string_view name, const Resource& resource, const Value<std::string>& token);
/// The API itself, as its resource in the template.
std::string hash_text(const Resource& api);

/// A function's name where the program gives it: that another function is called shows in the hash by it.
/// Else unset.
Value<std::string> literal_function_name(FunctionBase& function);

}  // namespace tenon::detail
