#pragma once

/// \file
/// The figures that the stacks share, and how stacks and names are made. What differs between the projects is
/// in projects.json.

#include <cstdint>
#include <string>
#include <string_view>

#include "tenon/construct/stack.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"

namespace app_dw {

inline constexpr char region[] = "us-east-1";
inline constexpr char system_name[] = "app-dw";

/// Of every log group.
inline constexpr tenon::RetentionDays log_retention = tenon::RetentionDays::one_week;
/// Of objects that are logs.
inline constexpr tenon::Duration log_expiration = tenon::Duration::days(7);

inline constexpr tenon::Port database_port = 5432;
/// What each cluster takes at most: for 100 users, and some more for who looks after it. Alarms are made of
/// it.
inline constexpr std::int64_t max_connections = 200;

/// Names that the documents fix.
inline constexpr char internal_domain[] = "app-dw.internal";
inline constexpr char containers_log_group[] = "/ecs/app-dw";

/// Every stack of the system: in the region, named after the system, tagged by system and, where it is one's,
/// project. `name` is what follows "app-dw-".
struct StackOptions {
  std::string_view id;
  std::string_view name;
  std::string_view description;
  std::string_view project = {};
};
tenon::Stack& add_stack(tenon::App& app, const StackOptions& options);

/// A log group of this name that forgets after a week and goes with its stack.
tenon::LogGroup& add_log_group(tenon::Construct& scope, std::string_view id,
                               const tenon::Value<std::string>& name);

}  // namespace app_dw
