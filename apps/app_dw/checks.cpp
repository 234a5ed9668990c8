#include "checks.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>
#include <utility>

namespace app_dw::config {

namespace {

using tenon::ConfigPlace;

constexpr std::string_view balancer = "alb";
constexpr std::int64_t most_priority = 50'000;
constexpr std::int64_t least_secret = 16;
constexpr std::int64_t most_secret = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_small(c) || (c >= 'A' && c <= 'Z'); }

// --- what texts look like: of each form, what is allowed -------------------------------------------------

bool is_label(std::string_view text) {
  const auto fits = [](char c) { return is_small(c) || is_digit(c) || c == '-'; };
  return !text.empty() && text.size() <= 40 && is_small(text.front()) && text.back() != '-' &&
         std::ranges::all_of(text, fits);
}

bool is_word(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c); };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, fits);
}

bool is_identifier(std::string_view text) {
  const auto fits = [](char c) { return is_letter(c) || is_digit(c) || c == '_'; };
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, fits);
}

bool is_domain(std::string_view text) {
  const auto fits = [](char c) { return is_small(c) || is_digit(c) || c == '-' || c == '.'; };
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && dot > 0 && text.back() != '.' && std::ranges::all_of(text, fits);
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

bool is_folder(std::string_view text) {
  return !text.empty() && text.front() != '/' && text.back() != '/' &&
         text.find(' ') == std::string_view::npos;
}

bool is_path(std::string_view text) { return text.starts_with('/'); }
bool is_tree(std::string_view text) { return text.size() > 3 && is_path(text) && text.ends_with("/*"); }
bool is_any(std::string_view text) { return !text.empty(); }

struct Form {
  bool (*fits)(std::string_view text);
  std::string_view allowed;
};
constexpr Form label{is_label,
                     "at most 40 small letters, digits and hyphens, a letter first and no hyphen last"};
constexpr Form word{is_word, "letters and digits, a letter first"};
constexpr Form identifier{is_identifier, "letters, digits and underscores, a letter first"};
constexpr Form domain{is_domain, "a domain such as example.org"};
constexpr Form address{is_address, "an address such as somebody@example.org"};
constexpr Form folder{is_folder, "a folder below aws/"};
constexpr Form path{is_path, "a path such as /health"};
constexpr Form tree{is_tree, "a path such as /media/*"};
constexpr Form any{is_any, "a text that is not empty"};

std::string quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

void require(bool holds, const ConfigPlace& at, std::string_view allowed) {
  if (!holds) at.refuse(allowed);
}

void check_text(const ConfigPlace& at, std::string_view text, const Form& form) {
  require(form.fits(text), at, form.allowed);
}

void check_number(const ConfigPlace& at, std::int64_t number, std::int64_t least, std::int64_t most) {
  require(number >= least && number <= most, at, std::to_string(least) + " to " + std::to_string(most));
}

std::string text_of(tenon::Port port) { return std::to_string(port.number()); }

std::string listed(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& each : names) all.append(all.empty() ? "" : ", ").append(each);
  return all;
}

bool lets_in(const Group& group, std::string_view from, tenon::Port port) {
  return std::ranges::any_of(group.ingress,
                             [&](const GroupRule& rule) { return rule.from == from && rule.port == port; });
}

/// One pass over the description.
class Check {
 public:
  explicit Check(const System& system) : system_(system) {
    const auto have = [this](std::string_view owner, std::string_view kind,
                             std::initializer_list<std::string_view> names) {
      for (const std::string_view name : names) {
        owners_.emplace(std::pair(std::string(kind), std::string(name)), owner);
      }
    };
    have("the stack Authentication", "host", {"auth"});
    have("the stack Network", "security group", {"alb-sg", "sign-in-sg", "vpc-endpoint-sg"});
    have("the stack Storage", "bucket", {"app-dw-access-logs", "app-dw-artifacts"});
    have("the stack Platform", "secret",
         {"alerts", "cluster", "connection", "containers-log", "guardrail", "insights"});
    have("each database", "secret", {database_url});
  }

  void check_all(const ConfigPlace& at) {
    check_shared(at);
    check(system_.network, at / "network");
    for (std::size_t i = 0; i < system_.secrets.size(); ++i) check(system_.secrets[i], at / "secrets" / i);
    require(!system_.projects.empty(), at / "projects", "one project or more");
    for (std::size_t i = 0; i < system_.projects.size(); ++i) check(system_.projects[i], at / "projects" / i);
  }

 private:
  /// Nothing else of this kind is called like this.
  void check_unique(const ConfigPlace& at, const std::string& name, const std::string& kind) {
    const auto [owner, is_first] = owners_.emplace(std::pair(kind, name), at.pointer());
    require(is_first, at, "another " + kind + ", as this one is that of " + owner->second);
  }

  void check_name(const ConfigPlace& at, const std::string& name, const std::string& kind) {
    check_text(at, name, label);
    check_unique(at, name, kind);
  }

  void check_shared(const ConfigPlace& at) {
    check_text(at / "domain", system_.domain, domain);
    check_text(at / "source" / "owner", system_.source.owner, any);
    check_text(at / "source" / "repository", system_.source.repository, any);
    check_text(at / "source" / "branch", system_.source.branch, any);
    check_text(at / "alerts" / "email", system_.alerts.email, address);
    check_text(at / "models" / "text", system_.models.text, any);
    check_text(at / "models" / "image", system_.models.image, any);
  }

  void check(const Network& network, const ConfigPlace& at) {
    const std::size_t zones = network.public_subnets.size();
    require(zones >= 2, at / "public_subnets", "a subnet in each of two or more zones");
    const auto check_tier = [&](std::string_view tier, std::size_t subnets) {
      require(zones < 2 || subnets == zones, at / tier,
              "a subnet in each of the " + std::to_string(zones) + " zones, not " + std::to_string(subnets));
    };
    check_tier("private_subnets", network.private_subnets.size());
    check_tier("database_subnets", network.database_subnets.size());
  }

  void check(const SharedSecret& secret, const ConfigPlace& at) {
    check_name(at / "name", secret.name, "secret");
    check_text(at / "purpose", secret.purpose, any);
    check_number(at / "length", secret.length, least_secret, most_secret);
  }

  void check(const Project& project, const ConfigPlace& at) {
    check_name(at / "id", project.id, "id");
    check_text(at / "stacks", project.stacks, word);
    check_unique(at / "stacks", project.stacks, "beginning of stacks");
    check_name(at / "host", project.host, "host");
    check(project.group, at / "group");
    if (project.database) check(*project.database, at / "database");
    require(project.site.has_value() != project.frontend.has_value(), at / "frontend",
            project.site ? "none, as the project has a site" : "a service, as the project has no site");
    if (project.site) check(*project.site, at / "site");
    if (project.frontend) check(project, *project.frontend, at / "frontend");
    if (project.backend) check(project, *project.backend, at / "backend");
    check_pipelines(project, at / "pipelines");
  }

  void check(const Group& group, const ConfigPlace& at) {
    check_name(at / "name", group.name, "security group");
    for (std::size_t i = 0; i < group.ingress.size(); ++i) {
      const std::string& from = group.ingress[i].from;
      const bool is_known = from == balancer ||
                            std::ranges::find(system_.projects, from, &Project::id) != system_.projects.end();
      require(is_known, at / "ingress" / i / "from", "alb or the id of a project: " + ids_of_projects());
    }
  }

  void check(const Database& database, const ConfigPlace& at) {
    check_text(at / "name", database.name, identifier);
    check_name(at / "cluster_group", database.cluster_group, "security group");
    check_name(at / "proxy_group", database.proxy_group, "security group");
  }

  void check(const Site& site, const ConfigPlace& at) {
    check_name(at / "bucket", site.bucket, "bucket");
    if (site.media) {
      check_name(at / "media" / "bucket", site.media->bucket, "bucket");
      check_text(at / "media" / "path", site.media->path, tree);
    }
    check(site.target, at / "target");
  }

  void check(const Target& target, const ConfigPlace& at) {
    check_number(at / "priority", target.priority, 1, most_priority);
    check_unique(at / "priority", std::to_string(target.priority), "priority");
    check_text(at / "path", target.path, path);
    check_text(at / "health_path", target.health_path, path);
  }

  void check(const Project& project, const Service& service, const ConfigPlace& at) {
    check_name(at / "name", service.name, "service");
    check_name(at / "image", service.image, "image");
    check_text(at / "container", service.container, label);
    check_text(at / "health_path", service.health_path, path);
    for (const auto& [variable, name] : service.secrets) {
      check_secret(at / "secrets" / variable, name, project.database.has_value());
    }
    if (service.callers_key) check_secret(at / "callers_key", *service.callers_key, false);
    check_abilities(project, service, at / "abilities");
    for (const auto& [variable, callee] : service.calls) {
      check_call(project, callee, at / "calls" / variable);
    }
    if (service.target) check(project, service, *service.target, at / "target");
  }

  void check_secret(const ConfigPlace& at, const std::string& name, bool has_database) {
    std::vector<std::string> names;
    if (has_database) names.emplace_back(database_url);
    for (const SharedSecret& each : system_.secrets) names.push_back(each.name);
    require(std::ranges::find(names, name) != names.end(), at, "the name of a secret: " + listed(names));
  }

  static void check_abilities(const Project& project, const Service& service, const ConfigPlace& at) {
    for (std::size_t i = 0; i < service.abilities.size(); ++i) {
      const Ability ability = service.abilities[i];
      require(ability != Ability::database || project.database, at / i,
              "other abilities, as the project has no database");
      require(ability != Ability::media || (project.site && project.site->media), at / i,
              "other abilities, as the project has no site with media");
    }
  }

  void check(const Project& project, const Service& service, const Target& target, const ConfigPlace& at) {
    check(target, at);
    require(target.port == service.port, at / "port", text_of(service.port) + ", where the service listens");
    require(lets_in(project.group, balancer, service.port), at,
            "none, as the project's group does not let \"alb\" in at port " + text_of(service.port));
  }

  /// Whoever calls has to be let in by the group of whom it calls.
  void check_call(const Project& caller, const std::string& name, const ConfigPlace& at) {
    for (const Project& callee : system_.projects) {
      for (const Service* service : callee.services()) {
        if (service->name != name) continue;
        require(lets_in(callee.group, caller.id, service->port), at,
                "services that let " + quoted(caller.id) + " in: the group of " + quoted(callee.id) +
                    " does not at port " + text_of(service->port));
        return;
      }
    }
    at.refuse("the name of a service: " + names_of_services());
  }

  void check_pipelines(const Project& project, const ConfigPlace& at) {
    require(!project.pipelines.empty(), at, "a pipeline or more");
    std::set<Part> parts;
    for (std::size_t i = 0; i < project.pipelines.size(); ++i) {
      const Pipeline& pipeline = project.pipelines[i];
      check_name(at / i / "name", pipeline.name, "pipeline");
      check_text(at / i / "folder", pipeline.folder, folder);
      require(parts.insert(pipeline.deploys).second, at / i / "deploys",
              "what no other pipeline of the project deploys");
      require(pipeline.deploys == Part::frontend || project.backend, at / i / "deploys",
              "\"frontend\", as the project has no backend");
    }
  }

  std::string ids_of_projects() const {
    std::vector<std::string> ids;
    for (const Project& each : system_.projects) ids.push_back(each.id);
    return listed(ids);
  }

  std::string names_of_services() const {
    std::vector<std::string> names;
    for (const Project& each : system_.projects) {
      for (const Service* service : each.services()) names.push_back(service->name);
    }
    return listed(names);
  }

  const System& system_;
  /// Who has a name: by its kind and itself.
  std::map<std::pair<std::string, std::string>, std::string> owners_;
};

}  // namespace

void check(const System& system, const ConfigPlace& at) { Check(system).check_all(at); }

}  // namespace app_dw::config
