#pragma once

/// \file
/// What listeners of application load balancers do with a request, and with which requests their rules do it.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/duration.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

class ApplicationTargetGroup;
class UserPool;
class UserPoolClient;
class UserPoolDomain;

/// A target group and its share of the requests among others.
struct WeightedTargetGroup {
  ApplicationTargetGroup& target_group;
  /// 0 to 999.
  std::int64_t weight = 1;
};

struct FixedResponseOptions {
  /// "text/plain", "text/css", "text/html", "application/javascript" or "application/json". Default:
  /// "text/plain".
  Value<std::string> content_type = {};
  /// At most 1,024 characters. Default: empty.
  Value<std::string> message_body = {};
};

/// Where a request is sent on to. What is left out stays as it came; something has to change
/// (`property-needed`).
/// `#{host}`, `#{path}`, `#{port}`, `#{protocol}` and `#{query}` stand for what came.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions
struct ListenerRedirect {
  Value<std::string> host = {};
  /// Begins with a slash.
  Value<std::string> path = {};
  /// "443"
  Value<std::string> port = {};
  /// "HTTP", "HTTPS" or "#{protocol}".
  Value<std::string> protocol = {};
  /// Without the question mark.
  Value<std::string> query = {};
  /// Whether browsers may keep it: 301, else 302.
  bool permanent = false;
};

/// A part of a query.
struct RequestParameter {
  std::string key;
  Value<std::string> value;
};

/// What happens to requests of users who are not signed in.
enum class UnauthenticatedAction : std::uint8_t { allow, authenticate, deny };

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
struct AuthenticateCognito {
  UserPool& user_pool;
  /// One with a secret, and with the code flow.
  UserPoolClient& user_pool_client;
  UserPoolDomain& user_pool_domain;
  /// Default: the service's, they are sent to sign in.
  std::optional<UnauthenticatedAction> on_unauthenticated_request = {};
  /// Scopes with spaces between them. Default: the service's, "openid".
  Value<std::string> scope = {};
  /// Default: the service's, "AWSELBAuthSessionCookie".
  Value<std::string> session_cookie_name = {};
  /// Default: the service's, seven days.
  std::optional<Duration> session_timeout = {};
  /// Sent along with the request to sign in. Default: none.
  std::vector<RequestParameter> authentication_request_extra_params = {};
  /// Whether the load balancer's groups let it call the sign-in service, by HTTPS to anywhere.
  bool allow_https_outbound = true;
};

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
struct AuthenticateOidc {
  Required<"authorization_endpoint", Value<std::string>> authorization_endpoint;
  Required<"client_id", Value<std::string>> client_id;
  /// A reference to a secret, such as `resolve::secrets_manager`: the template would show the secret itself.
  Required<"client_secret", Value<std::string>> client_secret;
  Required<"issuer", Value<std::string>> issuer;
  Required<"token_endpoint", Value<std::string>> token_endpoint;
  Required<"user_info_endpoint", Value<std::string>> user_info_endpoint;
  /// Default: the service's, they are sent to sign in.
  std::optional<UnauthenticatedAction> on_unauthenticated_request = {};
  /// Default: the service's, "openid".
  Value<std::string> scope = {};
  /// Default: the service's, "AWSELBAuthSessionCookie".
  Value<std::string> session_cookie_name = {};
  /// Default: the service's, seven days.
  std::optional<Duration> session_timeout = {};
  /// Sent along with the request to sign in. Default: none.
  std::vector<RequestParameter> authentication_request_extra_params = {};
  /// Whether the load balancer's groups let it call the provider, by HTTPS to anywhere.
  bool allow_https_outbound = true;
};

/// How a claim of a token holds its values.
enum class JwtClaimFormat : std::uint8_t { single_string, space_separated_values, string_array };

/// What a token has to say besides who issued it and how long it is good.
struct JwtClaim {
  /// "token_use"
  std::string name;
  /// One of them, or of several; one to ten, and a single one of `single_string` (`property-not-allowed`).
  std::vector<Value<std::string>> values;
  JwtClaimFormat format = JwtClaimFormat::single_string;
};

/// A check of the token (JWT, signed by RS256) that a request has in its header Authorization. The load
/// balancer answers 401 itself where there is none that is good.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-verify-jwt.html
struct ValidateJwt {
  /// "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc": the token's claim `iss`.
  Required<"issuer", Value<std::string>> issuer;
  /// Where the issuer's keys are, an address that the internet knows.
  Required<"jwks_endpoint", Value<std::string>> jwks_endpoint;
  /// At most ten (`property-not-allowed`). Default: `iss`, `exp`, `nbf` and `iat` alone are looked at.
  std::vector<JwtClaim> additional_claims = {};
};

/// What happens to a request, in one step or, behind a sign-in or a check, in two.
///
///     ListenerAction::forward(group)
///     ListenerAction::authenticate_cognito({…}, ListenerAction::forward(group))
///     ListenerAction::validate_jwt({.issuer = …, .jwks_endpoint = …}, ListenerAction::forward(group))
///
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html
class ListenerAction {
 public:
  static ListenerAction forward(ApplicationTargetGroup& target_group);
  /// To several groups by their weights. `stickiness`: how long a client is kept at its group, one second to
  /// seven days.
  static ListenerAction forward(std::vector<WeightedTargetGroup> target_groups,
                                std::optional<Duration> stickiness = {});
  /// A status of 2xx, 4xx or 5xx (`property-not-allowed`).
  static ListenerAction fixed_response(int status_code, const FixedResponseOptions& options = {});
  static ListenerAction redirect(const ListenerRedirect& to);
  /// Goes on with `next` once the user is signed in. Only of HTTPS listeners (`property-not-allowed`).
  static ListenerAction authenticate_cognito(const AuthenticateCognito& options, const ListenerAction& next);
  /// Likewise with any provider of OpenID Connect.
  static ListenerAction authenticate_oidc(const AuthenticateOidc& options, const ListenerAction& next);
  /// Goes on with `next` where the request bears a good token. Only of HTTPS listeners
  /// (`property-not-allowed`).
  static ListenerAction validate_jwt(const ValidateJwt& options, const ListenerAction& next);

 private:
  friend class ApplicationListener;
  friend class ListenerRule;
  struct Fault {
    bool missing = false;  // rather than not allowed
    std::string property = {};
    std::string value = {};
    std::string allowed = {};
    std::string message = {};
  };
  struct Step {
    std::string_view type;
    std::string_view config_name = {};  // empty: the group's ARN alone
    std::vector<std::pair<std::string_view, Value<Json>>> config = {};
    Value<std::string> target_group_arn = {};
    std::optional<Duration> session_timeout = {};
  };
  /// Listeners want times of sessions as texts, rules as numbers.
  enum class For : std::uint8_t { listener, rule };
  Value<Json> json(For whom) const;
  static ListenerAction behind(Step step, bool calls_out, const ListenerAction& next);

  std::vector<Step> steps_;
  std::vector<ApplicationTargetGroup*> target_groups_;
  bool authenticates_ = false;
  bool calls_out_ = false;  // by HTTPS, to sign users in
  std::optional<Fault> fault_;
};

/// With which requests a rule is concerned. A rule's conditions hold all together; of one condition's values
/// one. A rule has at most five values (`property-not-allowed`).
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
class ListenerCondition {
 public:
  using Values = std::vector<Value<std::string>>;
  /// "/img/*": `*` stands for any characters, `?` for one.
  static ListenerCondition path_patterns(Values patterns) {
    return ListenerCondition("path-pattern", "PathPatternConfig", std::move(patterns));
  }
  /// "*.example.com", in any case of letters.
  static ListenerCondition host_headers(Values hosts) {
    return ListenerCondition("host-header", "HostHeaderConfig", std::move(hosts));
  }
  static ListenerCondition http_header(const Value<std::string>& name, Values patterns);
  /// "GET", "POST" and so on, in capitals.
  static ListenerCondition http_request_methods(Values methods) {
    return ListenerCondition("http-request-method", "HttpRequestMethodConfig", std::move(methods));
  }
  /// Keys, which may be empty, and patterns of values.
  static ListenerCondition query_strings(std::vector<RequestParameter> parameters);
  /// Networks of the clients' own addresses, without those that headers name.
  static ListenerCondition source_ips(Values networks) {
    return ListenerCondition("source-ip", "SourceIpConfig", std::move(networks));
  }

  /// How many of the five values this is.
  std::size_t size() const noexcept { return values_.size() + parameters_.size(); }

 private:
  friend class ListenerRule;
  ListenerCondition(std::string_view field, std::string_view config_name, Values values)
      : field_(field), config_name_(config_name), values_(std::move(values)) {}
  Value<Json> json() const;

  std::string_view field_;
  std::string_view config_name_;
  Values values_;
  Value<std::string> header_name_;
  std::vector<RequestParameter> parameters_;
};

}  // namespace tenon
