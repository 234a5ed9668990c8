// Twin of cdk/log_group.js.
#include "tenon/constructs/observability/log_group.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/security/key.hpp"

void log_group(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});
  const auto role = [&](std::string_view id, const Value<std::string>& service) -> Role& {
    return stack.add(id, Role::Props{.assumed_by = Principal::service(service)});
  };

  auto& group =
      stack.add("Application",
                LogGroup::Props{.log_group_name = "/agreement/application",
                                .retention = RetentionDays::three_months,
                                .encryption_key = &stack.add("Key", Key::Props{.enable_key_rotation = false}),
                                .log_group_class = LogGroupClass::standard,
                                .removal_policy = RemovalPolicy::destroy});
  group.add("Errors", MetricFilter::Props{.log_group = group,
                                          .filter_pattern = LogField("$.level") == "ERROR",
                                          .metric_namespace = "Agreement",
                                          .metric_name = "Errors",
                                          .default_value = 0,
                                          .unit = "Count"});
  auto& reader = stack.add(
      "Reader", LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n    return event\n"),
                                .handler = "index.handler",
                                .runtime = Runtime::python_3_13});
  group.add("ToFunction",
            SubscriptionFilter::Props{.log_group = group,
                                      .destination = SubscriptionDestination(reader),
                                      .filter_pattern = FilterPattern::any_term({"ERROR", "WARNING"})});
  group.grant_write(role("Writer", "ecs-tasks.amazonaws.com"));
  group.grant_read(role("Auditor", "ec2.amazonaws.com"));

  auto& queries = stack.add("Queries", LogGroup::Props{.retention = RetentionDays::infinite});
  queries.grant_write(Principal::service("route53.amazonaws.com"));
  stack.add("AsItComes", LogGroup::Props{});
}
