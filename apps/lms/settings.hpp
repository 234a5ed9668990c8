#pragma once

/// \file
/// What all parts share: the figures that the description asks for, the suffix of names, and how names are
/// made.

#include <cstdint>
#include <string>
#include <string_view>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/identity/role.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"

namespace lms {

inline constexpr char region[] = "eu-west-1";

/// Where the application serves HTTPS. What the load balancer's users see is 443.
inline constexpr tenon::Port container_port = 8443;
inline constexpr char container_name[] = "lms";
/// Answers without a token, to load balancers and to whoever watches from outside.
inline constexpr char health_path[] = "/health";

/// All credentials are replaced after this time.
inline constexpr tenon::Duration rotation_interval = tenon::Duration::days(30);
/// Tasks read some credentials when they start. Those that were replaced stay valid until the next rotation,
/// so the tasks have to be replaced more often than the credentials.
inline constexpr char restart_interval[] = "rate(7 days)";

/// The longest that a function runs. CloudFormation waits no longer for what functions make.
inline constexpr tenon::Duration longest_run = tenon::Duration::minutes(15);

/// Long enough to look into what happened, short enough for the principle that personal data is not kept
/// without need.
inline constexpr tenon::RetentionDays log_retention = tenon::RetentionDays::one_year;

/// The parameter `environmentSuffix`, and names that end in it.
class Settings {
 public:
  Settings(tenon::Stack& stack, const std::string& default_suffix);

  /// "<what>-<environmentSuffix>".
  tenon::Value<std::string> name(std::string_view what) const;
  const tenon::Parameter& suffix() const noexcept { return suffix_; }

 private:
  tenon::Parameter& suffix_;
};

/// Names what constructs have made for themselves, roles and alarms for example, after where they stand in
/// the stack. What has a name with the suffix keeps it.
void name_the_rest(tenon::Stack& stack, const Settings& settings);

/// A log group of this name, which is deleted with the stack and encrypted with the key.
tenon::LogGroup& add_log_group(tenon::Stack& stack, std::string_view id,
                               const tenon::Value<std::string>& name, tenon::Key& key);

}  // namespace lms
