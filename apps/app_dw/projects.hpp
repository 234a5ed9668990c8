#pragma once

/// \file
/// The description of the system, as projects.json has it: whatever differs between the projects is data
/// here. Fields of the file are called as the members.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
};

/// How the load balancer finds out who asks.
enum class SignIn : std::uint8_t {
  none,     ///< it does not
  token,    ///< by a token in the header Authorization; requests without a valid one get 401
  session,  ///< by a cookie; browsers without one are sent to sign in
};

/// The stack that a pipeline delivers to.
enum class Part : std::uint8_t { frontend, backend };

/// Who may call a project's services, and where.
struct GroupRule {
  std::string from;         ///< "alb" for the load balancer, or the id of the project whose services call
  tenon::Port port;         ///< where they call
  std::string description;  ///< of the rule, in the security group
};

/// The security group of a project's services.
struct Group {
  std::string name;                ///< of the security group
  std::string title;               ///< how rules of other groups call it
  std::vector<GroupRule> ingress;  ///< who is let in; nobody else is
};

/// A cluster of Aurora PostgreSQL with a proxy before it.
struct Database {
  std::string title;          ///< how descriptions call it
  std::string name;           ///< of the database, and of its user
  std::string cluster_group;  ///< the name of the cluster's security group
  std::string proxy_group;    ///< the name of the proxy's
};

/// What the load balancer sends on: the requests of the project's host with this path.
struct Target {
  tenon::Port port;           ///< where the requests go
  std::string health_path;    ///< what the load balancer asks for to find out whether a target is well
  std::string healthy_codes;  ///< statuses of well targets, such as 200 or 200-299
  std::int64_t priority;      ///< rules are looked at in ascending order; no two targets have the same
  std::string path;           ///< such as /api/*
  SignIn sign_in;             ///< who gets through
};

/// A bucket that the site's distribution shows, too.
struct Media {
  std::string bucket;  ///< its name, which the account's number ends
  std::string path;    ///< where it is shown, such as /media/*
};

/// Files in a bucket behind a distribution.
struct Site {
  std::string bucket;          ///< its name, which the account's number ends
  std::optional<Media> media;  ///< where the project makes files itself
  Target target;               ///< for whoever reaches the load balancer without the distribution
};

/// In place of a secret's name: the address of the project's own database.
inline constexpr std::string_view database_url = "database-url";

/// A container that is kept running.
struct Service {
  std::string name;                        ///< in ECS, and in the names of app-dw.internal
  std::string container;                   ///< what its container is called
  std::string image;                       ///< the repository of its image
  tenon::Port port;                        ///< where it listens
  std::string health_path;                 ///< what answers while the container is well
  std::vector<tenon::TextEntry> secrets;   ///< variables with the value of the secret of this name
  std::optional<std::string> callers_key;  ///< the name of the secret that it compares callers' keys with
  std::vector<Ability> abilities;          ///< what it may do
  std::vector<tenon::TextEntry> calls;     ///< variables with the address of the service of this name
  std::optional<Target> target;            ///< without it only other services reach the service

  bool can(Ability ability) const;
};

/// What is pushed below aws/<folder>/ is built, tested and delivered.
struct Pipeline {
  std::string name;    ///< of the pipeline
  std::string folder;  ///< below aws/ in the repository
  Part deploys;        ///< what becomes of it
};

/// One of the projects. It has either a site or a frontend.
struct Project {
  std::string id;                    ///< begins names of what belongs to it
  std::string stacks;                ///< begins the ids of its stacks
  std::string title;                 ///< how people call it
  std::string host;                  ///< the name below the domain where people find it
  Group group;                       ///< the security group of its services
  std::optional<Database> database;  ///< where it keeps data
  std::optional<Site> site;          ///< pages that are files
  std::optional<Service> frontend;   ///< pages that a service makes
  std::optional<Service> backend;    ///< its API
  std::vector<Pipeline> pipelines;   ///< one for each part, at most

  /// Those that there are of backend and frontend.
  std::vector<const Service*> services() const;
};

/// The VPC, and its subnets by tier, one for each zone.
struct Network {
  tenon::Cidr range;                          ///< of the VPC
  std::vector<tenon::Cidr> public_subnets;    ///< of the load balancer
  std::vector<tenon::Cidr> private_subnets;   ///< of the services
  std::vector<tenon::Cidr> database_subnets;  ///< of databases and proxies
};

/// The repository of all projects on GitHub.
struct Source {
  std::string owner;
  std::string repository;
  std::string branch;  ///< the one that is delivered
};

/// Who hears of alarms.
struct Alerts {
  std::string email;
};

/// Ids of foundation models of Amazon Bedrock.
struct Models {
  std::string text;
  std::string image;
};

/// A secret that services of several projects may have. The deployment makes up its value.
struct SharedSecret {
  std::string name;     ///< in Secrets Manager, and in `secrets` and `callers_key` of services
  std::string purpose;  ///< what it is for; goes on after "app-dw: "
  std::int64_t length;  ///< characters of its value
  bool punctuation;     ///< whether its value has any, beside letters and digits
};

/// All of it: what the file's outermost braces hold.
struct System {
  std::string domain;                 ///< such as example.org; hosts are names below it
  Network network;                    ///< of all projects
  Source source;                      ///< where the projects' code comes from
  Alerts alerts;                      ///< who looks after them
  Models models;                      ///< what `text_model` and `image_model` call
  std::vector<SharedSecret> secrets;  ///< those that are not one project's own
  std::vector<Project> projects;      ///< one or more

  /// Where people find the project.
  std::string host_of(const Project& project) const { return project.host + "." + domain; }
  /// The service of this name, of any project. Throws `tenon::Error` where there is none.
  const Service& service(std::string_view name) const;
};

/// The description in the file that the context `projects` names, else the one that is part of the
/// executable. Throws `tenon::Error` ("invalid-configuration") with all that is wrong with it.
System read(const tenon::App& app);

}  // namespace app_dw::config
