#include <numeric>

#include "tenon/aws/lambda/Alias.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/aws/lambda/Url.hpp"
#include "tenon/aws/lambda/Version.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

/// Provisioned concurrency of a version or an alias; a literal below one is refused.
template <class Configuration>
Value<Configuration> provisioned(const Construct& at, const Value<std::int64_t>& executions) {
  if (!executions.is_set()) return {};
  if (const auto literal = executions.literal(); literal && *literal < 1) {
    detail::refuse(at, "provisioned_concurrent_executions", std::to_string(*literal), "1 or more",
                   "nothing is kept warm", at.where());
  }
  return Configuration{.ProvisionedConcurrentExecutions = executions};
}

/// A part of an ARN between colons.
Value<std::string> part(const Value<std::string>& arn, std::int64_t index) {
  return Fn::Select(index, Value<Json>(List<std::string>(Fn::Split(":", arn))));
}

}  // namespace

// --- Version -----------------------------------------------------------------------------------------------

Version::Version(const Scope& scope, const Props& props) : FunctionBase(scope), function_(&props.function) {
  using L1 = aws::lambda::Version;
  resource_ =
      &add("Resource",
           L1::Props{.CodeSha256 = props.code_sha256,
                     .Description = props.description,
                     .FunctionName = {Raw{}, function_->function_name()},
                     .ProvisionedConcurrencyConfig = provisioned<L1::ProvisionedConcurrencyConfiguration>(
                         *this, props.provisioned_concurrent_executions)},
           where());
  // A version's logical id is not to be changed by refactoring: the number would be another one.
  resource_->add_metadata("aws:cdk:do-not-refactor", true);
  if (props.removal_policy != RemovalPolicy::destroy) resource_->apply_removal_policy(props.removal_policy);
}

ArnAttribute<aws::lambda::kind::Version_FunctionArn> Version::arn() const { return resource_->ref(); }
Attribute<aws::lambda::kind::Version_Version> Version::version() const { return resource_->Version_attr(); }
Value<std::string> Version::function_arn() const { return resource_->ref(); }
Value<std::string> Version::function_name() const {
  return format("{}:{}", function_->function_name(), version());
}
Role& Version::role() { return function_->role(); }
bool Version::has_role() const noexcept { return function_->has_role(); }
std::vector<Value<std::string>> Version::arns_to_invoke() const { return {function_arn()}; }
std::vector<Dimension> Version::dimensions() const {
  return {{"FunctionName", function_->function_name()}, {"Resource", function_name()}};
}
Value<std::string> Version::qualifier() const { return version(); }

Alias& Version::add_alias(std::string_view name, std::source_location where) {
  return add("Alias" + std::string(name), Alias::Props{.alias_name = std::string(name), .version = *this},
             where);
}

// --- Alias -------------------------------------------------------------------------------------------------

namespace {

using L1Alias = aws::lambda::Alias;

Value<L1Alias::AliasRoutingConfiguration> routing(const Construct& at,
                                                  const std::vector<VersionWeight>& versions) {
  if (versions.empty()) return {};
  double sum = 0;
  bool in_range = true;
  std::vector<L1Alias::VersionWeight> weights;
  for (const VersionWeight& each : versions) {
    sum += each.weight;
    in_range = in_range && each.weight >= 0 && each.weight <= 1;
    weights.push_back(
        {.FunctionVersion = each.version.version(), .FunctionWeight = Value<double>(each.weight)});
  }
  if (!in_range || sum > 1) {
    detail::refuse(at, "additional_versions", "", "weights from 0 to 1 whose sum is at most 1",
                   "the alias's calls cannot be divided so", at.where());
  }
  return L1Alias::AliasRoutingConfiguration{.AdditionalVersionWeights =
                                                List<L1Alias::VersionWeight>(weights)};
}

}  // namespace

Alias::Alias(const Scope& scope, const Props& props)
    : FunctionBase(scope),
      alias_name_(props.alias_name),
      version_(&props.version),
      resource_(&add("Resource",
                     L1Alias::Props{.Description = props.description,
                                    .FunctionName = {Raw{}, version_->function().function_name()},
                                    .FunctionVersion = version_->version(),
                                    .Name = alias_name_,
                                    .ProvisionedConcurrencyConfig =
                                        provisioned<L1Alias::ProvisionedConcurrencyConfiguration>(
                                            *this, props.provisioned_concurrent_executions),
                                    .RoutingConfig = routing(*this, props.additional_versions)},
                     where())) {
  if (props.async_invoke) configure_async_invoke(*props.async_invoke, where());
}

ArnAttribute<aws::lambda::kind::Alias_AliasArn> Alias::arn() const { return resource_->ref(); }
Value<std::string> Alias::function_arn() const { return resource_->ref(); }
// Not the function's own name: so what names the alias waits for it.
Value<std::string> Alias::function_name() const {
  return format("{}:{}", part(function_arn(), 6), alias_name_);
}
LambdaFn& Alias::function() noexcept { return version_->function(); }
Role& Alias::role() { return version_->role(); }
bool Alias::has_role() const noexcept { return version_->has_role(); }
std::vector<Value<std::string>> Alias::arns_to_invoke() const { return {function_arn()}; }
std::vector<Dimension> Alias::dimensions() const {
  const Value<std::string> name = version_->function().function_name();
  return {{"FunctionName", name}, {"Resource", format("{}:{}", name, alias_name_)}};
}
Value<std::string> Alias::qualifier() const { return part(function_arn(), 7); }

ScalableFunctionAttribute& Alias::add_auto_scaling(const ScalingCapacity& capacity,
                                                   std::source_location where) {
  if (scaling_ != nullptr) {
    detail::refuse(*this, "auto_scaling", "", "one call", "the alias is scaled already", where);
    return *scaling_;
  }
  Role& role = Role::from_arn(
      *this, "ScalingRole",
      format("arn:{}:iam::{}:role/aws-service-role/lambda.application-autoscaling.amazonaws.com/"
             "AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency",
             stack().partition(), stack().account()),
      where);
  const ScalableTarget::Props target{.service_namespace = ServiceNamespace::lambda,
                                     .scalable_dimension = "lambda:function:ProvisionedConcurrency",
                                     .resource_id = format("function:{}", function_name()),
                                     .max_capacity = capacity.max_capacity,
                                     .min_capacity = capacity.min_capacity,
                                     .role = &role};
  scaling_ = &add_with(
      "AliasScaling",
      [&](const Scope& inner) { return std::make_unique<ScalableFunctionAttribute>(inner, target); }, where);
  return *scaling_;
}

void ScalableFunctionAttribute::scale_on_utilization(double utilization_target, std::source_location where) {
  constexpr double least = 0.1;
  constexpr double most = 0.9;
  if (utilization_target < least || utilization_target > most) {
    return detail::refuse(*this, "utilization_target", "", "0.1 to 0.9", "warm instances cannot be used so",
                          where);
  }
  target().scale_to_track_metric(
      "Tracking",
      {.target_value = Value<double>(utilization_target),
       .predefined_metric = PredefinedMetric::lambda_provisioned_concurrency_utilization},
      where);
}

// --- FunctionUrl -------------------------------------------------------------------------------------------

namespace {

using aws::lambda::Url;

Url::Cors cors_json(const Construct& at, const FunctionUrlCors& cors) {
  constexpr Duration longest = Duration::days(1);
  Url::Cors json{.AllowMethods = {"*"}};
  if (cors.allow_credentials) json.AllowCredentials = true;
  if (!cors.allowed_headers.empty()) json.AllowHeaders = List<std::string>(cors.allowed_headers);
  if (!cors.allowed_methods.empty()) {
    std::vector<Node> methods;
    for (const std::string& each : cors.allowed_methods) methods.emplace_back(std::string_view(each));
    json.AllowMethods = {Raw{}, Node::list(methods)};
  }
  if (!cors.allowed_origins.empty()) json.AllowOrigins = List<std::string>(cors.allowed_origins);
  if (!cors.exposed_headers.empty()) json.ExposeHeaders = List<std::string>(cors.exposed_headers);
  if (!cors.max_age) return json;
  json.MaxAge = cors.max_age->to_seconds();
  if (*cors.max_age > longest) {
    detail::refuse(at, "max_age", cors.max_age->text(), "at most one day", "browsers do not remember so long",
                   at.where());
  }
  return json;
}

}  // namespace

FunctionUrl::FunctionUrl(const Scope& scope, const Props& props)
    : Construct(scope), function_(props.function) {
  auto* alias = dynamic_cast<Alias*>(&function_);
  const FunctionUrlOptions& options = props.options;
  const bool open = options.auth_type == FunctionUrlAuthType::none;
  if (dynamic_cast<Version*>(&function_) != nullptr) {
    detail::refuse(*this, "function", function_.path(), "a function or an alias", "a version has no address",
                   where());
  }
  Url::Props url{.AuthType = open ? std::string_view("NONE") : std::string_view("AWS_IAM"),
                 .TargetFunctionArn = {Raw{}, function_.function().function_arn()}};
  if (alias != nullptr) url.Qualifier = alias->alias_name();
  if (options.cors) url.Cors = cors_json(*this, *options.cors);
  if (options.invoke_mode) {
    url.InvokeMode = *options.invoke_mode == InvokeMode::buffered ? std::string_view("BUFFERED")
                                                                  : std::string_view("RESPONSE_STREAM");
  }
  resource_ = &add("Resource", url, where());
  if (alias != nullptr) resource_->depends_on(alias->resource(), where());
  if (!open) return;
  function_.write_permission("invoke-function-url",
                             {.principal = Principal::anyone(), .action = "lambda:InvokeFunctionUrl"},
                             {.auth_type = "NONE", .invoked_via_function_url = false}, where());
  function_.write_permission("invoke-function", {.principal = Principal::anyone()},
                             {.auth_type = {}, .invoked_via_function_url = true}, where());
}

Value<std::string> FunctionUrl::url() const { return resource_->FunctionUrl(); }

}  // namespace tenon
