#include "tenon/app/run.hpp"
#include "tenon/aws/ecs/TaskDefinition.hpp"
#include "tenon/aws/lambda/Function.hpp"
#include "tenon/value/format.hpp"

namespace aws = tenon::aws;
using aws::ecs::TaskDefinition;

void assets(tenon::App& app) {
  auto& stack = app.add("Greeter", tenon::Stack::Props{});

  // A directory: copied into the assembly, zipped and uploaded by the CDK CLI.
  const tenon::FileAsset code =
      stack.add_file_asset({.path = "handler", .exclude = {"*.json", "Dockerfile"}});
  stack.add("Greet",
            aws::lambda::Function::Props{
                .Code = aws::lambda::Function::Code{.S3Bucket = tenon::format("{}", code.bucket_name),
                                                    .S3Key = code.object_key},
                .Handler = "index.handler",
                .Role = "arn:aws:iam::123456789012:role/greeter",
                .Runtime = "python3.13",
            });

  // A single file, uploaded as it is.
  const tenon::FileAsset settings = stack.add_file_asset({.path = "handler/settings.json"});
  stack.add("SettingsUrl", tenon::Output::Props{.Value = settings.s3_object_url});

  // A directory whose archive is made here, for deployments without the CDK CLI.
  const tenon::FileAsset archive = stack.add_file_asset({.path = "handler", .zip_now = true});
  stack.add("ArchiveKey", tenon::Output::Props{.Value = archive.object_key});

  // An image that the CDK CLI builds and pushes.
  const tenon::DockerImageAsset image = stack.add_docker_image_asset(
      {.directory = "handler", .platform = "linux/arm64", .exclude = {"*.json"}});
  stack.add("Task", TaskDefinition::Props{
                        .ContainerDefinitions = {TaskDefinition::ContainerDefinition{.Image = image.image_uri,
                                                                                     .Name = "greeter"}},
                    });
}
