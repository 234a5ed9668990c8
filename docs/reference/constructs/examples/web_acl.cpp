#include "tenon/constructs/security/web_acl.hpp"

#include "tenon/app/run.hpp"
#include "tenon/aws/wafv2/WebACL.hpp"
#include "tenon/constructs/observability/log_group.hpp"

using tenon::LogGroup;
using tenon::ManagedRuleGroup;
using tenon::WafAction;
using tenon::WafRule;
using tenon::WafScope;
using tenon::WebAcl;

void web_acl(tenon::App& app) {
  using Waf = tenon::aws::wafv2::WebACL;
  auto& stack = app.add("Firewall", tenon::Stack::Props{});

  auto& requests = stack.add("Requests", LogGroup::Props{
                                             .log_group_name = "aws-waf-logs-shop",
                                             .retention = tenon::RetentionDays::one_month,
                                         });
  auto& acl = stack.add(
      "Shop",
      WebAcl::Props{
          .scope = WafScope::regional,
          .rules = {WafRule::rate_limit("Login", 100, {.path_prefix = "/login"}),
                    WafRule::managed(ManagedRuleGroup::common,
                                     {.action_overrides = {{"SizeRestrictions_BODY", WafAction::count}}}),
                    WafRule::managed(ManagedRuleGroup::known_bad_inputs),
                    WafRule::custom(
                        "Elsewhere",
                        Waf::Statement{.GeoMatchStatement = Waf::GeoMatchStatement{.CountryCodes = {"AQ"}}},
                        WafAction::block)},
          .log_destination = requests,
      });
  acl.associate("Api", "arn:aws:apigateway:eu-west-1::/restapis/abc123/stages/prod");
}
