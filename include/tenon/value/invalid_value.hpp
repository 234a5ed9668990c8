#pragma once

#include <stdexcept>

namespace tenon {

/// Thrown where arithmetic on a checked value leaves what the value may be: a subnet outside its network, a
/// duration that is no whole number of minutes. In a constant expression the same call does not compile.
/// `what()` names the values.
class InvalidValue : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

}  // namespace tenon
