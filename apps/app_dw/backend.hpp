#pragma once

/// \file
/// The stack of a project's API.

#include "container_service.hpp"

namespace app_dw {

struct Backend {
  tenon::Stack* stack;
  ContainerService api;
};

/// Nothing for a project without one.
std::optional<Backend> add_backend(tenon::App& app, const Shared& shared, const config::Project& project);

}  // namespace app_dw
