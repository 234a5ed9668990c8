#include "tenon/constructs/data/file_system.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/security/key.hpp"

void file_system(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Materials", Stack::Props{});
  auto& vpc = stack.add("Network", Vpc::Props{.max_azs = 2});
  auto& key = stack.add("Key", Key::Props{});

  auto& materials = stack.add("Files", FileSystem::Props{
                                           .vpc = vpc,
                                           .kms_key = &key,
                                           .transition_to_ia = EfsLifecycle::after_30_days,
                                           .transition_to_primary_on_access = true,
                                           .throughput_mode = EfsThroughputMode::elastic,
                                           .enable_automatic_backups = true,
                                       });
  materials.add_access_point("Courses", {.path = "/courses",
                                         .create_acl = PosixAcl{.owner_uid = 1000, .owner_gid = 1000},
                                         .posix_user = PosixUser{.uid = 1000, .gid = 1000}});

  auto& service = stack.add("Service", SecurityGroup::Props{.vpc = vpc});
  auto& task_role =
      stack.add("TaskRole", Role::Props{.assumed_by = Principal::service("ecs-tasks.amazonaws.com")});
  materials.allow_from(service);
  materials.grant_read_write(task_role);
}
