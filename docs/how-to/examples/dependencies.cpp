#include "tenon/app/run.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void dependencies(tenon::App& app) {
  auto& base = app.add("Base", tenon::Stack::Props{});
  base.add("Queue", aws::sqs::Queue::Props{});

  auto& shop = app.add("Shop", tenon::Stack::Props{});
  shop.add_stack_dependency(base);

  auto& intake = shop.add("Intake", tenon::Construct::Props{});
  intake.add("Orders", aws::sqs::Queue::Props{});
  intake.add("Payments", aws::sqs::Queue::Props{});
  auto& report = shop.add("Report", aws::sqs::Queue::Props{});
  report.depends_on(intake);
}
