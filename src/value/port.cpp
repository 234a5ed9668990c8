#include "tenon/value/port.hpp"

#include <fmt/format.h>

namespace tenon {

std::string Port::text() const { return fmt::to_string(number_); }

std::string PortRange::text() const {
  if (first_ == last_) return first_.text();
  return fmt::format("{}-{}", first_.number(), last_.number());
}

}  // namespace tenon
