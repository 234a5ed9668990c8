#pragma once

/// \file
/// What answers a REST API's requests.

#include <optional>
#include <string>
#include <vector>

#include "tenon/constructs/api/http_method.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

class ApiMethod;
class FunctionBase;
class HttpVpcLink;
class Role;
class VpcLink;

/// Whether bodies are taken as text or as bytes.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
enum class ContentHandling : std::uint8_t { convert_to_binary, convert_to_text };

/// What becomes of a request for whose content type there is no template.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
enum class PassthroughBehavior : std::uint8_t { when_no_match, when_no_templates, never };

/// Whether a response is collected or sent on as it comes; the latter only of proxies.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
enum class ResponseTransferMode : std::uint8_t { buffered, stream };

/// How an answer of the backend becomes an answer of the API.
struct IntegrationResponse {
  /// "200"
  Required<"status_code", Value<std::string>> status_code;
  /// A regular expression that the backend's status code, or a function's error message, fits. Default: the
  /// response is the one for all that no other fits.
  std::string selection_pattern = {};
  /// `{{"method.response.header.Location", "integration.response.header.Location"}}`
  Map<std::string> response_parameters = {};
  /// Templates (VTL) of bodies by content type.
  Map<std::string> response_templates = {};
  /// Default: bodies pass as they are.
  std::optional<ContentHandling> content_handling = {};
};

/// What all integrations have.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-method-integration.html
struct IntegrationOptions {
  /// What API Gateway assumes to call the backend. Default: nothing; the backend's own policy lets API
  /// Gateway in.
  Role* credentials_role = nullptr;
  /// Calls the backend as the caller. Not together with `credentials_role` (`property-not-allowed`).
  bool credentials_passthrough = false;
  /// 50 ms to 29 s, more where the account's quota is higher; in milliseconds. Default: 29,000.
  std::optional<std::int64_t> timeout_in_millis = {};
  /// `{{"integration.request.path.id", "method.request.path.id"}}`. Default: none.
  Map<std::string> request_parameters = {};
  /// Templates (VTL) of bodies by content type. Default: bodies pass as they are.
  Map<std::string> request_templates = {};
  /// Default: `when_no_match`, the service's own.
  std::optional<PassthroughBehavior> passthrough_behavior = {};
  /// Answers; proxies have none. Default: none.
  std::vector<IntegrationResponse> integration_responses = {};
  /// Default: bodies pass as they are.
  std::optional<ContentHandling> content_handling = {};
  /// Request parameters that tell cached answers apart. Default: none.
  std::vector<std::string> cache_key_parameters = {};
  /// Methods of one namespace share cached answers. Default: the resource's id.
  std::string cache_namespace = {};
  /// Default: buffered.
  std::optional<ResponseTransferMode> response_transfer_mode = {};
  /// The way to network load balancers. Default: the internet.
  VpcLink* vpc_link = nullptr;
  /// The way to application load balancers. Needs `integration_target` (`property-needed`).
  HttpVpcLink* http_vpc_link = nullptr;
  /// The ARN of the load balancer behind `http_vpc_link`.
  Value<std::string> integration_target = {};
};

struct LambdaIntegrationOptions {
  /// Whether the function gets the whole request as an event and answers with status, headers and body.
  bool proxy = true;
  /// Whether the console may call the function for tests: a second permission.
  bool allow_test_invoke = true;
  /// Whether each method has a permission of its own. Default: it has, as in CDK; else one for the whole API.
  bool scope_permission_to_method = true;
  IntegrationOptions options = {};
};

struct AwsIntegrationProps {
  /// As in its endpoint: "s3", "sqs", "dynamodb", "states", "firehose".
  Required<"service", std::string> service;
  /// The service's action: "PutItem". Either this or `path` (`property-needed`, `property-not-allowed`).
  std::string action = {};
  /// What follows the action: "TopicArn=arn&Message=text", encoded as URLs are. Default: nothing.
  std::string action_parameters = {};
  /// The path of the call, such as a bucket and key. Either this or `action`.
  Value<std::string> path = {};
  /// Of the host name, before the service. Default: none.
  std::string subdomain = {};
  /// With which method the service is called.
  HttpMethod integration_http_method = HttpMethod::post;
  /// Default: the stack's region.
  Value<std::string> region = {};
  bool proxy = false;
  IntegrationOptions options = {};
};

struct HttpIntegrationProps {
  HttpMethod http_method = HttpMethod::get;
  /// Whether requests and answers pass as they are.
  bool proxy = true;
  IntegrationOptions options = {};
};

/// What answers a method's requests. A function converts: `items.add_method(HttpMethod::get, handler)`.
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-integration-settings.html
class Integration {
 public:
  /// A function, a version or an alias, with proxy and a permission for each method that calls it.
  Integration(FunctionBase& function) : Integration(lambda(function)) {}
  static Integration lambda(FunctionBase& function, LambdaIntegrationOptions options = {});
  /// An action of an AWS service.
  static Integration aws(AwsIntegrationProps props);
  /// An HTTP backend: "https://example.org/items/{id}". Behind a VPC link the name in it is what the
  /// backend's certificate shows and what `Host` says.
  static Integration http(const Value<std::string>& url, HttpIntegrationProps props = {});
  /// No backend: the templates and responses make the answer.
  static Integration mock(IntegrationOptions options = {});

 private:
  friend class ApiMethod;
  enum class Type : std::uint8_t { aws, aws_proxy, http, http_proxy, mock };
  static bool is_proxy(Type type) { return type == Type::aws_proxy || type == Type::http_proxy; }
  Integration(Type type, IntegrationOptions options);

  Type type_;
  IntegrationOptions options_;
  FunctionBase* function_ = nullptr;
  bool allow_test_invoke_ = true;
  bool scope_permission_to_method_ = true;
  HttpMethod http_method_ = HttpMethod::post;
  Value<std::string> url_;  // of HTTP backends
  AwsIntegrationProps call_ = {.service = ""};
};

}  // namespace tenon
