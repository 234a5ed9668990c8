#include <tenon/app/run.hpp>
#include <tenon/aws/s3/Bucket.hpp>
#include <tenon/aws/sqs/Queue.hpp>
#include <tenon/aws/sqs/QueuePolicy.hpp>
#include <tenon/iam/sqs.hpp>
#include <tenon/value/json.hpp>

namespace aws = tenon::aws;
namespace json = tenon::json;
using aws::s3::Bucket;

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    auto& stack = app.add("Uploads", tenon::Stack::Props{});
    auto& arrived = stack.add("Arrived", aws::sqs::Queue::Props{.VisibilityTimeout = 60});

    // Amazon S3 may send to the queue, on behalf of buckets of this account.
    const auto may_send = json::object({
        {"Effect", "Allow"},
        {"Principal", json::object({{"Service", "s3.amazonaws.com"}})},
        {"Action", tenon::iam::sqs::SendMessage.text()},
        {"Resource", arrived.Arn()},
        {"Condition",
         json::object({{"StringEquals", json::object({{"aws:SourceAccount", stack.account()}})}})},
    });
    auto& policy = stack.add("ArrivedPolicy",
                             aws::sqs::QueuePolicy::Props{
                                 .PolicyDocument = json::object(
                                     {{"Version", "2012-10-17"}, {"Statement", json::array({may_send})}}),
                                 .Queues = {arrived.QueueUrl()},
                             });

    auto& files = stack.add("Files", Bucket::Props{
                                         .NotificationConfiguration =
                                             Bucket::NotificationConfiguration{
                                                 .QueueConfigurations = {Bucket::QueueConfiguration{
                                                     .Event = "s3:ObjectCreated:*", .Queue = arrived.Arn()}},
                                             },
                                     });
    files.depends_on(policy);
    files.apply_removal_policy(tenon::RemovalPolicy::retain);
    stack.add("FilesName", tenon::Output::Props{.Value = files.ref()});
  });
}
