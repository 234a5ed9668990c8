// API keys and the plans that count what callers with them ask for.

#include <array>

#include "tenon/aws/apigateway/ApiKey.hpp"
#include "tenon/aws/apigateway/RestApi.hpp"
#include "tenon/aws/apigateway/Stage.hpp"
#include "tenon/aws/apigateway/UsagePlan.hpp"
#include "tenon/aws/apigateway/UsagePlanKey.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/api/api_names.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/apigateway.hpp"
#include "tenon/value/format.hpp"

namespace tenon {

namespace {

constexpr std::array<std::string_view, 3> period_names = {"DAY", "WEEK", "MONTH"};

aws::apigateway::UsagePlan::ThrottleSettings throttle(const ThrottleSettings& settings) {
  aws::apigateway::UsagePlan::ThrottleSettings properties;
  if (settings.burst_limit) properties.BurstLimit = *settings.burst_limit;
  if (settings.rate_limit) properties.RateLimit = *settings.rate_limit;
  return properties;
}

}  // namespace

// --- ApiKey ------------------------------------------------------------------------------------------------

struct ApiKey::Imported {
  const Value<std::string>& id;
};

ApiKey::ApiKey(const Scope& scope, const Props& props) : Construct(scope) {
  aws::apigateway::ApiKey::Props key{.CustomerId = props.customer_id,
                                     .Description = props.description,
                                     .Enabled = props.enabled,
                                     .Name = props.api_key_name,
                                     .Value = props.value};
  if (props.generate_distinct_id) key.GenerateDistinctId = *props.generate_distinct_id;
  std::vector<aws::apigateway::ApiKey::StageKey> stages;
  for (const ApiStage* stage : props.stages) {
    stages.push_back({.RestApiId = stage->api().rest_api_id(), .StageName = stage->stage_name()});
  }
  if (!stages.empty()) key.StageKeys = stages;
  resource_ = &add("Resource", key, where());
}

ApiKey::ApiKey(const Scope& scope, const Imported& imported)
    : Construct(scope),
      resource_(&::tenon::from_attributes<aws::apigateway::ApiKey>(
          *this, "Resource", {{"Ref", imported.id}, {"APIKeyId", imported.id}}, where())) {}

ApiKey& ApiKey::from_id(Construct& scope, std::string_view id, const Value<std::string>& api_key_id,
                        std::source_location where) {
  return scope.add_with(
      id,
      [&](const Scope& inner) { return std::unique_ptr<ApiKey>(new ApiKey(inner, Imported{api_key_id})); },
      where);
}

Attribute<aws::apigateway::kind::ApiKey_APIKeyId> ApiKey::key_id() const { return resource_->ref(); }

Value<std::string> ApiKey::arn() const {
  return format("arn:{}:apigateway:{}::/apikeys/{}", stack().partition(), stack().region(), key_id());
}

void ApiKey::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  grantee.add_to_policy({.actions = std::move(actions), .resources = {arn()}});
}

void ApiKey::grant_read(const Grantee& grantee) { grant(grantee, {iam::apigateway::GET}); }

void ApiKey::grant_write(const Grantee& grantee) {
  grant(grantee,
        {iam::apigateway::POST, iam::apigateway::PUT, iam::apigateway::PATCH, iam::apigateway::DELETE});
}

void ApiKey::grant_read_write(const Grantee& grantee) {
  grant(grantee, {iam::apigateway::GET, iam::apigateway::POST, iam::apigateway::PUT, iam::apigateway::PATCH,
                  iam::apigateway::DELETE});
}

// --- UsagePlan ---------------------------------------------------------------------------------------------

UsagePlan::UsagePlan(const Scope& scope, const Props& props) : Construct(scope) {
  aws::apigateway::UsagePlan::Props plan{.Description = props.description,
                                         .UsagePlanName = props.usage_plan_name};
  if (props.throttle) plan.Throttle = throttle(*props.throttle);
  if (props.quota) {
    aws::apigateway::UsagePlan::QuotaSettings quota{
        .Limit = props.quota->limit, .Period = period_names[static_cast<std::size_t>(props.quota->period)]};
    if (props.quota->offset) quota.Offset = *props.quota->offset;
    plan.Quota = quota;
  }
  resource_ = &add("Resource", plan, where());
  for (const UsagePlanStage& stage : props.api_stages) add_api_stage(stage);
}

Attribute<aws::apigateway::kind::UsagePlan_Id> UsagePlan::usage_plan_id() const { return resource_->ref(); }

void UsagePlan::add_api_key(const ApiKey& key, std::source_location where) {
  add("UsagePlanKeyResource:" + detail::unique_id(key),
      aws::apigateway::UsagePlanKey::Props{
          .KeyId = key.key_id(), .KeyType = "API_KEY", .UsagePlanId = usage_plan_id()},
      where);
}

void UsagePlan::add_api_stage(const UsagePlanStage& stage) {
  detail::JsonMembers by_method;
  for (const MethodThrottle& each : stage.throttle) {
    const std::string method = each.method.api_resource().resource_path() + "/" +
                               std::string(detail::name_of(each.method.http_method()));
    by_method.set(method, Value<Json>(throttle(each.throttle)));
  }
  const aws::apigateway::UsagePlan::ApiStage entry{.ApiId = stage.stage.api().rest_api_id(),
                                                   .Stage = stage.stage.stage_name(),
                                                   .Throttle = {Raw{}, by_method.object()}};
  stages_.push_back(entry);
  resource_->set_property("ApiStages", json::array(stages_));
}

}  // namespace tenon
