#pragma once

/// \file
/// The stack of what a project's users see: a site of files behind a distribution, or a service that makes
/// its pages itself.

#include "backend.hpp"
#include "tenon/constructs/network/distribution.hpp"

namespace app_dw {

struct Site {
  tenon::Bucket* files;
  tenon::Distribution* distribution;
};

/// Has one of both.
struct Frontend {
  tenon::Stack* stack;
  std::optional<Site> site;
  std::optional<ContainerService> service;
};

Frontend add_frontend(tenon::App& app, const Shared& shared, const config::Project& project);

/// What a project consists of, for those who deliver and watch it.
struct ProjectStacks {
  const config::Project* project;
  std::optional<Backend> backend;
  Frontend frontend;

  std::vector<ContainerService> services() const;
};

}  // namespace app_dw
