#include "tenon/app/run.hpp"
#include "tenon/aws/sns/Subscription.hpp"
#include "tenon/aws/sns/Topic.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void cross_stack_references(tenon::App& app) {
  auto& producer = app.add("Producer", tenon::Stack::Props{});
  auto& orders = producer.add("Orders", aws::sns::Topic::Props{});
  auto& payments = producer.add("Payments", aws::sns::Topic::Props{});
  producer.set_reference_strength(payments, tenon::ReferenceStrength::strong);

  auto& consumer = app.add("Consumer", tenon::Stack::Props{});
  auto& inbox = consumer.add("Inbox", aws::sqs::Queue::Props{});
  consumer.add("OrdersSubscription",
               aws::sns::Subscription::Props{
                   .Endpoint = inbox.Arn(), .Protocol = "sqs", .TopicArn = orders.TopicArn()});
  consumer.add("PaymentsSubscription",
               aws::sns::Subscription::Props{
                   .Endpoint = inbox.Arn(), .Protocol = "sqs", .TopicArn = payments.TopicArn()});
}
