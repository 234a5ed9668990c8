#include "tenon/constructs/compute/custom_resource.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/topic.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using detail::refuse;

constexpr std::string_view default_type = "AWS::CloudFormation::CustomResource";
constexpr std::string_view type_prefix = "Custom::";
constexpr std::size_t longest_type = 60;
constexpr Duration longest_timeout = Duration::hours(1);
constexpr std::string_view own_properties[] = {"ServiceToken", "ServiceTimeout"};

constexpr bool is_of_type_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
         c == '-';
}

bool is_type(std::string_view type) {
  if (type.empty() || type == default_type) return true;
  if (!type.starts_with(type_prefix) || type.size() > longest_type) return false;
  const std::string_view name = type.substr(type_prefix.size());
  return !name.empty() && std::ranges::all_of(name, is_of_type_name);
}

Resource::Props resource_props(const CustomResource::Props& props) {
  const ServiceToken& token = props.service_token;
  std::vector<Map<Json>::Entry> properties = {{"ServiceToken", token.value()}};
  // A text, as CloudFormation wants it.
  if (props.service_timeout)
    properties.push_back({"ServiceTimeout", std::to_string(props.service_timeout->to_seconds())});
  properties.insert(properties.end(), props.properties.begin(), props.properties.end());
  return {.Type = props.resource_type.empty() ? std::string(default_type) : props.resource_type,
          .Properties = json::object(properties)};
}

}  // namespace

ServiceToken::ServiceToken(FunctionBase& function) : arn_(function.function_arn()), function_(&function) {}
ServiceToken::ServiceToken(Topic& topic) : arn_(topic.arn()) {}

CustomResource::CustomResource(const Scope& scope, const Props& props) : Construct(scope) {
  check(props);
  resource_ = &add("Default", resource_props(props), where());
  if (props.removal_policy) resource_->apply_removal_policy(*props.removal_policy);
  const ServiceToken& token = props.service_token;
  if (token.function() != nullptr) wait_for(*token.function());
}

void CustomResource::check(const Props& props) const {
  if (!is_type(props.resource_type)) {
    refuse(*this, "resource_type", props.resource_type,
           fmt::format("{} or {} and up to {} letters, digits and _@-", default_type, type_prefix,
                       longest_type - type_prefix.size()),
           "CloudFormation takes no such type for a custom resource", where());
  }
  if (props.service_timeout &&
      (*props.service_timeout < Duration::seconds(1) || *props.service_timeout > longest_timeout)) {
    refuse(*this, "service_timeout", fmt::format("{} s", props.service_timeout->to_seconds()), "1 to 3600 s",
           "CloudFormation waits up to an hour", where());
  }
  for (const auto& [name, value] : props.properties) {
    if (!name.is_text() || std::ranges::find(own_properties, name.text()) == std::end(own_properties))
      continue;
    refuse(*this, "properties", std::string(name.text()), "properties of the function's own",
           "`service_token` and `service_timeout` say this", where());
  }
}

/// Until the function has answered to the last request it needs what it may do and where it logs.
void CustomResource::wait_for(FunctionBase& function) {
  if (function.has_role()) resource_->depends_on(function.role().permissions(), where());
  if (const LogGroup* logs = function.function().log_group()) resource_->depends_on(*logs, where());
}

Value<std::string> CustomResource::ref() const { return resource_->any_ref(); }
Expression CustomResource::get_att(std::string_view name) const { return resource_->get_att(name); }

}  // namespace tenon
