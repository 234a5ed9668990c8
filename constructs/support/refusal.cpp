#include "tenon/constructs/support/refusal.hpp"

#include <utility>

namespace tenon::detail {

void refuse(const Construct& construct, std::string_view property, std::string value, std::string allowed,
            std::string message, std::source_location where) {
  construct.report({.id = "property-not-allowed",
                    .path = construct.path(),
                    .property = std::string(property),
                    .value = std::move(value),
                    .allowed = std::move(allowed),
                    .message = std::move(message),
                    .where = where});
}

void demand(const Construct& construct, std::string_view property, std::string allowed, std::string message,
            std::source_location where) {
  construct.report({.id = "property-needed",
                    .path = construct.path(),
                    .property = std::string(property),
                    .allowed = std::move(allowed),
                    .message = std::move(message),
                    .where = where});
}

}  // namespace tenon::detail
