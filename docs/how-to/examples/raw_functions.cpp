#include "tenon/app/run.hpp"
#include "tenon/aws/sns/Subscription.hpp"
#include "tenon/aws/sqs/Queue.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;

void raw_functions(tenon::App& app) {
  auto& stack = app.add("Alarms", tenon::Stack::Props{});
  stack.add("Inbox", aws::sqs::Queue::Props{});
  stack.add("AlarmTopicArn", tenon::Parameter::Props{.Type = "String"});

  stack.add("Subscription", aws::sns::Subscription::Props{
                                .Endpoint = tenon::Fn::GetAtt("Inbox", "Arn"),
                                .Protocol = "sqs",
                                .TopicArn = tenon::Fn::Ref("AlarmTopicArn"),
                            });
  stack.add("InboxName", tenon::Output::Props{.Value = tenon::sub("${AWS::StackName}/${Inbox.QueueName}")});
}
