#include "stacks.hpp"

namespace shop {

tenon::Stack& add_reports(tenon::App& app) {
  auto& stack = app.add("Reports", tenon::Stack::Props{});
  const auto intake = tenon::import_contract<IntakeContract>(stack, "Intake", "intake");

  auto& reports = stack.add("Reports", tenon::Bucket::Props{});
  auto& writer = stack.add(
      "Writer", tenon::Role::Props{.assumed_by = tenon::Principal::service("lambda.amazonaws.com")});
  reports.grant_write(writer);
  writer.add_to_policy(
      {.actions = {tenon::iam::sqs::GetQueueAttributes}, .resources = {intake.failed_orders}});
  return stack;
}

}  // namespace shop
