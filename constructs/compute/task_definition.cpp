#include "tenon/constructs/compute/task_definition.hpp"

#include <algorithm>

#include "tenon/aws/ecs/TaskDefinition.hpp"
#include "tenon/constructs/data/file_system.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/support/unique_id.hpp"
#include "tenon/iam/ecs.hpp"
#include "tenon/iam/iam.hpp"

namespace tenon {

namespace {

using L1 = aws::ecs::TaskDefinition;

Role& task_role(TaskDefinition& task, const TaskDefinition::Props& props) {
  if (props.task_role != nullptr) return *props.task_role;
  return task.add("TaskRole", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")},
                  task.where());
}

std::string_view on_or_off(bool value) { return value ? "ENABLED" : "DISABLED"; }

bool uses_iam(const EfsVolume& volume) {
  return volume.iam_authorization.value_or(volume.access_point != nullptr);
}

L1::Volume volume_json(const Volume& volume) {
  L1::Volume json{.Name = volume.name};
  if (!volume.efs_volume) return json;
  const EfsVolume& efs = *volume.efs_volume;
  L1::EFSVolumeConfiguration configuration{.FilesystemId = efs.file_system.file_system_id(),
                                           .RootDirectory = efs.root_directory,
                                           .TransitEncryption = on_or_off(efs.transit_encryption)};
  if (efs.access_point != nullptr || uses_iam(efs)) {
    L1::AuthorizationConfig authorization{.IAM = on_or_off(uses_iam(efs))};
    if (efs.access_point != nullptr) authorization.AccessPointId = efs.access_point->access_point_id();
    configuration.AuthorizationConfig = authorization;
  }
  json.EFSVolumeConfiguration = configuration;
  return json;
}

}  // namespace

TaskDefinition::TaskDefinition(const Scope& scope, const Props& props)
    : Construct(scope),
      task_role_(::tenon::task_role(*this, props)),
      execution_role_(props.execution_role),
      family_(props.family.is_set() ? props.family : Value<std::string>(detail::unique_id(*this))),
      size_(props.size) {
  L1::Props task{.Cpu = std::to_string(size_.cpu()),
                 .Family = family_,
                 .Memory = std::to_string(size_.memory_mib()),
                 .NetworkMode = "awsvpc",
                 .RequiresCompatibilities = {"FARGATE"},
                 .TaskRoleArn = task_role_.arn()};
  if (props.cpu_architecture) {
    const bool arm = *props.cpu_architecture == CpuArchitecture::arm64;
    task.RuntimePlatform =
        L1::RuntimePlatform{.CpuArchitecture = arm ? std::string_view("ARM64") : std::string_view("X86_64"),
                            .OperatingSystemFamily = "LINUX"};
  }
  if (props.ephemeral_storage) {
    const auto storage = static_cast<std::int64_t>(props.ephemeral_storage->to_gibibytes());
    constexpr std::int64_t least = 21;
    constexpr std::int64_t most = 200;
    if (storage < least || storage > most) {
      detail::refuse(*this, "ephemeral_storage", props.ephemeral_storage->text(), "21 to 200 GiB",
                     "Fargate does not have so little or so much storage", where());
    }
    task.EphemeralStorage = L1::EphemeralStorage{.SizeInGiB = storage};
  }
  resource_ = &add("Resource", task, where());
  for (const Volume& each : props.volumes) add_volume(each, where());
}

ArnAttribute<aws::ecs::kind::TaskDefinition_TaskDefinitionArn> TaskDefinition::arn() const {
  return resource_->ref();
}

Role& TaskDefinition::execution_role() {
  if (execution_role_ == nullptr) {
    execution_role_ = &add("ExecutionRole",
                           Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")}, where());
  }
  return *execution_role_;
}

ContainerDefinition& TaskDefinition::add_container(std::string_view id,
                                                   const ContainerDefinition::Props& container,
                                                   std::source_location where) {
  ContainerDefinition& made = add_with(
      id,
      [&](const Scope& inner) {
        return std::unique_ptr<ContainerDefinition>(new ContainerDefinition(inner, *this, container));
      },
      where);
  containers_.push_back(&made);
  std::int64_t cpu = 0;
  for (const ContainerDefinition* each : containers_) cpu += each->props_.cpu.value_or(0);
  if (cpu > size_.cpu()) {
    detail::refuse(made, "cpu", std::to_string(cpu), "at most the task's, " + std::to_string(size_.cpu()),
                   "the containers have more CPU units together than the task", where);
  }
  return made;
}

void TaskDefinition::add_volume(const Volume& volume, std::source_location where) {
  if (has_volume(volume.name)) {
    return detail::refuse(*this, "volumes", volume.name, "names that are unique in the task",
                          "two volumes of the task have this name", where);
  }
  if (volume.efs_volume) {
    const EfsVolume& efs = *volume.efs_volume;
    if (efs.access_point != nullptr && efs.root_directory.is_set() && efs.root_directory.literal() != "/") {
      detail::refuse(*this, "root_directory", std::string(efs.root_directory.literal().value_or("")),
                     "nothing, with an access point", "the access point says where the volume begins", where);
    }
    if (!efs.transit_encryption && (uses_iam(efs) || efs.access_point != nullptr)) {
      detail::refuse(*this, "transit_encryption", "false", "true, with an access point or IAM authorization",
                     "EFS only knows who asks where data is encrypted on its way", where);
    }
  }
  volumes_.push_back(volume);
}

bool TaskDefinition::has_volume(std::string_view name) const noexcept {
  return std::ranges::find(volumes_, name, &Volume::name) != volumes_.end();
}

ContainerDefinition* TaskDefinition::default_container() const noexcept {
  const auto found = std::ranges::find_if(containers_, [](const auto* each) { return each->essential(); });
  return found == containers_.end() ? nullptr : *found;
}

ContainerDefinition* TaskDefinition::find_container(std::string_view name) const noexcept {
  const auto found =
      std::ranges::find_if(containers_, [name](const auto* each) { return each->container_name() == name; });
  return found == containers_.end() ? nullptr : *found;
}

void TaskDefinition::grant_run(const Grantee& grantee) {
  std::vector<Value<std::string>> roles = {Value<std::string>(task_role_.arn())};
  if (execution_role_ != nullptr) roles.push_back(Value<std::string>(execution_role_->arn()));
  grantee.add_to_policy({.actions = {iam::iam::PassRole},
                         .resources = std::move(roles),
                         .conditions = {{"StringLike", "iam:PassedToService", {"ecs-tasks.amazonaws.com"}}}});
  grantee.add_to_policy({.actions = {iam::ecs::RunTask}, .resources = {Value<std::string>(arn())}});
}

void TaskDefinition::prepare() {
  if (default_container() == nullptr) {
    detail::demand(*this, "containers", "add_container with an essential one",
                   "a task needs an essential container", where());
  }
  std::vector<Node> containers;
  for (const ContainerDefinition* each : containers_) containers.push_back(each->json());
  if (!containers.empty()) resource_->set_property("ContainerDefinitions", {Raw{}, Node::list(containers)});
  std::vector<L1::Volume> volumes;
  for (const Volume& each : volumes_) volumes.push_back(volume_json(each));
  if (!volumes.empty()) resource_->set_property("Volumes", List<L1::Volume>(volumes));
  if (execution_role_ != nullptr) resource_->set_property("ExecutionRoleArn", execution_role_->arn());
}

}  // namespace tenon
