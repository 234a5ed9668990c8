#include "tenon/constructs/compute/task_definition.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/data/file_system.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/secret.hpp"

void task_definition(tenon::App& app) {
  using tenon::ContainerDefinition;
  using tenon::ContainerImage;
  using tenon::ContainerSecret;
  using tenon::LogDriver;

  auto& stack = app.add("Tasks", tenon::Stack::Props{});
  auto& network = stack.add("Network", tenon::Vpc::Props{.max_azs = 2});
  auto& files = stack.add("Files", tenon::FileSystem::Props{.vpc = network});
  auto& database = stack.add("Database", tenon::Secret::Props{});
  auto& images = stack.add("Images", tenon::Repository::Props{});

  auto& task = stack.add("Task", tenon::TaskDefinition::Props{.size = {512, 1024}});
  task.add_volume(
      {.name = "uploads", .efs_volume = tenon::EfsVolume{.file_system = files, .iam_authorization = true}});
  auto& proxy = task.add_container(
      "proxy", ContainerDefinition::Props{.image = ContainerImage::from_registry("envoyproxy/envoy:v1.31.0"),
                                          .essential = false,
                                          .health_check = {{.command = {"wget -q -O- localhost:9901/ready"}}},
                                          .memory_limit_mib = 128});
  auto& web = task.add_container(
      "web", ContainerDefinition::Props{
                 .image = ContainerImage::from_ecr_repository(images, "v1"),
                 .environment = {{"MODE", "production"}},
                 .secrets = {{"DB_PASSWORD", ContainerSecret::from_secrets_manager(database, "password")},
                             {"FEATURES", ContainerSecret::from_ssm_parameter("/shop/features")}},
                 .port_mappings = {{.container_port = 8080}},
                 .logging = LogDriver::aws_logs({.stream_prefix = "web"}),
                 .readonly_root_filesystem = true,
                 .mount_points = {{"uploads", "/srv/uploads"}},
             });
  web.add_container_dependency(proxy);
  files.grant_read_write(task);
}
