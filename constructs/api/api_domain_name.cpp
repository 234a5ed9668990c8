#include <algorithm>
#include <array>

#include "tenon/aws/apigateway/BasePathMapping.hpp"
#include "tenon/aws/apigateway/DomainName.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/apigateway/Stage.hpp"
#include "tenon/aws/certificatemanager/Certificate.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/network/certificate.hpp"
#include "tenon/constructs/support/unique_id.hpp"

namespace tenon {

namespace {

using detail::refuse;

constexpr std::array<std::string_view, 3> endpoint_type_names = {"EDGE", "REGIONAL", "PRIVATE"};
constexpr std::array<std::string_view, 2> security_policy_names = {"TLS_1_0", "TLS_1_2"};

bool is_base_path_character(char c) {
  return ascii::is_alphanumeric(c) || std::string_view("$-_.+!*'()").find(c) != std::string_view::npos;
}

aws::apigateway::DomainName::Props resource_props(const ApiDomainNameOptions& options) {
  const std::string_view type = endpoint_type_names[static_cast<std::size_t>(options.endpoint_type)];
  aws::apigateway::DomainName::Props name{
      .DomainName = options.domain_name,
      .EndpointConfiguration = aws::apigateway::DomainName::EndpointConfiguration{.Types = {type}},
      .SecurityPolicy = security_policy_names[static_cast<std::size_t>(options.security_policy)]};
  if (options.endpoint_type == ApiEndpointType::edge) {
    name.CertificateArn = options.certificate.arn();
  } else {
    name.RegionalCertificateArn = {Raw{}, options.certificate.arn()};
  }
  if (options.mutual_tls) {
    name.MutualTlsAuthentication = aws::apigateway::DomainName::MutualTlsAuthentication{
        .TruststoreUri = options.mutual_tls->truststore_uri,
        .TruststoreVersion = options.mutual_tls->truststore_version};
  }
  return name;
}

}  // namespace

ApiDomainName::ApiDomainName(const Scope& scope, const Props& props)
    : Construct(scope), edge_(props.options.endpoint_type == ApiEndpointType::edge) {
  const Value<std::string>& name = props.options.domain_name;
  if (const auto text = name.literal(); text && std::ranges::any_of(*text, ascii::is_upper)) {
    refuse(*this, "domain_name", std::string(*text), "small letters",
           "API Gateway takes no capital letters in a name", where());
  }
  resource_ = &add("Resource", resource_props(props.options), where());
  if (props.mapping != nullptr) {
    add_base_path_mapping(*props.mapping, {.base_path = props.options.base_path}, where());
  }
}

Attribute<aws::apigateway::kind::DomainName_DomainName> ApiDomainName::domain_name() const {
  return resource_->ref();
}

Value<std::string> ApiDomainName::alias_domain_name() const {
  return edge_ ? resource_->DistributionDomainName() : resource_->RegionalDomainName();
}

Value<std::string> ApiDomainName::alias_hosted_zone_id() const {
  return edge_ ? resource_->DistributionHostedZoneId() : resource_->RegionalHostedZoneId();
}

void ApiDomainName::add_base_path_mapping(RestApi& api, const BasePathMappingOptions& options,
                                          std::source_location where) {
  const std::string& base_path = options.base_path;
  if (std::ranges::find(base_paths_, base_path) != base_paths_.end()) {
    return refuse(*this, "base_path", base_path, "a path that is not mapped yet", "a path leads to one API",
                  where);
  }
  if (!ascii::all_of(base_path, is_base_path_character)) {
    refuse(*this, "base_path", base_path, "one part of letters, digits and $-_.+!*'()",
           "API Gateway takes no other base path", where);
  }
  base_paths_.push_back(base_path);
  const ApiStage* stage = options.stage != nullptr ? options.stage : api.find_deployment_stage();
  aws::apigateway::BasePathMapping::Props mapping{.DomainName = domain_name(),
                                                  .RestApiId = api.rest_api_id()};
  if (!base_path.empty()) mapping.BasePath = base_path;
  if (stage != nullptr) mapping.Stage = stage->stage_name();
  add("Map:" + (base_path.empty() ? "/" : base_path) + "=>" + detail::unique_id(api), Construct::Props{},
      where)
      .add("Resource", mapping, where);
}

}  // namespace tenon
