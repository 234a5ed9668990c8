#include "tenon/app/run.hpp"
#include "tenon/aws/s3/Bucket.hpp"
#include "tenon/aws/sqs/Queue.hpp"

namespace aws = tenon::aws;

void tags(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{.tags = {{"cost-centre", "4711"}}});
  auto& intake = stack.add("Intake", tenon::Construct::Props{});
  intake.add("Queue", aws::sqs::Queue::Props{.Tags = {{.Key = "team", .Value = "intake"}}});
  auto& logs = intake.add("Logs", aws::s3::Bucket::Props{});

  stack.add_tag("team", "orders");
  stack.add_tag("stack", tenon::pseudo::stack_name);
  intake.add_tag("part", "intake", {.priority = 300});
  logs.remove_tag("team");

  const std::string_view buckets[] = {"AWS::S3::Bucket"};
  stack.add_tag("backup", "weekly", {.include_resource_types = buckets});
}
