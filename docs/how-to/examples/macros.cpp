#include "tenon/app/run.hpp"
#include "tenon/aws/serverless/Function.hpp"
#include "tenon/value/json.hpp"

namespace aws = tenon::aws;
namespace json = tenon::json;

void macros(tenon::App& app) {
  auto& stack = app.add("Shop", tenon::Stack::Props{.transforms = {"OurNaming"}});
  stack.add("Greet", aws::serverless::Function::Props{
                         .CodeUri = "s3://my-bucket/greet.zip",
                         .Handler = "index.handler",
                         .Runtime = "python3.13",
                     });
  stack.add("Snippet",
            tenon::Output::Props{
                .Value = tenon::Fn::Transform("AWS::Include", {{"Location", "s3://my-bucket/snippet.yaml"}}),
            });

  auto& teams =
      stack.add("Teams", tenon::Parameter::Props{.Type = "CommaDelimitedList", .Default = "Red,Blue"});
  stack.add("Queues",
            tenon::ForEach::Props{
                .Identifier = "Team",
                .Collection = teams.list(),
                .Body = json::object({{"Queue${Team}", json::object({{"Type", "AWS::SQS::Queue"}})}}),
            });
}
