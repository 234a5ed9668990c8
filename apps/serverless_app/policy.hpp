#pragma once

/// \file
/// IAM policy documents.

#include <initializer_list>
#include <string_view>

#include "tenon/value/iam_action.hpp"
#include "tenon/value/json.hpp"

namespace serverless_app {

namespace iam = tenon::iam;

/// Actions as a policy writes them: a list.
tenon::Value<tenon::Json> action_list(std::initializer_list<iam::Action> actions);

/// A statement of a role's policy: what it allows, and on which resources.
tenon::Value<tenon::Json> allow(const tenon::Value<tenon::Json>& actions,
                                const tenon::Value<tenon::Json>& resources);

tenon::Value<tenon::Json> policy_document(std::initializer_list<tenon::Value<tenon::Json>> statements);

/// Lets a service ("lambda.amazonaws.com") assume the role that bears this document.
tenon::Value<tenon::Json> assumed_by(std::string_view service);

}  // namespace serverless_app
