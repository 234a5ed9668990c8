#pragma once

/// \file
/// Backups and their copies in another region, the health check, and what to do after a disaster.

#include "data.hpp"
#include "parameters.hpp"
#include "tenon/aws/ssm/Document.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/data/backup.hpp"
#include "tenon/constructs/observability/health_check.hpp"

namespace language_learning {

struct Resilience {
  /// Goes with the stack; the copies stay in the other region until they are old.
  tenon::BackupVault& vault;
  tenon::BackupPlan& plan;
  tenon::HealthCheck& health;
  tenon::aws::ssm::Document& runbook;
};

Resilience add_resilience(tenon::Stack& stack, const Parameters& parameters, const Tables& tables,
                          const tenon::RestApi& api);

}  // namespace language_learning
