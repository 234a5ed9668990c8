#pragma once

/// \file
/// The description of the system, as projects.json has it: whatever differs between the projects is data
/// here.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/hana/define_struct.hpp>

#include "tenon/config/load.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/port.hpp"

namespace app_dw::config {

/// What a service may do beyond answering requests.
enum class Ability : std::uint8_t {
  text_model,   ///< call the language model, behind the guardrail
  image_model,  ///< call the model that makes images
  speech,       ///< have texts spoken
  database,     ///< sign in to the project's database
  media,        ///< put objects into the project's bucket of media
  api_keys,     ///< read the key by which other projects call this API, to compare it
};
constexpr auto spellings(Ability) {
  return std::array{tenon::Spelling{"text-model", Ability::text_model},
                    tenon::Spelling{"image-model", Ability::image_model},
                    tenon::Spelling{"speech", Ability::speech},
                    tenon::Spelling{"database", Ability::database},
                    tenon::Spelling{"media", Ability::media},
                    tenon::Spelling{"api-keys", Ability::api_keys}};
}

/// Secrets that containers get as variables. The first is the project's own, the others are everybody's.
enum class SecretName : std::uint8_t { database_url, jwt_secret, lang_portal_api_key };
constexpr auto spellings(SecretName) {
  return std::array{tenon::Spelling{"database-url", SecretName::database_url},
                    tenon::Spelling{"jwt-secret", SecretName::jwt_secret},
                    tenon::Spelling{"lang-portal-api-key", SecretName::lang_portal_api_key}};
}

/// How the load balancer finds out who asks.
enum class SignIn : std::uint8_t {
  none,     ///< it does not
  token,    ///< by a token in the header Authorization; requests without a valid one get 401
  session,  ///< by a cookie; browsers without one are sent to sign in
};
constexpr auto spellings(SignIn) {
  return std::array{tenon::Spelling{"none", SignIn::none}, tenon::Spelling{"token", SignIn::token},
                    tenon::Spelling{"session", SignIn::session}};
}

/// The stack that a pipeline delivers to.
enum class Part : std::uint8_t { frontend, backend };
constexpr auto spellings(Part) {
  return std::array{tenon::Spelling{"frontend", Part::frontend}, tenon::Spelling{"backend", Part::backend}};
}

/// Who may call a project's services: `from` is "alb" or the id of the project whose services do.
struct GroupRule {
  BOOST_HANA_DEFINE_STRUCT(GroupRule, (std::string, from), (tenon::Port, port), (std::string, description));
};

/// The security group of a project's services. `title` is how other groups' rules call it.
struct Group {
  BOOST_HANA_DEFINE_STRUCT(Group, (std::string, name), (std::string, title),
                           (std::vector<GroupRule>, ingress));
};

/// `name` is the database's and its user's; the groups are security groups' names.
struct Database {
  BOOST_HANA_DEFINE_STRUCT(Database, (std::string, title), (std::string, name), (std::string, cluster_group),
                           (std::string, proxy_group));
};

/// What the load balancer sends on: the requests of the project's host with this path. Rules are looked at by
/// ascending priority, which no other target of any project has.
struct Target {
  BOOST_HANA_DEFINE_STRUCT(Target, (tenon::Port, port), (std::string, health_path),
                           (std::string, healthy_codes), (std::int64_t, priority), (std::string, path),
                           (SignIn, sign_in));
};

/// A bucket that the distribution shows below this path.
struct Media {
  BOOST_HANA_DEFINE_STRUCT(Media, (std::string, bucket), (std::string, path));
};

/// Files in a bucket behind a distribution. `target` is for whoever reaches the load balancer without it.
struct Site {
  BOOST_HANA_DEFINE_STRUCT(Site, (std::string, bucket), (std::optional<Media>, media), (Target, target));
};

/// The variable `key` of a container has the secret as its value.
struct SecretVariable {
  std::string key;
  SecretName value;
};

/// A container that is kept running. `name` is the service's in ECS and in Cloud Map; `calls` are variables
/// with the addresses of the services of these names. Without a target only other services reach it.
struct Service {
  BOOST_HANA_DEFINE_STRUCT(Service, (std::string, name), (std::string, container), (std::string, image),
                           (tenon::Port, port), (std::string, health_path),
                           (std::vector<SecretVariable>, secrets), (std::vector<Ability>, abilities),
                           (std::vector<tenon::TextEntry>, calls), (std::optional<Target>, target));

  bool can(Ability ability) const;
};

/// What is pushed below aws/<folder>/ is built, tested and delivered.
struct Pipeline {
  BOOST_HANA_DEFINE_STRUCT(Pipeline, (std::string, name), (std::string, folder), (Part, deploys));
};

/// `id` names things, `stacks` begins the ids of the project's stacks, `host` is below the domain. A project
/// has either a site or a frontend; the latter is a service.
struct Project {
  BOOST_HANA_DEFINE_STRUCT(Project, (std::string, id), (std::string, stacks), (std::string, title),
                           (std::string, host), (Group, group), (std::optional<Database>, database),
                           (std::optional<Site>, site), (std::optional<Service>, frontend),
                           (std::optional<Service>, backend), (std::vector<Pipeline>, pipelines));

  /// Those that there are of backend and frontend.
  std::vector<const Service*> services() const;
};

/// Subnets by tier, one for each zone.
struct Network {
  BOOST_HANA_DEFINE_STRUCT(Network, (tenon::Cidr, range), (std::vector<tenon::Cidr>, public_subnets),
                           (std::vector<tenon::Cidr>, private_subnets),
                           (std::vector<tenon::Cidr>, database_subnets));
};

/// The repository of all projects on GitHub.
struct Source {
  BOOST_HANA_DEFINE_STRUCT(Source, (std::string, owner), (std::string, repository), (std::string, branch));
};

/// Who hears of alarms.
struct Alerts {
  BOOST_HANA_DEFINE_STRUCT(Alerts, (std::string, email));
};

/// Ids of foundation models of Amazon Bedrock.
struct Models {
  BOOST_HANA_DEFINE_STRUCT(Models, (std::string, text), (std::string, image));
};

struct System {
  BOOST_HANA_DEFINE_STRUCT(System, (std::string, domain), (Network, network), (Source, source),
                           (Alerts, alerts), (Models, models), (std::vector<Project>, projects));

  /// "lang-portal.app-dw.net"
  std::string host_of(const Project& project) const { return project.host + "." + domain; }
  /// The service of this name, of any project. Throws `tenon::Error` where there is none.
  const Service& service(std::string_view name) const;
};

/// The description in the file that the context `projects` names, else the one that is part of the
/// executable. Throws `tenon::Error` ("invalid-configuration") with all that is wrong with it.
System read(const tenon::App& app);

}  // namespace app_dw::config
