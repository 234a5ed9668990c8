#pragma once

/// \file
/// What the CDK CLI tells the app by environment variables.

#include <string>
#include <utility>
#include <vector>

#include "tenon/construct/stack.hpp"

namespace tenon::detail {

using Context = std::vector<std::pair<std::string, Value<Json>>>;

/// The variable's value; empty when it is not set.
std::string environment_variable(const char* name);

/// Context of CDK_CONTEXT_JSON and of the file that CONTEXT_OVERFLOW_LOCATION_ENV names, each key once.
/// Throws `Error` ("malformed-context") when one of them cannot be read or is no JSON object.
Context context_of_environment();

/// Sets a key, replacing what it was.
void set_context(Context& context, std::string_view key, Value<Json> value);

}  // namespace tenon::detail
