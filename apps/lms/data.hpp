#pragma once

/// \file
/// What the platform remembers: database, sessions, course materials.

#include "network.hpp"
#include "tenon/constructs/data/aurora_cluster.hpp"
#include "tenon/constructs/data/file_system.hpp"
#include "tenon/constructs/data/redis_replication_group.hpp"

namespace lms {

struct Data {
  tenon::AuroraCluster& database;
  tenon::RedisReplicationGroup& sessions;
  tenon::Secret& redis_token;
  tenon::LambdaFn& rotate_redis_token;
  tenon::FileSystem& materials;
  tenon::AccessPoint& courses;
};

/// `code`: the folder of the function that replaces the token of Redis.
Data add_data(tenon::Stack& stack, const Settings& settings, const Keys& keys, const Network& network,
              const std::string& code);

}  // namespace lms
