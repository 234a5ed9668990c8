#pragma once

/// \file
/// The network of all projects: subnets, who may talk to whom in it, ways to services of AWS, names.

#include <map>
#include <string>

#include "projects.hpp"
#include "tenon/constructs/network/private_dns_namespace.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"

namespace app_dw {

/// All rules are written; what bears a group adds none.
struct ProjectGroups {
  tenon::SecurityGroup& services;  ///< of all the project's tasks
  tenon::SecurityGroup* database;  ///< null without a database
  tenon::SecurityGroup* proxy;     ///< in front of the database; null without one
};

struct Network {
  tenon::Stack& stack;
  tenon::Vpc& vpc;
  tenon::SecurityGroup& balancer;
  tenon::SecurityGroup& sign_in;  ///< lets the load balancer call the user pool's endpoints
  std::map<std::string, ProjectGroups, std::less<>> projects;  ///< by id
  tenon::PrivateDnsNamespace& names;                           ///< app-dw.internal

  const ProjectGroups& of(const config::Project& project) const { return projects.at(project.id); }
};

/// The tier of the databases' subnets: no way to the internet.
inline constexpr char database_tier[] = "Database";

Network add_network(tenon::App& app, const config::System& system);

}  // namespace app_dw
