#include "projects.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "app_dw/texts.hpp"
#include "tenon/construct/diagnostic.hpp"

namespace app_dw::config {

namespace {

constexpr std::string_view balancer = "alb";

/// What types cannot say of the description: which parts of it belong together.
class Check {
 public:
  Check(const System& system, std::string_view name) : system_(system), name_(name) {}

  void throw_findings() {
    check_network();
    for (const Project& project : system_.projects) {
      check(project);
      unique("id", project.id, project);
      unique("stacks", project.stacks, project);
      unique("host", project.host, project);
      for (const Target* target : targets_of(project)) {
        unique("priority", std::to_string(target->priority), project);
      }
      for (const Service* service : project.services()) unique("name", service->name, project);
    }
    if (!findings_.empty()) throw tenon::Error("invalid-configuration", findings_);
  }

 private:
  void require(bool holds, std::string_view project, std::string_view what) {
    if (holds) return;
    if (!findings_.empty()) findings_ += '\n';
    findings_.append(name_).append(": ").append(project).append(": ").append(what);
  }

  void unique(std::string_view field, const std::string& value, const Project& project) {
    require(seen_.emplace(field, value).second, project.id,
            "something else has the " + std::string(field) + " \"" + value + "\"");
  }

  void check_network() {
    const Network& network = system_.network;
    const std::size_t zones = network.public_subnets.size();
    require(zones >= 2 && network.private_subnets.size() == zones && network.database_subnets.size() == zones,
            "network", "every tier has a subnet in each of two or more zones");
  }

  static std::vector<const Target*> targets_of(const Project& project) {
    std::vector<const Target*> targets;
    if (project.site) targets.push_back(&project.site->target);
    for (const Service* service : project.services()) {
      if (service->target) targets.push_back(&*service->target);
    }
    return targets;
  }

  bool has_project(std::string_view id) const {
    return std::ranges::any_of(system_.projects, [id](const Project& each) { return each.id == id; });
  }

  bool has_service(std::string_view name) const {
    return std::ranges::any_of(system_.projects, [name](const Project& each) {
      return std::ranges::any_of(each.services(),
                                 [name](const Service* service) { return service->name == name; });
    });
  }

  void check(const Project& project) {
    require(project.site.has_value() != project.frontend.has_value(), project.id,
            "a project has either a site or a frontend");
    for (const GroupRule& rule : project.group.ingress) {
      require(rule.from == balancer || has_project(rule.from), project.id,
              "traffic comes from \"alb\" or a project, not from \"" + rule.from + "\"");
    }
    for (const Pipeline& pipeline : project.pipelines) {
      require(pipeline.deploys == Part::frontend || project.backend, project.id,
              pipeline.name + " deploys a backend that the project has not");
    }
    for (const Service* service : project.services()) check(project, *service);
  }

  void check(const Project& project, const Service& service) {
    const bool wants_url = std::ranges::any_of(
        service.secrets, [](const SecretVariable& each) { return each.value == SecretName::database_url; });
    require(project.database || !(wants_url || service.can(Ability::database)), project.id,
            service.name + " needs a database");
    require(!service.can(Ability::media) || (project.site && project.site->media), project.id,
            service.name + " needs media");
    require(!service.target || service.target->port == service.port, project.id,
            service.name + " listens on another port than its target says");
    for (const auto& [variable, name] : service.calls) {
      require(has_service(name), project.id, variable + ": there is no service \"" + name + "\"");
    }
  }

  const System& system_;
  std::string_view name_;
  std::string findings_;
  std::set<std::pair<std::string, std::string>> seen_;  // fields and their values
};

}  // namespace

bool Service::can(Ability ability) const { return std::ranges::find(abilities, ability) != abilities.end(); }

std::vector<const Service*> Project::services() const {
  std::vector<const Service*> services;
  if (backend) services.push_back(&*backend);
  if (frontend) services.push_back(&*frontend);
  return services;
}

const Service& System::service(std::string_view name) const {
  for (const Project& project : projects) {
    for (const Service* each : project.services()) {
      if (each->name == name) return *each;
    }
  }
  throw tenon::Error("invalid-configuration", "there is no service \"" + std::string(name) + "\"");
}

System read(const tenon::App& app) {
  constexpr std::string_view embedded = "projects.json";
  const tenon::Node given = app.context("projects");
  const std::string name(given.is_text() ? given.text() : embedded);
  System system =
      given.is_text() ? tenon::load<System>(name) : tenon::load_text<System>(texts::projects, name);
  Check(system, name).throw_findings();
  return system;
}

}  // namespace app_dw::config
