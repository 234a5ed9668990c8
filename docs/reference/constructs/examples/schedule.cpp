#include "tenon/constructs/integration/schedule.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/value/json.hpp"

void schedule(tenon::App& app) {
  using namespace tenon::literals;
  auto& stack = app.add("Reports", tenon::Stack::Props{});
  auto& report = stack.add(
      "Report", tenon::LambdaFn::Props{.code = tenon::Code::from_inline("def handle(event, context): ..."),
                                       .handler = "index.handle",
                                       .runtime = tenon::Runtime::python_3_13});
  auto& failed = stack.add("Failed", tenon::Queue::Props{});
  auto& group = stack.add("Group", tenon::ScheduleGroup::Props{});

  stack.add("Monthly",
            tenon::EventSchedule::Props{
                .schedule = "cron(0 6 1 * ? *)",
                .target = tenon::ScheduleTarget(report, {.input = tenon::json::object({{"kind", "monthly"}}),
                                                         .dead_letter_queue = &failed,
                                                         .retry_attempts = 3}),
                .time_zone = "Europe/Berlin",
                .flexible_time_window = 15_min,
                .schedule_group = &group,
            });
}
