#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void logical_ids(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});

  // An id of your own choice.
  auto& failed = stack.add("Failed", aws::sqs::Queue::Props{});
  failed.override_logical_id("DeadLetterQueue");

  // A construct was moved into a group, and the deployed queue must stay the same.
  auto& intake = stack.add("Intake", tenon::Construct::Props{});
  intake.add("Orders", aws::sqs::Queue::Props{});
  stack.rename_logical_id("IntakeOrdersC58846CD", "Orders");
}
