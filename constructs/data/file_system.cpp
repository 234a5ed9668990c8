#include "tenon/constructs/data/file_system.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "tenon/aws/efs/AccessPoint.hpp"
#include "tenon/aws/efs/FileSystem.hpp"
#include "tenon/aws/efs/MountTarget.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/metric.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/iam/elasticfilesystem.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

using detail::demand;
using detail::refuse;

namespace {

using L1 = aws::efs::FileSystem;
using AccessPointL1 = aws::efs::AccessPoint;

// --- EFS's words, by the order of the enumerators
// --------------------------------------------------------------------

constexpr std::string_view lifecycle_names[] = {"AFTER_1_DAY",    "AFTER_7_DAYS",   "AFTER_14_DAYS",
                                                "AFTER_30_DAYS",  "AFTER_60_DAYS",  "AFTER_90_DAYS",
                                                "AFTER_180_DAYS", "AFTER_270_DAYS", "AFTER_365_DAYS"};
constexpr std::string_view performance_modes[] = {"generalPurpose", "maxIO"};
constexpr std::string_view throughput_modes[] = {"bursting", "provisioned", "elastic"};
constexpr std::size_t longest_client_token = 64;

template <class Enum>
constexpr std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

// --- rendering
// -------------------------------------------------------------------------------------------------------

/// EFS takes one object for each.
List<L1::LifecyclePolicy> lifecycle(const FileSystem::Props& props) {
  std::vector<L1::LifecyclePolicy> policies;
  if (props.transition_to_ia)
    policies.push_back({.TransitionToIA = lifecycle_names[index(*props.transition_to_ia)]});
  if (props.transition_to_primary_on_access)
    policies.push_back({.TransitionToPrimaryStorageClass = "AFTER_1_ACCESS"});
  if (props.transition_to_archive) {
    policies.push_back({.TransitionToArchive = lifecycle_names[index(*props.transition_to_archive)]});
  }
  return policies.empty() ? List<L1::LifecyclePolicy>() : List<L1::LifecyclePolicy>(policies);
}

L1::Props resource_props(const FileSystem::Props& props) {
  L1::Props to{.Encrypted = props.encrypted, .LifecyclePolicies = lifecycle(props)};
  if (props.enable_automatic_backups) to.BackupPolicy = L1::BackupPolicy{.Status = "ENABLED"};
  if (props.kms_key != nullptr) to.KmsKeyId = props.kms_key->arn();
  if (props.performance_mode) to.PerformanceMode = performance_modes[index(*props.performance_mode)];
  if (props.throughput_mode) to.ThroughputMode = throughput_modes[index(*props.throughput_mode)];
  if (props.provisioned_throughput_per_second) {
    to.ProvisionedThroughputInMibps = props.provisioned_throughput_per_second->to_mebibytes();
  }
  return to;
}

PolicyCondition through_mount_target() {
  return {"Bool", "elasticfilesystem:AccessedViaMountTarget", {"true"}};
}

/// A policy that lets nobody mount takes the right from all to whom IAM does not give it.
PolicyStatement let_clients_write() {
  return {.actions = {iam::elasticfilesystem::ClientWrite, iam::elasticfilesystem::ClientRootAccess},
          .principals = {Principal::anyone()},
          .conditions = {through_mount_target()}};
}

PolicyStatement deny_plain_text() {
  return {.effect = Effect::deny,
          .actions = {"*"},
          .principals = {Principal::anyone()},
          .conditions = {{"Bool", "aws:SecureTransport", {"false"}}}};
}

List<std::string> texts(const std::vector<std::int64_t>& numbers) {
  std::vector<std::string> to;
  for (const std::int64_t number : numbers) to.push_back(std::to_string(number));
  return to.empty() ? List<std::string>() : List<std::string>(to);
}

AccessPointL1::Props resource_props(const FileSystem& file_system, const AccessPointOptions& options) {
  AccessPointL1::Props to{.FileSystemId = file_system.file_system_id()};
  if (!options.client_token.empty()) to.ClientToken = options.client_token;
  if (const auto& user = options.posix_user) {
    to.PosixUser = AccessPointL1::PosixUser{.Gid = std::to_string(user->gid),
                                            .SecondaryGids = texts(user->secondary_gids),
                                            .Uid = std::to_string(user->uid)};
  }
  AccessPointL1::RootDirectory root{.Path = options.path};
  if (const auto& acl = options.create_acl) {
    root.CreationInfo = AccessPointL1::CreationInfo{.OwnerGid = std::to_string(acl->owner_gid),
                                                    .OwnerUid = std::to_string(acl->owner_uid),
                                                    .Permissions = acl->permissions};
  }
  if (options.path.is_set() || options.create_acl) to.RootDirectory = root;
  return to;
}

bool is_octal(std::string_view text) {
  return text.size() >= 3 && text.size() <= 4 &&
         ascii::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
}

}  // namespace

// --- AccessPoint
// -----------------------------------------------------------------------------------------------------

struct AccessPoint::Imported {
  const Value<std::string>& id;
  FileSystem& file_system;
};

AccessPoint::AccessPoint(const Scope& scope, const Props& props)
    : Construct(scope),
      file_system_(props.file_system),
      resource_(&add("Resource", resource_props(props.file_system, props.options), where())) {
  add_tag("Name", path());
  if (const auto& acl = props.options.create_acl; acl && !is_octal(acl->permissions)) {
    refuse(*this, "permissions", acl->permissions, "three or four octal digits, \"750\"",
           "these are no permissions of a directory", where());
  }
  if (props.options.client_token.size() > longest_client_token) {
    refuse(*this, "client_token", props.options.client_token, "1 to 64 characters", "the token is too long",
           where());
  }
}

AccessPoint::AccessPoint(const Scope& scope, const Imported& imported)
    : Construct(scope),
      file_system_(imported.file_system),
      resource_(&::tenon::from_attributes<AccessPointL1>(
          *this, "Resource", {{"AccessPointId", imported.id}, {"Ref", imported.id}}, where())) {}

AccessPoint& AccessPoint::from_id(Construct& scope, std::string_view id,
                                  const Value<std::string>& access_point_id, FileSystem& file_system,
                                  std::source_location where) {
  const Imported imported{access_point_id, file_system};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<AccessPoint>(new AccessPoint(inner, imported)); },
      where);
}

Attribute<aws::efs::kind::AccessPoint_AccessPointId> AccessPoint::access_point_id() const {
  return resource_->ref();
}

Value<std::string> AccessPoint::arn() const {
  return format("arn:{}:elasticfilesystem:{}:{}:access-point/{}", stack().partition(), stack().region(),
                stack().account(), access_point_id());
}

// --- FileSystem
// ------------------------------------------------------------------------------------------------------

struct FileSystem::Imported {
  const Attributes& attributes;
};

FileSystem::FileSystem(const Scope& scope, const Props& props)
    : Construct(scope), resource_(&add("Resource", resource_props(props), where())) {
  check(props);
  resource_->apply_removal_policy(props.removal_policy);
  add_tag("Name", props.file_system_name.is_set() ? props.file_system_name : Value<std::string>(path()));
  SecurityGroup& group = props.security_group != nullptr
                             ? *props.security_group
                             : add("EfsSecurityGroup", SecurityGroup::Props{.vpc = props.vpc}, where());
  connections_ = Connections({&group}, Traffic::tcp(Port(default_port)));
  add_mount_targets(props, group);
  for (const PolicyStatement& statement : props.file_system_policy) policy_.add(statement);
  if (props.grant_write_to_clients) policy_.add(let_clients_write());
  if (props.enforce_transit_encryption) policy_.add(deny_plain_text());
}

FileSystem::FileSystem(const Scope& scope, const Imported& imported)
    : Construct(scope),
      Connectable(Connections(imported.attributes.security_groups, Traffic::tcp(Port(default_port)))) {
  const Value<std::string>& id = imported.attributes.file_system_id;
  const Value<std::string> arn = format("arn:{}:elasticfilesystem:{}:{}:file-system/{}", stack().partition(),
                                        stack().region(), stack().account(), id);
  resource_ = &::tenon::from_attributes<L1>(*this, "Resource",
                                            {{"Arn", arn}, {"FileSystemId", id}, {"Ref", id}}, where());
}

FileSystem& FileSystem::from_attributes(Construct& scope, std::string_view id, const Attributes& attributes,
                                        std::source_location where) {
  const Imported imported{attributes};
  return scope.add_with(
      id, [&](const Scope& inner) { return std::unique_ptr<FileSystem>(new FileSystem(inner, imported)); },
      where);
}

void FileSystem::check(const Props& props) const {
  const bool provisioned = props.throughput_mode == EfsThroughputMode::provisioned;
  if (provisioned && !props.provisioned_throughput_per_second) {
    demand(*this, "provisioned_throughput_per_second", "Size::mebibytes(128)",
           "provisioned throughput has to be said", where());
  }
  if (!provisioned && props.provisioned_throughput_per_second) {
    refuse(*this, "provisioned_throughput_per_second", props.provisioned_throughput_per_second->text(),
           "EfsThroughputMode::provisioned with it", "only provisioned throughput can be said", where());
  }
  if (props.throughput_mode == EfsThroughputMode::elastic &&
      props.performance_mode == EfsPerformanceMode::max_io) {
    refuse(*this, "performance_mode", "max_io", "general_purpose",
           "elastic throughput does not go with this mode", where());
  }
  if (!props.encrypted && props.kms_key != nullptr) {
    refuse(*this, "kms_key", props.kms_key->path(), "none, or encrypted = true",
           "a file system that is not encrypted has no key", where());
  }
}

void FileSystem::add_mount_targets(const Props& props, SecurityGroup& group) {
  SubnetSelection selection = props.vpc_subnets;
  selection.one_per_az = selection.subnets.empty();
  std::vector<const Value<std::string>*> zones;
  for (const Subnet* subnet : props.vpc.select_subnets(selection)) {
    const Value<std::string>& zone = subnet->availability_zone();
    if (std::ranges::any_of(zones, [&](const auto* each) { return *each == zone; })) {
      refuse(*this, "vpc_subnets", subnet->path(), "one subnet of each Availability Zone",
             "a file system has one mount target in a zone", where());
      continue;
    }
    zones.push_back(&zone);
    mount_targets_.push_back(&add(fmt::format("EfsMountTarget-{}", subnet->id()),
                                  aws::efs::MountTarget::Props{.FileSystemId = file_system_id(),
                                                               .SecurityGroups = {group.security_group_id()},
                                                               .SubnetId = subnet->subnet_id()},
                                  where()));
  }
}

Attribute<aws::efs::kind::FileSystem_FileSystemId> FileSystem::file_system_id() const {
  return resource_->ref();
}
ArnAttribute<aws::efs::kind::FileSystem_Arn> FileSystem::arn() const { return resource_->Arn(); }

AccessPoint& FileSystem::add_access_point(std::string_view id, const AccessPointOptions& options,
                                          std::source_location where) {
  return add(id, AccessPoint::Props{.file_system = *this, .options = options}, where);
}

bool FileSystem::add_to_resource_policy(PolicyStatement statement) {
  if (resource_->is_imported()) return false;
  policy_.add(std::move(statement));
  return true;
}

void FileSystem::grant(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (grantee.add_to_policy({.actions = actions, .resources = {arn()}})) return;
  add_to_resource_policy({.actions = std::move(actions), .principals = {grantee.principal()}});
}

void FileSystem::grant_client(const Grantee& grantee, std::vector<iam::Action> actions) {
  if (grantee.add_to_policy(
          {.actions = actions, .resources = {arn()}, .conditions = {through_mount_target()}}))
    return;
  add_to_resource_policy({.actions = std::move(actions),
                          .principals = {grantee.principal()},
                          .conditions = {through_mount_target()}});
}

void FileSystem::grant_read(const Grantee& grantee) {
  grant_client(grantee, {iam::elasticfilesystem::ClientMount});
}

void FileSystem::grant_read_write(const Grantee& grantee) {
  grant_client(grantee, {iam::elasticfilesystem::ClientMount, iam::elasticfilesystem::ClientWrite});
}

void FileSystem::grant_root_access(const Grantee& grantee) {
  grant_client(grantee, {iam::elasticfilesystem::ClientMount, iam::elasticfilesystem::ClientWrite,
                         iam::elasticfilesystem::ClientRootAccess});
}

Metric FileSystem::metric(std::string_view metric_name) const {
  return Metric({.metric_namespace = "AWS/EFS",
                 .metric_name = std::string(metric_name),
                 .dimensions = {{"FileSystemId", file_system_id()}}});
}

Metric FileSystem::metric_percent_io_limit() const { return metric("PercentIOLimit"); }
Metric FileSystem::metric_burst_credit_balance() const { return metric("BurstCreditBalance"); }
Metric FileSystem::metric_client_connections() const {
  return metric("ClientConnections").with_statistic(Statistic::sum);
}
Metric FileSystem::metric_total_io_bytes() const {
  return metric("TotalIOBytes").with_statistic(Statistic::sum);
}

void FileSystem::prepare() {
  if (!policy_.empty()) resource_->set_property("FileSystemPolicy", policy_.json());
}

}  // namespace tenon
