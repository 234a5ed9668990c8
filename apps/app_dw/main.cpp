// Four projects of one company on one platform: a network, a user pool, a load balancer and a cluster for
// all, and a frontend, a backend and pipelines for each, all from one description (projects.json).
#include "accepted.hpp"
#include "delivery.hpp"
#include "frontend.hpp"
#include "monitoring.hpp"
#include "shared.hpp"
#include "tenon/app/run.hpp"

namespace app_dw {

namespace {

/// The stacks of one project: whether it has a site or a service in front, an API, a database, says its
/// description.
ProjectStacks add_project(tenon::App& app, const Shared& shared, const config::Project& project) {
  const std::optional<Backend> backend = add_backend(app, shared, project);
  const Frontend frontend = add_frontend(app, shared, project);
  const ProjectStacks stacks{.project = &project, .backend = backend, .frontend = frontend};
  add_delivery(app, shared, stacks);
  return stacks;
}

void add_system(tenon::App& app, const config::System& system) {
  const Network network = add_network(app, system);
  const Domain domain = add_domain(app, system);
  const Storage storage = add_storage(app, system);
  const Firewalls firewalls = add_firewalls(app);
  const LoadBalancing load_balancing = add_load_balancing(app, network, domain, storage, firewalls);
  const Authentication authentication = add_authentication(app, system, domain, load_balancing);
  const Databases databases = add_databases(app, system, network);
  const Platform platform = add_platform(app, system, network);

  const Shared shared{.system = system,
                      .network = network,
                      .domain = domain,
                      .storage = storage,
                      .firewalls = firewalls,
                      .load_balancing = load_balancing,
                      .authentication = authentication,
                      .databases = databases,
                      .platform = platform};
  std::vector<ProjectStacks> projects;
  for (const config::Project& project : system.projects)
    projects.push_back(add_project(app, shared, project));
  add_monitoring(app, shared, projects);
  accept_findings(app, system);
}

}  // namespace

}  // namespace app_dw

int main(int argc, char** argv) {
  return tenon::run(argc, argv, [](tenon::App& app) { app_dw::add_system(app, app_dw::config::read(app)); });
}
