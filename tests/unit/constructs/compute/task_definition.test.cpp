#include "tenon/constructs/compute/task_definition.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/compute/repository.hpp"
#include "tenon/constructs/data/file_system.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/testing/gmock.hpp"

namespace tenon {
namespace {

static_assert(detail::is_fargate_size(256, 512) && detail::is_fargate_size(256, 2048));
static_assert(!detail::is_fargate_size(256, 1536) && !detail::is_fargate_size(256, 4096));
static_assert(detail::is_fargate_size(512, 3072) && !detail::is_fargate_size(512, 512));
static_assert(detail::is_fargate_size(4096, 30720) && !detail::is_fargate_size(4096, 31744));
static_assert(detail::is_fargate_size(8192, 20480) && !detail::is_fargate_size(8192, 18432));
static_assert(detail::is_fargate_size(16384, 122880) && !detail::is_fargate_size(300, 512));
static_assert(FargateSize::of(1024, 2048) && !FargateSize::of(1024, 1024));

ContainerDefinition::Props nginx() { return {.image = ContainerImage::from_registry("nginx")}; }

class TaskDefinitionTest : public StackTest {
 protected:
  void expect_task(std::string_view properties) { expect("AWS::ECS::TaskDefinition", properties); }
  void expect_container(std::string_view properties) {
    expect_task(R"({"ContainerDefinitions": [)" + std::string(properties) + "]}");
  }

  TaskDefinition& task = stack.add("Task", TaskDefinition::Props{});
};

TEST_F(TaskDefinitionTest, NeedsAContainerWithAnImageAlone) {
  task.add_container("web", nginx());
  expect_task(
      R"({"$exactly": {"Cpu": "256", "Memory": "512", "Family": {"$like": "ShopTask*"}, "NetworkMode": "awsvpc",
      "RequiresCompatibilities": ["FARGATE"], "TaskRoleArn": {"Fn::GetAtt": ["TaskTaskRoleE98524A1", "Arn"]},
      "ContainerDefinitions": [{"Essential": true, "Image": "nginx", "Name": "web"}]}})");
  EXPECT_THAT(synthesized(), testing::ResourceCountIs("AWS::IAM::Role", 1))
      << "nothing needs an execution role";
}

TEST_F(TaskDefinitionTest, HasTheSettingsThatAreGiven) {
  stack
      .add("Other", TaskDefinition::Props{.size = {1024, 4096},
                                          .family = "shop",
                                          .task_role = &add_role(),
                                          .cpu_architecture = CpuArchitecture::arm64,
                                          .ephemeral_storage = Size::gibibytes(40)})
      .add_container("web", nginx());
  task.add_container("web", nginx());
  expect_task(R"({"Cpu": "1024", "Memory": "4096", "Family": "shop", "EphemeralStorage": {"SizeInGiB": 40},
      "RuntimePlatform": {"CpuArchitecture": "ARM64", "OperatingSystemFamily": "LINUX"}})");
}

TEST_F(TaskDefinitionTest, AContainerHasTheSettingsThatAreGiven) {
  auto& first = task.add_container(
      "migrations",
      ContainerDefinition::Props{.image = ContainerImage::from_registry("tool"), .essential = false});
  auto& web = task.add_container(
      "web",
      ContainerDefinition::Props{
          .image = ContainerImage::from_registry("nginx"),
          .container_name = "front",
          .command = {"serve"},
          .entry_point = {"/bin/sh"},
          .environment = {{"MODE", "production"}},
          .port_mappings = {{.container_port = 8080, .name = "http", .app_protocol = AppProtocol::http2}},
          .health_check = {{.command = {"curl -f localhost"}, .start_period = Duration::seconds(20)}},
          .cpu = 128,
          .memory_limit_mib = 256,
          .memory_reservation_mib = 128,
          .readonly_root_filesystem = true,
          .user = "1000",
          .working_directory = "/srv",
          .docker_labels = {{"team", "shop"}},
          .ulimits = {{"nofile", 1024, 2048}},
          .start_timeout = Duration::minutes(1),
          .stop_timeout = Duration::minutes(1),
          .init_process_enabled = true});
  web.add_environment("MODE", "test");
  web.add_container_dependency(first, ContainerDependencyCondition::success);
  EXPECT_EQ(task.default_container(), &web) << "the first one that is essential";
  EXPECT_EQ(task.find_container("front"), &web);
  expect_container(
      R"({"Name": "migrations", "Essential": false}, {"$exactly": {"Name": "front", "Image": "nginx",
      "Essential": true, "Command": ["serve"], "EntryPoint": ["/bin/sh"], "Environment": [{"Name": "MODE", "Value": "test"}],
      "PortMappings": [{"ContainerPort": 8080, "Protocol": "tcp", "Name": "http", "AppProtocol": "http2"}],
      "HealthCheck": {"Command": ["CMD-SHELL", "curl -f localhost"], "Interval": 30, "Retries": 3, "Timeout": 5, "StartPeriod": 20},
      "Cpu": 128, "Memory": 256, "MemoryReservation": 128, "ReadonlyRootFilesystem": true, "User": "1000",
      "WorkingDirectory": "/srv", "DockerLabels": {"team": "shop"}, "StartTimeout": 60, "StopTimeout": 60,
      "Ulimits": [{"Name": "nofile", "SoftLimit": 1024, "HardLimit": 2048}],
      "LinuxParameters": {"InitProcessEnabled": true},
      "DependsOn": [{"Condition": "SUCCESS", "ContainerName": "migrations"}]}})");
}

TEST_F(TaskDefinitionTest, CommandsOfHealthChecksAreRunByTheShellOrByThemselves) {
  auto props = nginx();
  props.health_check = {{.command = {"test", "-f", "/ready"}}};
  task.add_container("web", props);
  props.health_check->command = {"CMD-SHELL", "true"};
  task.add_container("other", props);
  expect_container(R"({"HealthCheck": {"Command": ["CMD", "test", "-f", "/ready"]}},
                      {"HealthCheck": {"Command": ["CMD-SHELL", "true"]}})");
}

TEST_F(TaskDefinitionTest, LogsGoToAGroupThatTheExecutionRoleMayWrite) {
  auto props = nginx();
  props.logging = LogDriver::aws_logs({.stream_prefix = "web",
                                       .log_retention = RetentionDays::one_month,
                                       .mode = AwsLogDriverMode::non_blocking,
                                       .max_buffer_size = Size::mebibytes(4)});
  auto& web = task.add_container("web", props);
  EXPECT_NE(web.log_group(), nullptr);
  expect_container(R"({"LogConfiguration": {"LogDriver": "awslogs", "Options": {"$exactly": {
      "awslogs-group": {"Ref": {"$like": "TaskwebLogGroup*"}}, "awslogs-stream-prefix": "web",
      "awslogs-region": {"Ref": "AWS::Region"}, "mode": "non-blocking", "max-buffer-size": "4194304b"}}}})");
  expect("AWS::Logs::LogGroup", R"({"RetentionInDays": 30})");
  expect_granted(R"([{"Action": ["logs:CreateLogStream", "logs:PutLogEvents"]}])");
  expect_task(R"({"ExecutionRoleArn": {"Fn::GetAtt": ["TaskExecutionRoleEF964934", "Arn"]}})");
}

TEST_F(TaskDefinitionTest, OtherDriversHaveOptionsAndSecrets) {
  auto& token = stack.add("Token", Secret::Props{});
  auto props = nginx();
  props.logging = LogDriver::of("splunk", {{"splunk-url", "https://example.org"}},
                                {{"splunk-token", ContainerSecret::from_secrets_manager(token)}});
  task.add_container("web", props);
  props.logging = LogDriver::fire_lens({{"Name", "http"}});
  task.add_container("sidecar", props);
  expect_container(
      R"({"LogConfiguration": {"LogDriver": "splunk", "Options": {"splunk-url": "https://example.org"},
                                            "SecretOptions": [{"Name": "splunk-token", "ValueFrom": {"Ref": {"$any": true}}}]}},
                      {"LogConfiguration": {"LogDriver": "awsfirelens", "Options": {"Name": "http"}}})");
}

TEST_F(TaskDefinitionTest, SecretsAreReadByTheExecutionRole) {
  auto& token = stack.add("Token", Secret::Props{});
  auto props = nginx();
  props.secrets = {{"KEY", ContainerSecret::from_secrets_manager(token, "key")}};
  auto& web = task.add_container("web", props);
  web.add_secret("MODE", ContainerSecret::from_ssm_parameter("/shop/mode", &stack.add("Key", Key::Props{})));
  expect_container(R"({"Secrets": [
      {"Name": "KEY", "ValueFrom": {"Fn::Join": ["", [{"Ref": {"$any": true}}, ":key::"]]}},
      {"Name": "MODE", "ValueFrom": {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":ssm:", {"Ref": "AWS::Region"}, ":",
                                     {"Ref": "AWS::AccountId"}, ":parameter/shop/mode"]]}}]})");
  expect_granted(R"([
      {"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]},
      {"Action": "kms:Decrypt"},
      {"Action": ["ssm:DescribeParameters", "ssm:GetParameter", "ssm:GetParameterHistory", "ssm:GetParameters"]}])");
}

TEST_F(TaskDefinitionTest, ImagesArePulledByTheExecutionRole) {
  auto& repository = stack.add("Images", Repository::Props{});
  task.add_container(
      "web", ContainerDefinition::Props{.image = ContainerImage::from_ecr_repository(repository, "v1")});
  expect_granted(
      R"([{"Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]},
                     {"Action": "ecr:GetAuthorizationToken", "Resource": "*"}])");
}

TEST_F(TaskDefinitionTest, PrivateRegistriesAreAskedWithCredentials) {
  auto& login = stack.add("Login", Secret::Props{});
  task.add_container(
      "web", ContainerDefinition::Props{.image = ContainerImage::from_registry("example.org/web", &login)});
  expect_container(
      R"({"Image": "example.org/web", "RepositoryCredentials": {"CredentialsParameter": {"Ref": {"$any": true}}}})");
}

TEST_F(TaskDefinitionTest, ImagesAreBuiltFromAFolder) {
  task.add_container("web", ContainerDefinition::Props{.image = ContainerImage::from_asset(
                                                           {.directory = "tests/unit/constructs/compute"})});
  expect_container(R"({"Image": {"$any": true}})");
}

TEST_F(TaskDefinitionTest, AFileSystemIsEncryptedOnItsWay) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  auto& files = stack.add("Files", FileSystem::Props{.vpc = network});
  auto props = nginx();
  task.add_volume({.name = "scratch"});
  task.add_volume({.name = "data", .efs_volume = EfsVolume{.file_system = files, .root_directory = "/shop"}});
  task.add_volume(
      {.name = "shared", .efs_volume = EfsVolume{.file_system = files, .iam_authorization = true}});
  props.mount_points = {{"data", "/data"}};
  task.add_container("web", props).add_mount_point({"shared", "/shared", true});
  expect_container(R"({"MountPoints": [{"SourceVolume": "data", "ContainerPath": "/data", "ReadOnly": false},
                                       {"SourceVolume": "shared", "ContainerPath": "/shared", "ReadOnly": true}]})");
  expect_task(R"({"Volumes": [{"$exactly": {"Name": "scratch"}},
      {"Name": "data", "EFSVolumeConfiguration": {"$exactly": {"FilesystemId": {"Ref": {"$any": true}}, "RootDirectory": "/shop",
                                                  "TransitEncryption": "ENABLED"}}},
      {"Name": "shared", "EFSVolumeConfiguration": {"AuthorizationConfig": {"IAM": "ENABLED"}}}]})");
}

TEST_F(TaskDefinitionTest, RunningATaskIsHandingItItsRoles) {
  task.add_container("web", nginx());
  task.execution_role();
  task.grant_run(add_role());
  expect_granted(
      R"([{"Action": "iam:PassRole", "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                      "Resource": [{"Fn::GetAtt": ["TaskExecutionRoleEF964934", "Arn"]}, {"Fn::GetAtt": ["TaskTaskRoleE98524A1", "Arn"]}]},
                     {"Action": "ecs:RunTask", "Resource": {"Ref": "Task79114B6B"}}])");
}

// --- what is refused ---------------------------------------------------------------------------------------

TEST_F(TaskDefinitionTest, ATaskNeedsAnEssentialContainer) {
  auto props = nginx();
  props.essential = false;
  task.add_container("web", props);
  try {
    synthesized();
    FAIL() << "synthesis went on";
  } catch (const Error& error) {
    EXPECT_EQ(error.id(), "synthesis-failed");
    EXPECT_NE(std::string_view(error.what()).find("property-needed at Shop/Task, containers"),
              std::string_view::npos)
        << error.what();
  }
}

struct Refusal {
  const char* name;
  void (*change)(ContainerDefinition::Props& props);
  const char* property;
};

class ContainerRefusal : public TaskDefinitionTest, public ::testing::WithParamInterface<Refusal> {};

TEST_P(ContainerRefusal, IsReportedWhereTheContainerIsAdded) {
  auto props = nginx();
  GetParam().change(props);
  task.add_container("web", props);
  expect_refused("property-not-allowed", GetParam().property);
}

const Refusal refusals[] = {
    {"MoreCpuThanTheTask", [](auto& p) { p.cpu = 512; }, "cpu"},
    {"MoreKeptThanAllowed",
     [](auto& p) {
       p.memory_limit_mib = 1;
       p.memory_reservation_mib = 2;
     },
     "memory_reservation_mib"},
    {"LongStop", [](auto& p) { p.stop_timeout = Duration::minutes(3); }, "stop_timeout"},
    {"UnknownVolume",
     [](auto& p) {
       p.mount_points = {{"data", "/data"}};
     },
     "mount_points"},
    {"OftenChecked",
     [](auto& p) {
       p.health_check = {
           {.command = {"x"}, .interval = Duration::seconds(2), .timeout = Duration::seconds(2)}};
     },
     "health_check.interval"},
    {"SlowlyChecked",
     [](auto& p) { p.health_check = {{.command = {"x"}, .timeout = Duration::seconds(60)}}; },
     "health_check.timeout"},
    {"NeverChecked", [](auto& p) { p.health_check = {{.command = {"x"}, .retries = 0}}; },
     "health_check.retries"},
    {"LongStart",
     [](auto& p) { p.health_check = {{.command = {"x"}, .start_period = Duration::minutes(6)}}; },
     "health_check.start_period"},
    {"BufferOfWhatBlocks",
     [](auto& p) {
       p.logging = LogDriver::aws_logs({.stream_prefix = "x", .max_buffer_size = Size::mebibytes(1)});
     },
     "max_buffer_size"},
};

INSTANTIATE_TEST_SUITE_P(All, ContainerRefusal, ::testing::ValuesIn(refusals),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST_F(TaskDefinitionTest, NamesOfPortsAreUnique) {
  auto props = nginx();
  props.port_mappings = {{.container_port = 80, .name = "http"}};
  task.add_container("web", props);
  task.add_container("other", nginx()).add_port_mapping({.container_port = 81, .name = "http"});
  expect_refused("property-not-allowed", "port_mappings");
}

TEST_F(TaskDefinitionTest, NamesOfVariablesAreUnique) {
  auto props = nginx();
  props.environment = {{"MODE", "a"}, {"LEVEL", "1"}, {"MODE", "b"}};
  task.add_container("web", props);
  expect_refused("property-not-allowed", "environment");
}

TEST_F(TaskDefinitionTest, AVariableIsNoSecretToo) {
  auto props = nginx();
  props.environment = {{"TOKEN", "a"}};
  props.secrets = {{"TOKEN", ContainerSecret::from_ssm_parameter("/token")}};
  task.add_container("web", props);
  expect_refused("property-not-allowed", "environment");
}

TEST_F(TaskDefinitionTest, AProtocolIsOfANamedPort) {
  auto props = nginx();
  props.port_mappings = {{.container_port = 80, .app_protocol = AppProtocol::grpc}};
  task.add_container("web", props);
  expect_refused("property-needed", "name");
}

TEST_F(TaskDefinitionTest, NamesOfVolumesAreUnique) {
  task.add_volume({.name = "data"});
  task.add_volume({.name = "data"});
  expect_refused("property-not-allowed", "volumes");
}

TEST_F(TaskDefinitionTest, IamNeedsEncryptionOnTheWay) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  auto& files = stack.add("Files", FileSystem::Props{.vpc = network});
  task.add_volume({.name = "data",
                   .efs_volume = EfsVolume{
                       .file_system = files, .transit_encryption = false, .iam_authorization = true}});
  expect_refused("property-not-allowed", "transit_encryption");
}

TEST_F(TaskDefinitionTest, AnAccessPointSaysWhereAVolumeBegins) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  auto& files = stack.add("Files", FileSystem::Props{.vpc = network});
  auto& point = AccessPoint::from_id(stack, "Point", "fsap-0123456789abcdef0", files);
  task.add_volume(
      {.name = "data",
       .efs_volume = EfsVolume{.file_system = files, .access_point = &point, .root_directory = "/shop"}});
  expect_refused("property-not-allowed", "root_directory");
}

TEST_F(TaskDefinitionTest, AnAccessPointIsUsedWithTheTasksRole) {
  auto& network = stack.add("Network", Vpc::Props{.max_azs = 1});
  auto& files = stack.add("Files", FileSystem::Props{.vpc = network});
  auto& point = AccessPoint::from_id(stack, "Point", "fsap-0123456789abcdef0", files);
  task.add_volume({.name = "data", .efs_volume = EfsVolume{.file_system = files, .access_point = &point}});
  task.add_container("web", nginx());
  expect_task(R"({"Volumes": [{"EFSVolumeConfiguration": {"TransitEncryption": "ENABLED",
      "AuthorizationConfig": {"AccessPointId": "fsap-0123456789abcdef0", "IAM": "ENABLED"}}}]})");
}

TEST_F(TaskDefinitionTest, AMountPointAddedLaterNeedsItsVolumeToo) {
  task.add_container("web", nginx()).add_mount_point({"data", "/data"});
  expect_refused("property-not-allowed", "mount_points");
}

TEST_F(TaskDefinitionTest, AHealthCheckRunsSomething) {
  auto props = nginx();
  props.health_check = {{.command = {}}};
  task.add_container("web", props);
  expect_refused("property-needed", "health_check.command");
}

TEST_F(TaskDefinitionTest, AGroupThatIsGivenSaysHowLongItKeepsLogs) {
  auto props = nginx();
  props.logging = LogDriver::aws_logs({.stream_prefix = "web",
                                       .log_group = &stack.add("Logs", LogGroup::Props{}),
                                       .log_retention = RetentionDays::one_day});
  task.add_container("web", props);
  expect_refused("property-not-allowed", "log_retention");
}

TEST_F(TaskDefinitionTest, StorageHasBounds) {
  stack.add("Other", TaskDefinition::Props{.ephemeral_storage = Size::gibibytes(20)});
  expect_refused("property-not-allowed", "ephemeral_storage");
}

}  // namespace
}  // namespace tenon
