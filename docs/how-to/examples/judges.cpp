#include "tenon/app/run.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/construct/acknowledgment.hpp"

namespace aws = tenon::aws;

void judges(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{.synthesizer = tenon::bootstrapless_synthesizer()});
  auto& failed = stack.add("FailedOrders", aws::sqs::Queue::Props{.SqsManagedSseEnabled = true});
  stack.add("Invoices", aws::s3::Bucket::Props{});

  static constexpr tenon::Acknowledgment of_queue[] = {
      {.id = "AwsSolutions-SQS3", .reason = "It is itself where orders go that failed"},
      {.id = "sqs_dlq_check", .reason = "It is itself where orders go that failed"},
  };
  tenon::acknowledge(failed, of_queue);
  tenon::acknowledge(stack, {.id = "s3_event_notifications_enabled_check",
                             .reason = "Nobody waits for news of invoices",
                             .resource_type = "AWS::S3::Bucket"});
}
