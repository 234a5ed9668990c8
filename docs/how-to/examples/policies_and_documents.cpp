#include "tenon/app/run.hpp"
#include "tenon/aws/iam/Role.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/aws/stepfunctions/StateMachine.hpp"
#include "tenon/iam/sqs.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace iam = tenon::iam;
namespace json = tenon::json;
using tenon::Json;
using tenon::Value;

namespace {

Value<Json> statement(std::initializer_list<iam::Action> actions, const Value<Json>& resource) {
  std::vector<Value<Json>> names;
  for (const iam::Action& action : actions) names.emplace_back(action.text());
  return json::object({{"Effect", "Allow"}, {"Action", json::array(names)}, {"Resource", resource}});
}

Value<Json> policy(std::initializer_list<Value<Json>> statements) {
  return json::object({{"Version", "2012-10-17"}, {"Statement", json::array(statements)}});
}

Value<Json> assumed_by(std::string_view service) {
  return policy({json::object({
      {"Effect", "Allow"},
      {"Principal", json::object({{"Service", service}})},
      {"Action", "sts:AssumeRole"},
  })});
}

}  // namespace

void policies_and_documents(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  auto& queue = stack.add("Queue", aws::sqs::Queue::Props{});

  auto& role = stack.add(
      "Role", aws::iam::Role::Props{
                  .AssumeRolePolicyDocument = assumed_by("states.amazonaws.com"),
                  .Policies = {aws::iam::Role::Policy{
                      .PolicyDocument =
                          policy({statement({iam::sqs::SendMessage, iam::sqs::GetQueueUrl}, queue.Arn())}),
                      .PolicyName = "send",
                  }},
              });

  const auto definition = json::object({
      {"StartAt", "Send"},
      {"States", json::object({{"Send", json::object({
                                            {"Type", "Task"},
                                            {"Resource", "arn:aws:states:::sqs:sendMessage"},
                                            {"Parameters", json::object({{"QueueUrl", queue.QueueUrl()},
                                                                         {"MessageBody.$", "$"}})},
                                            {"End", true},
                                        })}})},
  });
  stack.add("Workflow", aws::stepfunctions::StateMachine::Props{
                            .DefinitionString = json::string(definition),
                            .RoleArn = role.Arn(),
                            .StateMachineName = tenon::format("{}-orders", tenon::pseudo::stack_name),
                        });
}
