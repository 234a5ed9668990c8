#include "workflow.hpp"

#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace serverless_app {

namespace {

namespace json = tenon::json;
using aws::stepfunctions::StateMachine;
using Document = tenon::Value<tenon::Json>;

Document catch_all(std::string_view next) {
  return json::array({json::object({{"ErrorEquals", json::array({"States.ALL"})}, {"Next", next}})});
}

/// Twice as long between attempts each time.
Document retry_with_backoff(const Document& errors) {
  return json::array({json::object(
      {{"ErrorEquals", errors}, {"IntervalSeconds", 2}, {"MaxAttempts", 3}, {"BackoffRate", 2}})});
}

Document fail(std::string_view error, std::string_view cause) {
  return json::object({{"Type", "Fail"}, {"Error", error}, {"Cause", cause}});
}

Document validate_input(const Functions& functions) {
  return json::object({
      {"Type", "Task"},
      {"Resource", functions.validation.Arn()},
      {"ResultPath", "$.validation"},
      {"Next", "CheckValidation"},
      {"Retry", retry_with_backoff(json::array({"Lambda.ServiceException", "Lambda.AWSLambdaException"}))},
      {"Catch", catch_all("ValidationFailed")},
  });
}

Document check_validation() {
  return json::object({
      {"Type", "Choice"},
      {"Choices",
       json::array({json::object(
           {{"Variable", "$.validation.isValid"}, {"BooleanEquals", true}, {"Next", "ProcessData"}})})},
      {"Default", "ValidationFailed"},
  });
}

Document process_data(const Settings& settings, const Functions& functions) {
  using Entry = tenon::Map<tenon::Json>::Entry;
  const auto task = [&](auto... more) {
    return json::object({
        {"Type", "Task"},
        {"Resource", functions.processing.Arn()},
        more...,
        {"ResultPath", "$.processing"},
        {"Next", "SendNotification"},
        {"Retry", retry_with_backoff(json::array({"States.TaskFailed"}))},
        {"Catch", catch_all("ProcessingFailed")},
    });
  };
  if (!settings.corrections) return task();
  // The function takes an API's request and looks for the data in its body.
  return task(Entry{"Parameters", json::object({{"body.$", "States.JsonToString($.validation.data)"}})});
}

Document send_notification(const Functions& functions) {
  return json::object({
      {"Type", "Task"},
      {"Resource", functions.notification.Arn()},
      {"ResultPath", "$.notification"},
      {"End", true},
      {"Retry", json::array({json::object({{"ErrorEquals", json::array({"States.TaskFailed"})},
                                           {"IntervalSeconds", 5},
                                           {"MaxAttempts", 2}})})},
  });
}

Document definition(const Settings& settings, const Functions& functions) {
  return json::object({
      {"Comment", "Application workflow orchestration"},
      {"StartAt", "ValidateInput"},
      {"States", json::object({
                     {"ValidateInput", validate_input(functions)},
                     {"CheckValidation", check_validation()},
                     {"ProcessData", process_data(settings, functions)},
                     {"SendNotification", send_notification(functions)},
                     {"ValidationFailed", fail("ValidationError", "Input validation failed")},
                     {"ProcessingFailed", fail("ProcessingError", "Data processing failed")},
                 })},
  });
}

aws::logs::LogGroup& add_log_group(tenon::Stack& stack, const Settings& settings) {
  return stack.add("StateMachineLogGroup",
                   aws::logs::LogGroup::Props{
                       .LogGroupName = tenon::format_sub("/aws/stepfunctions/{}-workflow{}",
                                                         tenon::pseudo::stack_name, settings.suffix.ref()),
                       .RetentionInDays = settings.of_environment("LogRetention"),
                   });
}

}  // namespace

StateMachine& add_workflow(tenon::Stack& stack, const Settings& settings, const Functions& functions,
                           const aws::iam::Role& role) {
  auto& log_group = add_log_group(stack, settings);
  const auto text =
      json::string(definition(settings, functions), {.rendering = json::Rendering::sub, .indent = 2});
  return stack.add("ApplicationStateMachine",
                   StateMachine::Props{
                       .DefinitionString = text,
                       .LoggingConfiguration =
                           StateMachine::LoggingConfiguration{
                               .Destinations = {StateMachine::LogDestination{
                                   .CloudWatchLogsLogGroup =
                                       StateMachine::CloudWatchLogsLogGroup{.LogGroupArn = log_group.Arn()}}},
                               .IncludeExecutionData = true,
                               .Level = "ALL",
                           },
                       .RoleArn = role.Arn(),
                       .StateMachineName = settings.name("workflow"),
                       .TracingConfiguration = StateMachine::TracingConfiguration{.Enabled = true},
                   });
}

}  // namespace serverless_app
