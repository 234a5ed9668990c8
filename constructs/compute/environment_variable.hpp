#pragma once

#include <string>

#include "tenon/value/value.hpp"

namespace tenon {

/// A name and a value that a program finds in its environment: `{"TABLE", table.table_name()}`.
struct EnvironmentVariable {
  std::string name;
  Value<std::string> value;
};

}  // namespace tenon
