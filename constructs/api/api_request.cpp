// What requests have to look like, and what the API answers by itself.

#include <algorithm>
#include <array>

#include "tenon/aws/apigateway/GatewayResponse.hpp"
#include "tenon/aws/apigateway/Model.hpp"
#include "tenon/aws/apigateway/RequestValidator.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/api/rest_api.hpp"

namespace tenon {

namespace {

constexpr std::array<std::string_view, 21> response_type_names = {"ACCESS_DENIED",
                                                                  "API_CONFIGURATION_ERROR",
                                                                  "AUTHORIZER_CONFIGURATION_ERROR",
                                                                  "AUTHORIZER_FAILURE",
                                                                  "BAD_REQUEST_BODY",
                                                                  "BAD_REQUEST_PARAMETERS",
                                                                  "DEFAULT_4XX",
                                                                  "DEFAULT_5XX",
                                                                  "EXPIRED_TOKEN",
                                                                  "INTEGRATION_FAILURE",
                                                                  "INTEGRATION_TIMEOUT",
                                                                  "INVALID_API_KEY",
                                                                  "INVALID_SIGNATURE",
                                                                  "MISSING_AUTHENTICATION_TOKEN",
                                                                  "QUOTA_EXCEEDED",
                                                                  "REQUEST_TOO_LARGE",
                                                                  "RESOURCE_NOT_FOUND",
                                                                  "THROTTLED",
                                                                  "UNAUTHORIZED",
                                                                  "UNSUPPORTED_MEDIA_TYPE",
                                                                  "WAF_FILTERED"};

/// The schema, of the version that API Gateway reads where it says none.
Value<Json> with_version(const Value<Json>& schema) {
  if (schema.kind() != NodeKind::object || schema.find("$schema") != nullptr) return schema;
  std::vector<Node> members(schema.items().begin(), schema.items().end());
  members.push_back(Node(std::string_view("$schema")));
  members.push_back(Node(std::string_view("http://json-schema.org/draft-04/schema#")));
  return {Raw{}, Node::object(members)};
}

}  // namespace

ApiModel::ApiModel(const Scope& scope, const Props& props) : Construct(scope) {
  resource_ = &add("Resource",
                   aws::apigateway::Model::Props{.ContentType = props.content_type,
                                                 .Description = props.description,
                                                 .Name = props.model_name,
                                                 .RestApiId = props.api.rest_api_id(),
                                                 .Schema = with_version(props.schema)},
                   where());
  props.api.add_component("model", *resource_);
}

Value<std::string> ApiModel::model_id() const { return resource_->ref(); }

RequestValidator::RequestValidator(const Scope& scope, const Props& props) : Construct(scope) {
  aws::apigateway::RequestValidator::Props validator{.Name = props.options.request_validator_name,
                                                     .RestApiId = props.api.rest_api_id()};
  if (props.options.validate_request_body)
    validator.ValidateRequestBody = *props.options.validate_request_body;
  if (props.options.validate_request_parameters) {
    validator.ValidateRequestParameters = *props.options.validate_request_parameters;
  }
  resource_ = &add("Resource", validator, where());
  props.api.add_component("validator", *resource_);
}

Attribute<aws::apigateway::kind::RequestValidator_RequestValidatorId> RequestValidator::request_validator_id()
    const {
  return resource_->ref();
}

GatewayResponse::GatewayResponse(const Scope& scope, const Props& props) : Construct(scope) {
  detail::JsonMembers headers;
  const Node& given = props.response_headers;
  const std::span<const Node> names_and_values = given.is_set() ? given.items() : std::span<const Node>();
  for (std::size_t i = 0; i < names_and_values.size(); i += 2) {
    headers.set("gatewayresponse.header." + std::string(names_and_values[i].text()), names_and_values[i + 1]);
  }
  aws::apigateway::GatewayResponse::Props response{
      .ResponseTemplates = props.templates,
      .ResponseType = response_type_names[static_cast<std::size_t>(props.type)],
      .RestApiId = props.api.rest_api_id()};
  if (!headers.empty()) response.ResponseParameters = {Raw{}, headers.object()};
  if (!props.status_code.empty()) response.StatusCode = props.status_code;
  resource_ = &add("Resource", response, where());
  props.api.add_component("gatewayResponse", *resource_);
}

}  // namespace tenon
