#include "tenon/constructs/network/listener_action.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "tenon/aws/elasticloadbalancingv2/TargetGroup.hpp"
#include "tenon/constructs/identity/user_pool.hpp"
#include "tenon/constructs/network/target_group.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

namespace {

using Member = std::pair<std::string_view, Value<Json>>;

constexpr std::string_view unauthenticated_action_names[] = {"allow", "authenticate", "deny"};
constexpr std::string_view jwt_claim_formats[] = {"single-string", "space-separated-values", "string-array"};
/// Of claims, and of a claim's values.
constexpr std::size_t most_claims = 10;

Value<Json> object_of(const std::vector<Member>& members) {
  std::vector<Map<Json>::Entry> entries;
  for (const auto& [key, value] : members) entries.push_back({key, value});
  return json::object(entries);
}

Value<Json> array_of(const std::vector<Value<Json>>& items) { return json::array(items); }

Value<Json> parameters_of(const std::vector<RequestParameter>& parameters) {
  if (parameters.empty()) return {};
  std::vector<Map<Json>::Entry> entries;
  for (const auto& [key, value] : parameters) entries.push_back({key, value});
  return json::object(entries);
}

Value<Json> name_of(const std::optional<UnauthenticatedAction>& action) {
  if (!action) return {};
  return unauthenticated_action_names[static_cast<std::size_t>(*action)];
}

bool is_allowed(const JwtClaim& claim) {
  const std::size_t most = claim.format == JwtClaimFormat::single_string ? 1 : most_claims;
  return !claim.values.empty() && claim.values.size() <= most;
}

Value<Json> claims_of(const std::vector<JwtClaim>& claims) {
  if (claims.empty()) return {};
  std::vector<Value<Json>> items;
  for (const JwtClaim& claim : claims) {
    const std::vector<Value<Json>> values(claim.values.begin(), claim.values.end());
    items.push_back(object_of({{"Format", jwt_claim_formats[static_cast<std::size_t>(claim.format)]},
                               {"Name", claim.name},
                               {"Values", array_of(values)}}));
  }
  return array_of(items);
}

}  // namespace

// --- ListenerAction ----------------------------------------------------------------------------------------

ListenerAction ListenerAction::forward(ApplicationTargetGroup& target_group) {
  ListenerAction action;
  action.steps_.push_back({.type = "forward", .target_group_arn = target_group.arn()});
  action.target_groups_ = {&target_group};
  return action;
}

ListenerAction ListenerAction::forward(std::vector<WeightedTargetGroup> target_groups,
                                       std::optional<Duration> stickiness) {
  ListenerAction action;
  std::vector<Value<Json>> tuples;
  for (const WeightedTargetGroup& each : target_groups) {
    tuples.push_back(object_of({{"TargetGroupArn", each.target_group.arn()}, {"Weight", each.weight}}));
    action.target_groups_.push_back(&each.target_group);
  }
  if (tuples.empty()) {
    action.fault_ = {.missing = true,
                     .property = "target_groups",
                     .allowed = "one target group at least",
                     .message = "Requests have to be forwarded somewhere"};
  }
  std::vector<Member> config = {{"TargetGroups", array_of(tuples)}};
  if (stickiness) {
    config.emplace_back("TargetGroupStickinessConfig",
                        object_of({{"DurationSeconds", stickiness->to_seconds()}, {"Enabled", true}}));
  }
  action.steps_.push_back({.type = "forward", .config_name = "ForwardConfig", .config = std::move(config)});
  return action;
}

ListenerAction ListenerAction::fixed_response(int status_code, const FixedResponseOptions& options) {
  ListenerAction action;
  const int hundreds = status_code / 100;
  if (hundreds != 2 && hundreds != 4 && hundreds != 5) {
    action.fault_ = {.property = "status_code",
                     .value = fmt::format("{}", status_code),
                     .allowed = "200 to 299, 400 to 599",
                     .message = "Load balancers answer with other statuses only themselves"};
  }
  action.steps_.push_back({.type = "fixed-response",
                           .config_name = "FixedResponseConfig",
                           .config = {{"ContentType", options.content_type},
                                      {"MessageBody", options.message_body},
                                      {"StatusCode", fmt::format("{}", status_code)}}});
  return action;
}

ListenerAction ListenerAction::redirect(const ListenerRedirect& to) {
  ListenerAction action;
  const auto path = to.path.literal();
  if (path && !path->starts_with('/')) {
    action.fault_ = {.property = "path",
                     .value = std::string(*path),
                     .allowed = "a path that begins with a slash",
                     .message = "Requests are redirected to whole paths"};
  }
  if (!to.host.is_set() && !to.path.is_set() && !to.port.is_set() && !to.protocol.is_set() &&
      !to.query.is_set()) {
    action.fault_ = {.missing = true,
                     .property = "redirect",
                     .allowed = "a host, path, port, protocol or query",
                     .message = "A redirect that changes nothing goes in a circle"};
  }
  action.steps_.push_back(
      {.type = "redirect",
       .config_name = "RedirectConfig",
       .config = {{"Host", to.host},
                  {"Path", to.path},
                  {"Port", to.port},
                  {"Protocol", to.protocol},
                  {"Query", to.query},
                  {"StatusCode", Value<Json>(std::string_view(to.permanent ? "HTTP_301" : "HTTP_302"))}}});
  return action;
}

ListenerAction ListenerAction::authenticate_cognito(const AuthenticateCognito& options,
                                                    const ListenerAction& next) {
  return behind({.type = "authenticate-cognito",
                 .config_name = "AuthenticateCognitoConfig",
                 .config = {{"AuthenticationRequestExtraParams",
                             parameters_of(options.authentication_request_extra_params)},
                            {"OnUnauthenticatedRequest", name_of(options.on_unauthenticated_request)},
                            {"Scope", options.scope},
                            {"SessionCookieName", options.session_cookie_name},
                            {"UserPoolArn", Value<std::string>(options.user_pool.arn())},
                            {"UserPoolClientId", Value<std::string>(options.user_pool_client.client_id())},
                            {"UserPoolDomain", options.user_pool_domain.domain_name()}},
                 .session_timeout = options.session_timeout},
                options.allow_https_outbound, next);
}

ListenerAction ListenerAction::authenticate_oidc(const AuthenticateOidc& options,
                                                 const ListenerAction& next) {
  return behind({.type = "authenticate-oidc",
                 .config_name = "AuthenticateOidcConfig",
                 .config = {{"AuthenticationRequestExtraParams",
                             parameters_of(options.authentication_request_extra_params)},
                            {"AuthorizationEndpoint", options.authorization_endpoint},
                            {"ClientId", options.client_id},
                            {"ClientSecret", options.client_secret},
                            {"Issuer", options.issuer},
                            {"OnUnauthenticatedRequest", name_of(options.on_unauthenticated_request)},
                            {"Scope", options.scope},
                            {"SessionCookieName", options.session_cookie_name},
                            {"TokenEndpoint", options.token_endpoint},
                            {"UserInfoEndpoint", options.user_info_endpoint}},
                 .session_timeout = options.session_timeout},
                options.allow_https_outbound, next);
}

ListenerAction ListenerAction::validate_jwt(const ValidateJwt& options, const ListenerAction& next) {
  const auto& claims = options.additional_claims;
  ListenerAction action = behind({.type = "jwt-validation",
                                  .config_name = "JwtValidationConfig",
                                  .config = {{"AdditionalClaims", claims_of(claims)},
                                             {"Issuer", options.issuer},
                                             {"JwksEndpoint", options.jwks_endpoint}}},
                                 false, next);
  if (claims.size() > most_claims || !std::ranges::all_of(claims, is_allowed)) {
    action.fault_ = {.property = "additional_claims",
                     .value = fmt::format("{} claims", claims.size()),
                     .allowed = "at most ten claims, each with one to ten values, a single string with one",
                     .message = "Load balancers look at no more of a token"};
  }
  return action;
}

ListenerAction ListenerAction::behind(Step step, bool calls_out, const ListenerAction& next) {
  ListenerAction action = next;
  action.steps_.insert(action.steps_.begin(), std::move(step));
  action.authenticates_ = true;
  action.calls_out_ = action.calls_out_ || calls_out;
  return action;
}

Value<Json> ListenerAction::json(For whom) const {
  std::vector<Value<Json>> steps;
  for (const Step& step : steps_) {
    std::vector<Member> config = step.config;
    if (step.session_timeout) {
      const std::int64_t timeout = step.session_timeout->to_seconds();
      config.emplace_back("SessionTimeout",
                          whom == For::rule ? Value<Json>(timeout) : Value<Json>(fmt::format("{}", timeout)));
    }
    std::vector<Member> members;
    if (!step.config_name.empty()) members.emplace_back(step.config_name, object_of(config));
    // CDK numbers the steps where there are several.
    if (steps_.size() > 1) members.emplace_back("Order", static_cast<std::int64_t>(steps.size() + 1));
    members.emplace_back("TargetGroupArn", step.target_group_arn);
    members.emplace_back("Type", step.type);
    steps.push_back(object_of(members));
  }
  return array_of(steps);
}

// --- ListenerCondition -------------------------------------------------------------------------------------

ListenerCondition ListenerCondition::http_header(const Value<std::string>& name, Values patterns) {
  ListenerCondition condition("http-header", "HttpHeaderConfig", std::move(patterns));
  condition.header_name_ = name;
  return condition;
}

ListenerCondition ListenerCondition::query_strings(std::vector<RequestParameter> parameters) {
  ListenerCondition condition("query-string", "QueryStringConfig", {});
  condition.parameters_ = std::move(parameters);
  return condition;
}

Value<Json> ListenerCondition::json() const {
  std::vector<Value<Json>> values(values_.begin(), values_.end());
  for (const auto& [key, value] : parameters_) {
    values.push_back(object_of({{"Key", key.empty() ? Value<Json>() : Value<Json>(key)}, {"Value", value}}));
  }
  return object_of(
      {{"Field", field_},
       {config_name_, object_of({{"HttpHeaderName", header_name_}, {"Values", array_of(values)}})}});
}

}  // namespace tenon
