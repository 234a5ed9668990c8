#pragma once

/// \file
/// What clusters and services say alike of capacity. Not part of the public interface.

#include <string_view>
#include <vector>

#include "tenon/constructs/compute/ecs_cluster.hpp"

namespace tenon::detail {

/// ECS's name of it.
std::string_view text(CapacityProvider provider);
/// Refuses weights and bases that ECS does not take.
void check_strategy(const Construct& at, std::string_view property,
                    const std::vector<CapacityProviderStrategy>& strategy);

}  // namespace tenon::detail
