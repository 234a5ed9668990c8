#include "functions.hpp"

#include "serverless_app/handlers.hpp"
#include "tenon/aws/lambda/Alias.hpp"
#include "tenon/aws/lambda/Version.hpp"
#include "tenon/aws/logs/LogGroup.hpp"
#include "tenon/value/format.hpp"

namespace serverless_app {

namespace {

using aws::lambda::Function;

/// What differs between the functions.
struct FunctionSpec {
  std::string_view id;
  std::string_view name;
  std::string_view source;
  tenon::Value<std::int64_t> memory = 512;
  tenon::Value<std::int64_t> timeout = 30;
  tenon::Map<std::string> variables;
};

class FunctionBuilder {
 public:
  FunctionBuilder(tenon::Stack& stack, const Settings& settings, const Network& network,
                  const aws::iam::Role& role)
      : stack_(stack), settings_(settings), network_(network), role_(role) {}

  Function& add(const FunctionSpec& spec) {
    return stack_.add(spec.id, Function::Props{
                                   .Code = Function::Code{.ZipFile = spec.source},
                                   .Environment = Function::Environment{.Variables = spec.variables},
                                   .FunctionName = settings_.name(spec.name),
                                   .Handler = "index.handler",
                                   .MemorySize = spec.memory,
                                   .Role = role_.Arn(),
                                   .Runtime = "python3.11",
                                   .Timeout = spec.timeout,
                                   .TracingConfig = Function::TracingConfig{.Mode = "Active"},
                                   .VpcConfig =
                                       Function::VpcConfig{
                                           .SecurityGroupIds = {network_.lambda_security_group.ref()},
                                           .SubnetIds = {network_.private_1.ref(), network_.private_2.ref()},
                                       },
                               });
  }

  void add_log_group(std::string_view id, const Function& function) {
    stack_.add(id, aws::logs::LogGroup::Props{
                       .LogGroupName = tenon::format_sub("/aws/lambda/{}", function.ref()),
                       .RetentionInDays = settings_.of_environment("LogRetention"),
                   });
  }

  /// What callers may rely on while the function changes.
  void add_alias(const Function& processing) {
    auto& version = stack_.add(
        "ProcessingLambdaVersion",
        aws::lambda::Version::Props{
            .Description = tenon::format_sub("Version for {} environment", settings_.environment.ref()),
            .FunctionName = processing.ref(),
        });
    stack_.add("ProcessingLambdaAlias", aws::lambda::Alias::Props{
                                            .FunctionName = processing.ref(),
                                            .FunctionVersion = version.Version_attr(),
                                            .Name = settings_.environment.ref(),
                                        });
  }

 private:
  tenon::Stack& stack_;
  const Settings& settings_;
  const Network& network_;
  const aws::iam::Role& role_;
};

}  // namespace

Functions add_functions(tenon::Stack& stack, const Settings& settings, const Network& network,
                        const aws::iam::Role& role, const aws::dynamodb::Table& table) {
  FunctionBuilder builder(stack, settings, network, role);
  const auto environment = settings.environment.ref();
  const Functions functions{
      .processing = builder.add({.id = "ProcessingLambda",
                                 .name = "processing-function",
                                 .source = handlers::processing,
                                 .memory = settings.of_environment("LambdaMemory"),
                                 .timeout = settings.of_environment("LambdaTimeout"),
                                 .variables = {{"TABLE_NAME", table.ref()},
                                               {"ENVIRONMENT", environment},
                                               {"REGION", tenon::pseudo::region}}}),
      .validation = builder.add({.id = "ValidationLambda",
                                 .name = "validation-function",
                                 .source = handlers::validation,
                                 .variables = {{"ENVIRONMENT", environment}}}),
      .notification = builder.add({.id = "NotificationLambda",
                                   .name = "notification-function",
                                   .source = handlers::notification,
                                   .variables = {{"ENVIRONMENT", environment}}}),
  };
  builder.add_alias(functions.processing);
  builder.add_log_group("ProcessingLambdaLogGroup", functions.processing);
  builder.add_log_group("ValidationLambdaLogGroup", functions.validation);
  builder.add_log_group("NotificationLambdaLogGroup", functions.notification);
  return functions;
}

}  // namespace serverless_app
