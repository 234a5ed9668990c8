#pragma once

/// \file
/// How constructs refuse what a user asked for. Not part of the public interface.

#include <source_location>
#include <string>
#include <string_view>

#include "tenon/construct/construct.hpp"

namespace tenon::detail {

/// Reports `property-not-allowed`.
void refuse(const Construct& construct, std::string_view property, std::string value, std::string allowed,
            std::string message, std::source_location where);
/// Reports `property-needed`.
void demand(const Construct& construct, std::string_view property, std::string allowed, std::string message,
            std::source_location where);

}  // namespace tenon::detail
