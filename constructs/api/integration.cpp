#include "tenon/constructs/api/integration.hpp"

namespace tenon {

Integration::Integration(Type type, IntegrationOptions options) : type_(type), options_(std::move(options)) {}

Integration Integration::lambda(FunctionBase& function, LambdaIntegrationOptions options) {
  Integration integration(options.proxy ? Type::aws_proxy : Type::aws, std::move(options.options));
  integration.function_ = &function;
  integration.allow_test_invoke_ = options.allow_test_invoke;
  integration.scope_permission_to_method_ = options.scope_permission_to_method;
  return integration;
}

Integration Integration::aws(AwsIntegrationProps props) {
  Integration integration(props.proxy ? Type::aws_proxy : Type::aws, props.options);
  integration.http_method_ = props.integration_http_method;
  integration.call_ = std::move(props);
  return integration;
}

Integration Integration::http(const Value<std::string>& url, HttpIntegrationProps props) {
  Integration integration(props.proxy ? Type::http_proxy : Type::http, std::move(props.options));
  integration.http_method_ = props.http_method;
  integration.url_ = url;
  return integration;
}

Integration Integration::mock(IntegrationOptions options) {
  return Integration(Type::mock, std::move(options));
}

}  // namespace tenon
