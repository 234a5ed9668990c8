#pragma once

/// \file
/// What is generated. Paths are relative to the folder that the compiler is given as include folder.

#include "output.hpp"
#include "shells.hpp"
#include "spec.hpp"

namespace tenon::specgen {

/// What the writers of one service share.
struct ServiceContext {
  ServiceContext(const Spec& all, const Service& one, const References& refs)
      : spec(all), service(one), references(refs), allowed(one) {}

  const Spec& spec;
  const Service& service;
  const References& references;
  AllowedSets allowed;
};

/// `tenon/aws/<service>/<Type>.hpp` and `allowed.hpp`, and the umbrella `tenon/aws/<service>.hpp`.
void write_headers(const ServiceContext& context, Output& output);
/// `tenon/aws.hpp`, and `tenon/aws/facts_version.hpp`, which carries the hash of the facts. To be called
/// last.
void write_umbrella(const Spec& spec, Output& output);

/// `src/<service>_facts.cpp`: tables, constructors and attributes of the service's classes.
void write_facts(const ServiceContext& context, Output& output);
/// `src/region_sets.cpp`: what the tables of all services share.
void write_shared_facts(const Spec& spec, Output& output);

/// `tenon/iam/<prefix>.hpp`, `tenon/iam.hpp` and `src/iam_action_facts.cpp`.
void write_iam(const Spec& spec, Output& output);

/// `<service>.cpp`: builds a resource of every type of the service and compares it with what `spec/` says.
void write_tests(const ServiceContext& context, Output& output);

/// The first line of a file generated from `source`, such as "services/ec2.json".
std::string banner_of(const Spec& spec, std::string_view source);
/// The type by which headers and library tell each other their facts: "facts_6ae3c07931d4".
std::string version_name(const Spec& spec);

}  // namespace tenon::specgen
