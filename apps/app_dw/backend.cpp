#include "backend.hpp"

namespace app_dw {

std::optional<Backend> add_backend(tenon::App& app, const Shared& shared, const config::Project& project) {
  if (!project.backend) return std::nullopt;
  auto& stack = add_stack(app, {.id = project.stacks + "Backend",
                                .name = project.id + "-backend",
                                .description = project.title + ": the API and what it may do",
                                .project = project.id});
  return Backend{&stack, add_container_service(stack, shared, project, *project.backend)};
}

}  // namespace app_dw
