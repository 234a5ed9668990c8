// The twin of cdk/queue.js.

#include "tenon/constructs/integration/queue.hpp"

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/security/key.hpp"

void queue(tenon::App& app) {
  using namespace tenon;
  using namespace tenon::literals;
  auto& stack = app.add("Agreement", Stack::Props{});

  auto& failed = stack.add("Failed", Queue::Props{.retention_period = 14_days});
  auto& key = stack.add("Key", Key::Props{.enable_key_rotation = true});
  auto& orders = stack.add("Orders", Queue::Props{.encryption = QueueEncryption::kms,
                                                  .encryption_key = &key,
                                                  .data_key_reuse = 1_h,
                                                  .visibility_timeout = 90_s,
                                                  .delivery_delay = 5_s,
                                                  .retention_period = 4_days,
                                                  .receive_message_wait_time = 20_s,
                                                  .max_message_size = 64_kib,
                                                  .dead_letter_queue = Queue::DeadLetterQueue{failed, 3},
                                                  .removal_policy = RemovalPolicy::retain});
  auto& events =
      stack.add("Events", Queue::Props{.queue_name = "events.fifo",
                                       .content_based_deduplication = true,
                                       .deduplication_scope = DeduplicationScope::message_group,
                                       .fifo_throughput_limit = FifoThroughputLimit::per_message_group_id,
                                       .enforce_ssl = false});
  stack.add("Managed", Queue::Props{.encryption = QueueEncryption::sqs_managed, .enforce_ssl = false});

  auto& producer =
      stack.add("Producer", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  auto& consumer =
      stack.add("Consumer", Role::Props{.assumed_by = Principal::service("lambda.amazonaws.com")});
  orders.grant_send_messages(producer);
  orders.grant_consume_messages(consumer);
  orders.grant_send_messages(Principal::service("events.amazonaws.com"));
  events.grant_send_messages(producer);
}
