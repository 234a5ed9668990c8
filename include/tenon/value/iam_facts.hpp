#pragma once

/// \file
/// What AWS's Service Authorization Reference says about every IAM action: how it is classed and on which
/// kinds of resources it acts. The generator writes the tables into the library `tenon::aws`.

#include <cstdint>
#include <span>
#include <string_view>

namespace tenon::iam {

/// How AWS classes an action. `permissions_management` and `tagging` are writes too.
enum class Access : std::uint8_t { list, read, write, tagging, permissions_management };

/// A kind of resource that actions of a service act on.
struct ResourceKind {
  const char* name;  ///< "bucket"
  const char* arn;   ///< "arn:${Partition}:s3:::${BucketName}"
};

struct ActionFacts {
  const char* name;  ///< "GetObject"
  Access access;
  /// Kinds that a policy's `Resource` may name. Empty: the action acts on no particular resource, `Resource`
  /// is "*".
  std::span<const ResourceKind* const> resources = {};
  /// Those of `resources` without which the action is not allowed.
  std::span<const ResourceKind* const> required = {};
};

struct ServiceFacts {
  const char* prefix;                    ///< "s3"
  std::span<const ActionFacts> actions;  ///< sorted by name
  std::span<const ResourceKind> resources;
};

/// All services, sorted by prefix.
std::span<const ServiceFacts> services() noexcept;

/// Of "s3:GetObject", spelled as AWS spells it; null for what is no action (a pattern such as "s3:Get*" is
/// none).
const ActionFacts* find_action(std::string_view action) noexcept;

}  // namespace tenon::iam
