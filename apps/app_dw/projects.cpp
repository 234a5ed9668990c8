#include "projects.hpp"

#include <algorithm>
#include <array>

#include <boost/hana/adapt_struct.hpp>

#include "app_dw/texts.hpp"
#include "checks.hpp"
#include "tenon/config/load.hpp"

namespace app_dw::config {

// --- how the file writes enumerations --------------------------------------------------------------------

constexpr auto spellings(Ability) {
  return std::array{tenon::Spelling{"text-model", Ability::text_model},
                    tenon::Spelling{"image-model", Ability::image_model},
                    tenon::Spelling{"speech", Ability::speech},
                    tenon::Spelling{"database", Ability::database}, tenon::Spelling{"media", Ability::media}};
}

constexpr auto spellings(SignIn) {
  return std::array{tenon::Spelling{"none", SignIn::none}, tenon::Spelling{"token", SignIn::token},
                    tenon::Spelling{"session", SignIn::session}};
}

constexpr auto spellings(Part) {
  return std::array{tenon::Spelling{"frontend", Part::frontend}, tenon::Spelling{"backend", Part::backend}};
}

}  // namespace app_dw::config

// --- the members of the structs, in their order ----------------------------------------------------------

BOOST_HANA_ADAPT_STRUCT(app_dw::config::GroupRule, from, port, description);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Group, name, title, ingress);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Database, title, name, cluster_group, proxy_group);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Target, port, health_path, healthy_codes, priority, path, sign_in);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Media, bucket, path);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Site, bucket, media, target);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Service, name, container, image, port, health_path, secrets,
                        callers_key, abilities, calls, target);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Pipeline, name, folder, deploys);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Project, id, stacks, title, host, group, database, site, frontend,
                        backend, pipelines);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Network, range, public_subnets, private_subnets, database_subnets);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Source, owner, repository, branch);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Alerts, email);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::Models, text, image);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::SharedSecret, name, purpose, length, punctuation);
BOOST_HANA_ADAPT_STRUCT(app_dw::config::System, domain, network, source, alerts, models, secrets, projects);

namespace app_dw::config {

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
  const tenon::Node given = app.context("projects");
  return given.is_text() ? tenon::load<System>(given.text())
                         : tenon::load_text<System>(texts::projects, "projects.json");
}

}  // namespace app_dw::config
