// The twin of cdk/topic.js.

#include "tenon/constructs/integration/topic.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/compute/lambda_fn.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/integration/queue.hpp"
#include "tenon/constructs/security/key.hpp"

void topic(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Agreement", Stack::Props{});

  auto& topic = stack.add(
      "Orders", Topic::Props{.display_name = "Orders",
                             .encryption_key = &stack.add("Key", Key::Props{.enable_key_rotation = false}),
                             .tracing = TopicTracing::active});
  auto& failed = stack.add("Failed", Queue::Props{.enforce_ssl = false});
  topic.subscribe(stack.add("Shipping", Queue::Props{.enforce_ssl = false}),
                  {.filter_policy = {{"kind", FilterConditions::any_of({"placed", "paid"})},
                                     {"total", FilterConditions::greater_than(100)}},
                   .dead_letter_queue = &failed,
                   .raw_message_delivery = true});
  auto& queue_key = stack.add("QueueKey", Key::Props{.enable_key_rotation = false});
  topic.subscribe(stack.add("Encrypted", Queue::Props{.encryption_key = &queue_key, .enforce_ssl = false}));
  topic.subscribe(stack.add(
      "Mailer", LambdaFn::Props{.code = Code::from_inline("def handler(event, context):\n    return event\n"),
                                .handler = "index.handler",
                                .runtime = Runtime::python_3_13}));
  topic.subscribe_email("orders@example.com");

  stack.add("Ordered", Topic::Props{.topic_name = "ordered.fifo",
                                    .enforce_ssl = false,
                                    .fifo = true,
                                    .content_based_deduplication = true});

  topic.grant_publish(
      stack.add("Publisher", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")}));
  topic.grant_publish(Principal::service("cloudwatch.amazonaws.com"));
}
