#include "tenon/constructs/api/deployment_hash.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include "tenon/aws/lambda/Function.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::detail {

namespace {

/// A property as CDK's programs spell it and as CloudFormation does.
struct Field {
  std::string_view cdk;
  std::string_view name;
  std::span<const Field> members = {};
};

constexpr Field integration_response_fields[] = {{"statusCode", "StatusCode"},
                                                 {"responseParameters", "ResponseParameters"},
                                                 {"responseTemplates", "ResponseTemplates"},
                                                 {"selectionPattern", "SelectionPattern"},
                                                 {"contentHandling", "ContentHandling"}};
constexpr Field integration_fields[] = {
    {"type", "Type"},
    {"uri", "Uri"},
    {"cacheKeyParameters", "CacheKeyParameters"},
    {"cacheNamespace", "CacheNamespace"},
    {"contentHandling", "ContentHandling"},
    {"integrationHttpMethod", "IntegrationHttpMethod"},
    {"requestParameters", "RequestParameters"},
    {"requestTemplates", "RequestTemplates"},
    {"passthroughBehavior", "PassthroughBehavior"},
    {"integrationResponses", "IntegrationResponses", integration_response_fields},
    {"connectionType", "ConnectionType"},
    {"connectionId", "ConnectionId"},
    {"credentials", "Credentials"},
    {"timeoutInMillis", "TimeoutInMillis"},
    {"responseTransferMode", "ResponseTransferMode"},
    {"integrationTarget", "IntegrationTarget"}};
constexpr Field method_response_fields[] = {{"statusCode", "StatusCode"},
                                            {"responseParameters", "ResponseParameters"},
                                            {"responseModels", "ResponseModels"}};
constexpr Field method_fields[] = {{"resourceId", "ResourceId"},
                                   {"restApiId", "RestApiId"},
                                   {"httpMethod", "HttpMethod"},
                                   {"operationName", "OperationName"},
                                   {"apiKeyRequired", "ApiKeyRequired"},
                                   {"authorizationType", "AuthorizationType"},
                                   {"authorizerId", "AuthorizerId"},
                                   {"requestParameters", "RequestParameters"},
                                   {"integration", "Integration", integration_fields},
                                   {"methodResponses", "MethodResponses", method_response_fields},
                                   {"requestModels", "RequestModels"},
                                   {"requestValidatorId", "RequestValidatorId"},
                                   {"authorizationScopes", "AuthorizationScopes"}};
constexpr Field resource_fields[] = {
    {"restApiId", "RestApiId"}, {"parentId", "ParentId"}, {"pathPart", "PathPart"}};
constexpr Field model_fields[] = {{"name", "Name"},
                                  {"restApiId", "RestApiId"},
                                  {"contentType", "ContentType"},
                                  {"description", "Description"},
                                  {"schema", "Schema"}};
constexpr Field validator_fields[] = {{"name", "Name"},
                                      {"restApiId", "RestApiId"},
                                      {"validateRequestBody", "ValidateRequestBody"},
                                      {"validateRequestParameters", "ValidateRequestParameters"}};
constexpr Field authorizer_fields[] = {{"name", "Name"},
                                       {"restApiId", "RestApiId"},
                                       {"type", "Type"},
                                       {"providerArns", "ProviderARNs"},
                                       {"authorizerUri", "AuthorizerUri"},
                                       {"authorizerCredentials", "AuthorizerCredentials"},
                                       {"authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"},
                                       {"identitySource", "IdentitySource"},
                                       {"identityValidationExpression", "IdentityValidationExpression"}};
constexpr Field gateway_response_fields[] = {{"restApiId", "RestApiId"},
                                             {"responseType", "ResponseType"},
                                             {"responseParameters", "ResponseParameters"},
                                             {"responseTemplates", "ResponseTemplates"},
                                             {"statusCode", "StatusCode"}};

struct Part {
  std::string_view name;
  std::span<const Field> members;
  bool token_inside;  // among the properties, as JSON; else beside them
};

constexpr Part parts[] = {
    {"method", method_fields, true},          {"resource", resource_fields, false},
    {"model", model_fields, false},           {"validator", validator_fields, false},
    {"authorizer", authorizer_fields, false}, {"gatewayResponse", gateway_response_fields, false}};

Node spelled(const Node& value, std::span<const Field> members);

JsonMembers spelled_members(const Node& bag, std::span<const Field> members) {
  JsonMembers object;
  for (const Field& field : members) {
    if (const Node* value = bag.find(field.name); value != nullptr)
      object.set(field.cdk, spelled(*value, field.members));
  }
  return object;
}

Node spelled(const Node& value, std::span<const Field> members) {
  if (members.empty()) return value;
  if (value.kind() == NodeKind::bag || value.kind() == NodeKind::object)
    return spelled_members(value, members).object();
  if (value.kind() != NodeKind::list) return value;
  std::vector<Node> items;
  for (const Node& item : value.items()) items.push_back(spelled(item, members));
  return Node::list(items);
}

}  // namespace

std::string hash_text(std::string_view name, const Resource& resource, const Value<std::string>& token) {
  const Part& part = *std::ranges::find(parts, name, &Part::name);
  JsonMembers properties = spelled_members(resource.properties(), part.members);
  if (token.is_set() && part.token_inside) {
    const std::string call = resolved_json(JsonMembers().set("functionName", token).object());
    properties.set("integrationToken", Node(std::string_view(call)));
  }
  JsonMembers object;
  object.set(part.name, properties.object());
  if (!part.token_inside) object.set("authorizerToken", token);
  return resolved_json(object.object());
}

std::string hash_text(const Resource& api) {
  const Value<Json> entry =
      JsonMembers().set("Type", Node(api.type())).set("Properties", api.properties()).object();
  return resolved_json(
      JsonMembers().set("Resources", JsonMembers().set(api.logical_id(), entry).object()).object());
}

Value<std::string> literal_function_name(FunctionBase& function) {
  LambdaFn& target = function.function();
  if (&target != &function) return {};
  if (target.resource().is_imported()) {
    const Value<std::string> name = target.function_name();
    return name.literal() ? name : Value<std::string>();
  }
  const Node* name = target.resource().properties().find("FunctionName");
  return name != nullptr && name->is_text() ? Value<std::string>(Raw{}, *name) : Value<std::string>();
}

}  // namespace tenon::detail
