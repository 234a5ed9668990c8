#include "tenon/constructs/data/redis_replication_group.hpp"

#include "tenon/app/run.hpp"
#include "tenon/constructs/network/security_group.hpp"
#include "tenon/constructs/network/vpc.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"

void redis_replication_group(tenon::App& app) {
  using namespace tenon;
  auto& stack = app.add("Sessions", Stack::Props{});
  auto& vpc = stack.add("Network", Vpc::Props{.max_azs = 2});
  auto& key = stack.add("Key", Key::Props{});
  auto& token = stack.add(
      "Token", Secret::Props{.encryption_key = &key,
                             .generate_secret_string = {.password_length = 64, .exclude_punctuation = true}});
  auto& logs = stack.add("Logs", LogGroup::Props{.retention = RetentionDays::one_month});

  auto& sessions =
      stack.add("Redis", RedisReplicationGroup::Props{
                             .vpc = vpc,
                             .node_type = "cache.t4g.small",
                             .at_rest_encryption_key = &key,
                             .auth_token = &token,
                             .parameters = {{"maxmemory-policy", "volatile-lru"}},
                             .log_deliveries = {{.log_type = RedisLogType::slow_log, .log_group = &logs}},
                             .snapshot_retention = Duration::days(7),
                         });

  auto& service = stack.add("Service", SecurityGroup::Props{.vpc = vpc});
  sessions.allow_from(service);
}
