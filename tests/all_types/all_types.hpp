#pragma once

/// \file
/// What the generated sources of this test hand to `all_types.test.cpp`: for each resource type of a service
/// a function that builds one from its required properties, and one that asks for everything that it gives.

#include <map>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "tenon/construct/resource.hpp"
#include "tenon/construct/stack.hpp"

namespace tenon::all_types {

struct TypeCase {
  const char* type;
  Resource& (*build)(Stack& stack);
  std::vector<Node> (*attributes)(const Resource& resource);  ///< `Ref` first
};

/// The cases of every service, by the name of its file in `spec/services/`.
std::map<std::string, std::span<const TypeCase>>& cases();

struct Registration {
  Registration(const char* service, std::span<const TypeCase> of_service) {
    cases().emplace(service, of_service);
  }
};

}  // namespace tenon::all_types
