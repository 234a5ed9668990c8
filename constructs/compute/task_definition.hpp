#pragma once

/// \file
/// What a Fargate task is made of: containers, their images, logs, secrets and volumes.
///
///     auto& task = stack.add("Task", TaskDefinition::Props{.size = {512, 1024}});
///     task.add_container("web", ContainerDefinition::Props{.image = ContainerImage::from_registry("nginx"),
///                                                          .port_mappings = {{.container_port = 80}}});

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/construct/asset.hpp"
#include "tenon/construct/construct.hpp"
#include "tenon/constructs/compute/environment_variable.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/size.hpp"

namespace tenon::aws::ecs {
class TaskDefinition;
namespace kind {
struct TaskDefinition_TaskDefinitionArn;
}
}  // namespace tenon::aws::ecs

namespace tenon {

class AccessPoint;
class ContainerDefinition;
class FileSystem;
class Key;
class Repository;
class Secret;
class TaskDefinition;

namespace detail {

void this_is_not_a_pair_of_cpu_units_and_mebibytes_that_fargate_has();

/// Memory that goes with so many CPU units, in MiB.
struct FargateMemory {
  int cpu;
  int low;
  int high;
  int step;
};

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
inline constexpr FargateMemory fargate_memories[] = {
    {256, 512, 512, 512},       {256, 1024, 2048, 1024},      {512, 1024, 4096, 1024},
    {1024, 2048, 8192, 1024},   {2048, 4096, 16384, 1024},    {4096, 8192, 30720, 1024},
    {8192, 16384, 61440, 4096}, {16384, 32768, 122880, 8192},
};

constexpr bool is_fargate_size(int cpu, int memory) {
  for (const FargateMemory& each : fargate_memories) {
    if (cpu == each.cpu && memory >= each.low && memory <= each.high && (memory - each.low) % each.step == 0)
      return true;
  }
  return false;
}

}  // namespace detail

/// CPU units (1,024 are one processor) and MiB of memory of a task, in a combination that Fargate has: `{512,
/// 1024}`. Another one does not compile.
class FargateSize {
 public:
  consteval FargateSize(int cpu, int memory_mib) : cpu_(cpu), memory_mib_(memory_mib) {
    if (!detail::is_fargate_size(cpu, memory_mib)) {
      detail::this_is_not_a_pair_of_cpu_units_and_mebibytes_that_fargate_has();
    }
  }
  /// From numbers known at run time; empty where Fargate has no such size.
  static constexpr std::optional<FargateSize> of(int cpu, int memory_mib) {
    if (!detail::is_fargate_size(cpu, memory_mib)) return std::nullopt;
    return FargateSize(cpu, memory_mib, Checked{});
  }
  constexpr int cpu() const noexcept { return cpu_; }
  constexpr int memory_mib() const noexcept { return memory_mib_; }

 private:
  struct Checked {};
  constexpr FargateSize(int cpu, int memory_mib, Checked) : cpu_(cpu), memory_mib_(memory_mib) {}

  int cpu_;
  int memory_mib_;
};

/// Where a container's image comes from.
class ContainerImage {
 public:
  /// A public or private registry: "nginx", "public.ecr.aws/nginx/nginx:1.27". `credentials`: a secret with
  /// `username` and `password`; default: none.
  static ContainerImage from_registry(const Value<std::string>& name, Secret* credentials = nullptr);
  /// A repository of ECR, which the task may then pull from. `tag_or_digest`: "latest" or "sha256:…".
  static ContainerImage from_ecr_repository(Repository& repository,
                                            std::string_view tag_or_digest = "latest");
  /// An image that the deployment builds and uploads.
  static ContainerImage from_asset(DockerImageAssetProps asset);

 private:
  friend class ContainerDefinition;
  ContainerImage() = default;

  Value<std::string> name_;
  Secret* credentials_ = nullptr;
  Repository* repository_ = nullptr;
  std::string tag_or_digest_;
  std::optional<DockerImageAssetProps> asset_;
};

/// A value that a container gets from where secrets are kept, when it starts.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
class ContainerSecret {
 public:
  /// The whole secret, or one field of it when it is JSON.
  static ContainerSecret from_secrets_manager(Secret& secret, std::string_view field = {});
  /// A parameter of the Parameter Store, of the stack's account and region: "/orders/key"; a name that only
  /// the deployment knows comes without the slash. `encryption_key` is the key of a SecureString; default:
  /// the account's own for Systems Manager.
  static ContainerSecret from_ssm_parameter(const Value<std::string>& name, Key* encryption_key = nullptr);

 private:
  friend class ContainerDefinition;
  ContainerSecret() = default;

  Secret* secret_ = nullptr;
  std::string field_;
  Value<std::string> parameter_name_;
  Key* key_ = nullptr;
};

/// A name in the container's environment, and what it holds.
struct NamedSecret {
  std::string name;
  ContainerSecret secret;
};

/// Whether writing a log line may hold the container up.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
enum class AwsLogDriverMode : std::uint8_t { blocking, non_blocking };

struct AwsLogDriver {
  /// Streams are called `<prefix>/<container>/<task>`.
  Required<"stream_prefix", Value<std::string>> stream_prefix;
  /// Default: a group `LogGroup` below the container.
  LogGroup* log_group = nullptr;
  /// Of the group made here; not together with `log_group` (`property-not-allowed`). Default: two years.
  /// (CDK's: for ever.)
  std::optional<RetentionDays> log_retention = {};
  /// How lines begin that are one event with those that follow. Default: every line is an event.
  Value<std::string> datetime_format = {};
  Value<std::string> multiline_pattern = {};
  /// Default: as the account's settings say.
  std::optional<AwsLogDriverMode> mode = {};
  /// Of non-blocking logs (`property-not-allowed` otherwise). Default: 10 MiB.
  std::optional<Size> max_buffer_size = {};
};

/// What becomes of a container's output.
class LogDriver {
 public:
  /// CloudWatch Logs.
  static LogDriver aws_logs(AwsLogDriver options);
  /// The task's log router (FireLens); a container has to be one.
  static LogDriver fire_lens(std::vector<EnvironmentVariable> options = {});
  /// Any other driver, "splunk", with its options.
  /// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html
  static LogDriver of(std::string name, std::vector<EnvironmentVariable> options = {},
                      std::vector<NamedSecret> secret_options = {});

 private:
  friend class ContainerDefinition;
  LogDriver() = default;

  std::string name_;
  std::optional<AwsLogDriver> aws_logs_;
  std::vector<EnvironmentVariable> options_;
  std::vector<NamedSecret> secret_options_;
};

/// Which protocol a port speaks.
enum class ContainerProtocol : std::uint8_t { tcp, udp };

/// What Service Connect and its figures may assume of a port.
enum class AppProtocol : std::uint8_t { http, http2, grpc };

/// A port that a container listens on.
struct PortMapping {
  Port container_port;
  ContainerProtocol protocol = ContainerProtocol::tcp;
  /// For Service Connect; unique in the task (`property-not-allowed`). Default: none.
  std::string name = {};
  /// Needs `name` (`property-needed`). Default: none is assumed.
  std::optional<AppProtocol> app_protocol = {};
};

/// What ECS runs inside a container to see whether it is well.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
struct ContainerHealthCheck {
  /// One text is run by the shell; several are a program and its arguments, which may begin with "CMD" or
  /// "CMD-SHELL".
  std::vector<std::string> command;
  /// 5 to 300 seconds (`property-not-allowed`).
  Duration interval = Duration::seconds(30);
  /// 2 to 120 seconds, and no longer than the interval (`property-not-allowed`).
  Duration timeout = Duration::seconds(5);
  /// Failures in a row after which it is unwell: 1 to 10 (`property-not-allowed`).
  std::int64_t retries = 3;
  /// How long failures do not count after the start, up to five minutes (`property-not-allowed`). Default:
  /// they count.
  std::optional<Duration> start_period = {};
};

/// When a container starts after another one.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
enum class ContainerDependencyCondition : std::uint8_t { start, complete, success, healthy };

/// A volume where a container sees it.
struct MountPoint {
  /// Of a volume of the task (`property-not-allowed` otherwise).
  std::string source_volume;
  /// "/data"
  std::string container_path;
  bool read_only = false;
};

/// A limit of a container's processes: "nofile".
struct Ulimit {
  std::string name;
  std::int64_t soft_limit;
  std::int64_t hard_limit;
};

/// A file system of EFS in a task.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
struct EfsVolume {
  FileSystem& file_system;
  /// Default: none; the file system is seen from `root_directory`.
  AccessPoint* access_point = nullptr;
  /// Not together with an access point (`property-not-allowed`). Default: "/".
  Value<std::string> root_directory = {};
  /// Whether data is encrypted between the task and the file system. (CDK's default: not.)
  bool transit_encryption = true;
  /// Whether the file system looks at the task role's permissions; needs transit encryption
  /// (`property-not-allowed`). Default: with an access point.
  std::optional<bool> iam_authorization = {};
};

/// Storage that containers of a task share.
struct Volume {
  std::string name;
  /// Default: a folder that lives as long as the task.
  std::optional<EfsVolume> efs_volume = {};
};

/// A container of a task. Made by `TaskDefinition::add_container`.
class ContainerDefinition final : public Construct {
 public:
  struct Props {
    Required<"image", ContainerImage> image;
    /// Default: the id.
    std::string container_name = {};
    /// Whether the task ends when the container does.
    bool essential = true;
    /// Default of both: as the image says.
    std::vector<std::string> command = {};
    std::vector<std::string> entry_point = {};
    /// Names are unique, those of secrets included.
    std::vector<EnvironmentVariable> environment = {};
    std::vector<NamedSecret> secrets = {};
    /// The first one is where load balancers and service discovery turn to.
    std::vector<PortMapping> port_mappings = {};
    /// Default: as the image says; ECS itself looks at none.
    std::optional<ContainerHealthCheck> health_check = {};
    /// Default: nothing is kept.
    std::optional<LogDriver> logging = {};
    /// CPU units out of the task's. Default: what others leave.
    std::optional<std::int64_t> cpu = {};
    /// MiB at which the container is ended. Default: the task's.
    std::optional<std::int64_t> memory_limit_mib = {};
    /// MiB that are kept free for the container; not more than the limit (`property-not-allowed`). Default:
    /// none.
    std::optional<std::int64_t> memory_reservation_mib = {};
    /// Whether only volumes can be written. Default: the whole file system can.
    std::optional<bool> readonly_root_filesystem = {};
    /// "1000:1000". Default: as the image says.
    std::string user = {};
    /// Default: as the image says.
    std::string working_directory = {};
    std::vector<EnvironmentVariable> docker_labels = {};
    std::vector<Ulimit> ulimits = {};
    /// How long containers that wait for this one wait. Default: the service's own, three minutes.
    std::optional<Duration> start_timeout = {};
    /// Between the signal to end and the kill, at most two minutes (`property-not-allowed`). Default: 30
    /// seconds.
    std::optional<Duration> stop_timeout = {};
    /// Whether signals reach the program and its children through an init process. Default: they do not.
    std::optional<bool> init_process_enabled = {};
    std::vector<MountPoint> mount_points = {};
  };

  const std::string& container_name() const noexcept { return name_; }
  bool essential() const noexcept { return props_.essential; }
  TaskDefinition& task_definition() const noexcept { return task_; }
  const std::vector<PortMapping>& port_mappings() const noexcept { return props_.port_mappings; }
  /// Of the driver for CloudWatch Logs, given or made here; null otherwise.
  LogGroup* log_group() const noexcept { return log_group_; }

  void add_environment(std::string_view name, const Value<std::string>& value);
  void add_secret(std::string_view name, const ContainerSecret& secret);
  void add_port_mapping(const PortMapping& mapping,
                        std::source_location where = std::source_location::current());
  void add_mount_point(MountPoint mount_point, std::source_location where = std::source_location::current());
  /// This container waits for another one of the task.
  void add_container_dependency(ContainerDefinition& other, ContainerDependencyCondition condition =
                                                                ContainerDependencyCondition::healthy);

 private:
  friend class TaskDefinition;
  ContainerDefinition(const Scope& scope, TaskDefinition& task, const Props& props);
  void bind_image();
  void bind_logging();
  Value<std::string> bind_secret(const ContainerSecret& secret);
  std::vector<EnvironmentVariable> aws_logs_options(const AwsLogDriver& driver);
  void check(std::source_location where) const;
  void check_port(const PortMapping& mapping, std::source_location where) const;
  Value<Json> json() const;

  TaskDefinition& task_;
  Props props_;
  std::string name_;
  Value<std::string> image_;
  Value<std::string> credentials_;
  LogGroup* log_group_ = nullptr;
  Node logging_;
  std::vector<std::pair<std::string, Value<std::string>>> secrets_;
  std::vector<std::pair<ContainerDefinition*, ContainerDependencyCondition>> dependencies_;
};

/// The processors that containers run on.
enum class CpuArchitecture : std::uint8_t { x86_64, arm64 };

/// A task definition for Fargate.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-taskdefinition.html
///
/// `role()` is the task role, which the containers' programs act under: grants go to it. The execution role,
/// with which ECS pulls images, writes logs and reads secrets, is made when something needs it.
class TaskDefinition final : public Construct {
 public:
  struct Props {
    using Of = TaskDefinition;
    /// CPU units and MiB.
    FargateSize size = {256, 512};
    /// What revisions are counted under. Default: made of the construct's path.
    Value<std::string> family = {};
    /// Default: a role `TaskRole` without permissions.
    Role* task_role = nullptr;
    /// Default: a role `ExecutionRole`, when one is needed.
    Role* execution_role = nullptr;
    /// Default: x86_64.
    std::optional<CpuArchitecture> cpu_architecture = {};
    /// 21 to 200 GiB (`property-not-allowed`). Default: 20 GiB.
    std::optional<Size> ephemeral_storage = {};
    std::vector<Volume> volumes = {};
  };

  TaskDefinition(const Scope& scope, const Props& props);

  aws::ecs::TaskDefinition& resource() const noexcept { return *resource_; }
  /// With the revision.
  ArnAttribute<aws::ecs::kind::TaskDefinition_TaskDefinitionArn> arn() const;
  const Value<std::string>& family() const noexcept { return family_; }
  /// The task role.
  Role& role() noexcept { return task_role_; }
  Role& task_role() noexcept { return task_role_; }
  /// Makes it when there is none.
  Role& execution_role();

  /// A task needs at least one essential container (`property-needed` at synthesis).
  ContainerDefinition& add_container(std::string_view id, const ContainerDefinition::Props& container,
                                     std::source_location where = std::source_location::current());
  void add_volume(const Volume& volume, std::source_location where = std::source_location::current());
  const std::vector<ContainerDefinition*>& containers() const noexcept { return containers_; }
  /// The first essential container, to which load balancers and service discovery turn; null when there is
  /// none.
  ContainerDefinition* default_container() const noexcept;
  /// Null when there is none of this name.
  ContainerDefinition* find_container(std::string_view name) const noexcept;

  /// Running the task, and handing it its roles.
  void grant_run(const Grantee& grantee);

 protected:
  void prepare() override;

 private:
  friend class ContainerDefinition;
  bool has_volume(std::string_view name) const noexcept;

  Role& task_role_;
  Role* execution_role_ = nullptr;
  aws::ecs::TaskDefinition* resource_ = nullptr;
  Value<std::string> family_;
  FargateSize size_;
  std::vector<ContainerDefinition*> containers_;
  std::vector<Volume> volumes_;
};

}  // namespace tenon
