#include <tenon/app/run.hpp>
#include <tenon/aws/s3/Bucket.hpp>
#include <tenon/aws/sqs/Queue.hpp>
#include <tenon/aws/sqs/QueuePolicy.hpp>
#include <tenon/iam/sqs.hpp>
#include <tenon/value/json.hpp>

namespace aws = tenon::aws;
namespace json = tenon::json;
using aws::s3::Bucket;

// What differs between the stages.
struct Settings {
  int days_kept;
  bool keep_files;
};

void add_uploads(tenon::Stage& stage, const Settings& settings) {
  auto& stack =
      stage.add("Uploads", tenon::Stack::Props{.description = "Files, and a queue that tells of them"});
  auto& arrived = stack.add("Arrived", aws::sqs::Queue::Props{
                                           .MessageRetentionPeriod = settings.days_kept * 24 * 3600,
                                           .VisibilityTimeout = 60,
                                       });

  // Amazon S3 may send to the queue, on behalf of buckets of this account.
  const auto may_send = json::object({
      {"Effect", "Allow"},
      {"Principal", json::object({{"Service", "s3.amazonaws.com"}})},
      {"Action", tenon::iam::sqs::SendMessage.text()},
      {"Resource", arrived.Arn()},
      {"Condition", json::object({{"StringEquals", json::object({{"aws:SourceAccount", stack.account()}})}})},
  });
  auto& policy = stack.add(
      "ArrivedPolicy",
      aws::sqs::QueuePolicy::Props{
          .PolicyDocument = json::object({{"Version", "2012-10-17"}, {"Statement", json::array({may_send})}}),
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
  files.apply_removal_policy(settings.keep_files ? tenon::RemovalPolicy::retain
                                                 : tenon::RemovalPolicy::destroy);
  stack.add("FilesName", tenon::Output::Props{.Value = files.ref()});
}

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) {
    add_uploads(app.add("Dev", tenon::Stage::Props{}), {.days_kept = 1, .keep_files = false});
    add_uploads(app.add("Prod", tenon::Stage::Props{}), {.days_kept = 14, .keep_files = true});
  });
}
