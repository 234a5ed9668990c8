#pragma once

/// \file
/// Keys, the secret, the trail, and what stands in front of the API.

#include "parameters.hpp"
#include "tenon/constructs/api/rest_api.hpp"
#include "tenon/constructs/data/bucket.hpp"
#include "tenon/constructs/security/key.hpp"
#include "tenon/constructs/security/secret.hpp"
#include "tenon/constructs/security/trail.hpp"
#include "tenon/constructs/security/web_acl.hpp"

namespace language_learning {

/// Both go with the stack. What stays (tables, content) is encrypted with keys that AWS keeps, so that it can
/// be read afterwards.
struct Keys {
  /// Topics and queues. Alarms and EventBridge may use it.
  tenon::Key& messages;
  /// Logs, the trail and the secret.
  tenon::Key& operations;
};

Keys add_keys(tenon::Stack& stack);

/// Keys of the services outside of AWS that the application talks to: today those of push notifications.
tenon::Secret& add_secret(tenon::Stack& stack, const Keys& keys);

/// Who did what in the account.
struct Audit {
  tenon::Bucket& bucket;
  tenon::Trail& trail;
};

Audit add_audit(tenon::Stack& stack, const Keys& keys, tenon::Bucket& access_logs);

/// Blocks what attacks, and who asks too much.
tenon::WebAcl& add_web_acl(tenon::Stack& stack, const Keys& keys, tenon::ApiStage& stage);

}  // namespace language_learning
