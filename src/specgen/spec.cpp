#include "spec.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "text.hpp"

namespace tenon::specgen {

const Property* Bag::find(std::string_view property) const {
  const auto found = std::ranges::find(properties, property, &Property::name);
  return found == properties.end() ? nullptr : &*found;
}

const Bag* ResourceType::find_type(std::string_view type) const {
  const auto found = std::ranges::find(types, type, &Bag::name);
  return found == types.end() ? nullptr : &*found;
}

bool ResourceType::has_attribute(std::string_view attribute) const {
  return std::ranges::find(attributes, attribute, &Attribute::name) != attributes.end();
}

std::string_view last_part(std::string_view type) {
  const std::size_t colons = type.rfind("::");
  return colons == std::string_view::npos ? type : type.substr(colons + 2);
}

std::string service_of(std::string_view type) {
  std::string_view scope = type.substr(0, type.size() - std::min(type.size(), last_part(type).size() + 2));
  if (scope.starts_with("AWS::")) scope.remove_prefix(5);
  return lower(replace_all(scope, "::", "_"));
}

MemberName parse_member(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) {
    throw SpecError(fmt::format("\"{}\" is not of the form Type.Member", text));
  }
  return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
}

}  // namespace tenon::specgen
