#include "monitoring.hpp"

#include "tenon/aws/cloudwatch/Alarm.hpp"

namespace serverless_app {

namespace {

using aws::cloudwatch::Alarm;

/// What differs between the alarms. All look at five minutes at a time.
struct AlarmSpec {
  std::string_view id;
  std::string_view name;
  std::string_view description;
  std::string_view metric_namespace;
  std::string_view metric;
  decltype(Alarm::Props::Dimensions) dimensions = {};
  decltype(Alarm::Props::Statistic) statistic = "Sum";
  int periods = 1;
  int threshold = 10;
};

constexpr int period_seconds = 300;

Alarm::Props alarm_props(const Settings& settings, const AlarmSpec& spec) {
  return {
      .AlarmDescription = spec.description,
      .AlarmName = settings.name(spec.name),
      .ComparisonOperator = "GreaterThanThreshold",
      .Dimensions = spec.dimensions,
      .EvaluationPeriods = spec.periods,
      .MetricName = spec.metric,
      .Namespace = spec.metric_namespace,
      .Period = period_seconds,
      .Statistic = spec.statistic,
      .Threshold = spec.threshold,
      .TreatMissingData = "notBreaching",
  };
}

void add_function_alarms(tenon::Stack& stack, const Settings& settings,
                         const aws::lambda::Function& processing) {
  const Alarm::Dimension function_name{.Name = "FunctionName", .Value = processing.ref()};
  const AlarmSpec alarms[] = {
      {.id = "ProcessingLambdaErrorAlarm",
       .name = "processing-lambda-errors",
       .description = "Alert when Processing Lambda has errors",
       .metric_namespace = "AWS/Lambda",
       .metric = "Errors",
       .dimensions = {function_name},
       .threshold = 5},
      {.id = "ProcessingLambdaDurationAlarm",
       .name = "processing-lambda-duration",
       .description = "Alert when Processing Lambda duration is high",
       .metric_namespace = "AWS/Lambda",
       .metric = "Duration",
       .dimensions = {function_name},
       .statistic = "Average",
       .periods = 2,
       .threshold = 30000},
      {.id = "ProcessingLambdaThrottleAlarm",
       .name = "processing-lambda-throttles",
       .description = "Alert when Processing Lambda is throttled",
       .metric_namespace = "AWS/Lambda",
       .metric = "Throttles",
       .dimensions = {function_name}},
  };
  for (const AlarmSpec& alarm : alarms) stack.add(alarm.id, alarm_props(settings, alarm));
}

Alarm::Dimension table_name(const aws::dynamodb::Table& table) {
  return {.Name = "TableName", .Value = table.ref()};
}

/// One of the table's metrics as a term of an alarm's expression.
Alarm::MetricDataQuery table_metric(std::string_view id, std::string_view metric,
                                    const aws::dynamodb::Table& table) {
  return {
      .Id = id,
      .MetricStat = Alarm::MetricStat{.Metric = Alarm::Metric{.Dimensions = {table_name(table)},
                                                              .MetricName = metric,
                                                              .Namespace = "AWS/DynamoDB"},
                                      .Period = period_seconds,
                                      .Stat = "Sum"},
      .ReturnData = false,
  };
}

void add_table_throttle_alarm(tenon::Stack& stack, const Settings& settings,
                              const aws::dynamodb::Table& table) {
  stack.add("DynamoDBThrottleAlarm",
            Alarm::Props{
                .AlarmDescription = "Alert when DynamoDB throttles requests",
                .AlarmName = settings.name("dynamodb-throttles"),
                .ComparisonOperator = "GreaterThanThreshold",
                .EvaluationPeriods = 1,
                .Metrics = {Alarm::MetricDataQuery{.Expression = "FILL(reads, 0) + FILL(writes, 0)",
                                                   .Id = "throttles",
                                                   .ReturnData = true},
                            table_metric("reads", "ReadThrottleEvents", table),
                            table_metric("writes", "WriteThrottleEvents", table)},
                .Threshold = 10,
                .TreatMissingData = "notBreaching",
            });
}

void add_table_alarms(tenon::Stack& stack, const Settings& settings, const aws::dynamodb::Table& table) {
  AlarmSpec user_errors{.id = "DynamoDBUserErrorsAlarm",
                        .name = "dynamodb-user-errors",
                        .description = "Alert when DynamoDB has user errors",
                        .metric_namespace = "AWS/DynamoDB",
                        .metric = "UserErrors"};
  // DynamoDB counts user errors for the account, throttled requests for the table.
  if (settings.corrections) {
    add_table_throttle_alarm(stack, settings, table);
  } else {
    user_errors.dimensions = {table_name(table)};
  }
  stack.add(user_errors.id, alarm_props(settings, user_errors));
}

void add_api_alarms(tenon::Stack& stack, const Settings& settings) {
  const decltype(Alarm::Props::Dimensions) dimensions = {
      Alarm::Dimension{.Name = "ApiName", .Value = settings.name("api")},
      Alarm::Dimension{.Name = "Stage", .Value = settings.environment.ref()},
  };
  const AlarmSpec alarms[] = {
      {.id = "ApiGateway4xxAlarm",
       .name = "api-4xx-errors",
       .description = "Alert on API Gateway 4xx errors",
       .metric_namespace = "AWS/ApiGateway",
       .metric = "4XXError",
       .dimensions = dimensions,
       .threshold = 100},
      {.id = "ApiGateway5xxAlarm",
       .name = "api-5xx-errors",
       .description = "Alert on API Gateway 5xx errors",
       .metric_namespace = "AWS/ApiGateway",
       .metric = "5XXError",
       .dimensions = dimensions},
  };
  for (const AlarmSpec& alarm : alarms) stack.add(alarm.id, alarm_props(settings, alarm));
}

void add_workflow_alarm(tenon::Stack& stack, const Settings& settings,
                        const aws::stepfunctions::StateMachine& workflow) {
  const AlarmSpec failed{.id = "StepFunctionsFailedExecutionsAlarm",
                         .name = "stepfunctions-failed-executions",
                         .description = "Alert when Step Functions execution fails",
                         .metric_namespace = "AWS/States",
                         .metric = "ExecutionsFailed",
                         .dimensions = {Alarm::Dimension{.Name = "StateMachineArn", .Value = workflow.ref()}},
                         .threshold = 5};
  stack.add(failed.id, alarm_props(settings, failed));
}

}  // namespace

void add_alarms(tenon::Stack& stack, const Settings& settings, const aws::lambda::Function& processing,
                const aws::dynamodb::Table& table, const aws::stepfunctions::StateMachine& workflow) {
  add_function_alarms(stack, settings, processing);
  add_table_alarms(stack, settings, table);
  add_api_alarms(stack, settings);
  add_workflow_alarm(stack, settings, workflow);
}

}  // namespace serverless_app
