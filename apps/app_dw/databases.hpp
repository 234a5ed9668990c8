#pragma once

/// \file
/// Aurora and its proxy for each project that has a database.

#include <map>
#include <string>

#include "network.hpp"
#include "tenon/constructs/data/aurora_cluster.hpp"
#include "tenon/constructs/data/rds_proxy.hpp"
#include "tenon/constructs/security/secret.hpp"

namespace app_dw {

struct Database {
  tenon::AuroraCluster& cluster;
  tenon::RdsProxy& proxy;  ///< clients sign in with tokens of IAM: `proxy.grant_connect(service)`
  tenon::Value<std::string> read_endpoint;  ///< of the proxy, for reading alone
  tenon::Secret& url;                       ///< database-url: user, host and database, no password
};

struct Databases {
  std::map<std::string, Database, std::less<>> projects;  ///< by id

  /// Only for projects with a database.
  const Database& of(const config::Project& project) const { return projects.at(project.id); }
};

Databases add_databases(tenon::App& app, const config::System& system, const Network& network);

}  // namespace app_dw
