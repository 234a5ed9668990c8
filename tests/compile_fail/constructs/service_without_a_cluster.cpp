// expect-error(gcc): EcsService::Props::cluster
// expect-error(clang): reference member of type 'EcsCluster &' uninitialized
// A service runs in a cluster.

#include "tenon/constructs/compute/ecs_service.hpp"

using tenon::EcsService;

#ifdef TENON_MUST_NOT_COMPILE
EcsService::Props service(tenon::EcsCluster&, tenon::TaskDefinition& task) { return EcsService::Props{.task_definition = task}; }
#else
EcsService::Props service(tenon::EcsCluster& cluster, tenon::TaskDefinition& task) {
  return {.cluster = cluster, .task_definition = task};
}
#endif

int main() {}
