#include "shells.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "names.hpp"

namespace tenon::specgen {
namespace {

template <class Visit>
void for_each_property(const ResourceType& resource, Visit visit) {
  for (const Property& property : resource.properties.properties) visit(class_name(resource), property);
  for (const Bag& bag : resource.types) {
    const std::string owner = fmt::format("{}_{}", class_name(resource), nested_name(resource, bag.name));
    for (const Property& property : bag.properties) visit(owner, property);
  }
}

bool is_text(const Type& type) { return type.kind == Type::Kind::text || type.kind == Type::Kind::timestamp; }

bool is_text_or_texts(const Type& type) {
  return is_text(type) || (type.kind == Type::Kind::list && is_text(type.element()));
}

bool holds_bags(const Type& type) {
  return type.kind == Type::Kind::bag ||
         (type.kind == Type::Kind::list && type.element().kind == Type::Kind::bag);
}

/// The alternative that says most: a bag, or a list of them, beside nothing but JSON. Null when there is no
/// such.
const Type* decisive_alternative(const Type& type) {
  const Type* found = nullptr;
  for (const Type& alternative : type.inner) {
    if (alternative.kind == Type::Kind::json) continue;
    if (found != nullptr || !holds_bags(alternative)) return nullptr;
    found = &alternative;
  }
  return found;
}

/// Whether a property takes only the kinds that its `refs` name.
bool is_closed(const Property& property) {
  return !property.refs.empty() && !property.open && is_text_or_texts(property.type);
}

/// What a list or map has as its template argument: `Value` goes without saying.
std::string as_item(const std::string& shell) {
  constexpr std::string_view value = "::tenon::Value<";
  return shell.starts_with(value) ? shell.substr(value.size(), shell.size() - value.size() - 1) : shell;
}

std::string reference_to(const std::vector<MemberName>& members) {
  std::string kinds;
  for (const MemberName& member : members) {
    kinds += fmt::format("{}{}", kinds.empty() ? "" : ", ", qualified_kind_name(member));
  }
  return fmt::format("::tenon::Reference<{}>", kinds);
}

}  // namespace

AllowedSets::AllowedSets(const Service& service) {
  for (const ResourceType& resource : service.types) {
    for_each_property(resource, [&](const std::string& owner, const Property& property) {
      add(property.type, fmt::format("{}_{}", owner, property.name));
    });
  }
}

void AllowedSets::add(const Type& type, const std::string& name) {
  for (const Type& inner : type.inner) add(inner, name);
  if (!is_text(type) || type.values.empty() || names_.contains(type.values)) return;
  const auto is_taken = [&](const std::string& candidate) {
    return std::ranges::find(sets_, candidate, &Set::name) != sets_.end();
  };
  std::string free = name;
  while (is_taken(free)) free += '_';
  names_.emplace(type.values, free);
  sets_.push_back({free, type.values});
}

References::References(const Spec& spec) {
  std::map<std::string_view, const ResourceType*> types;
  for (const Service& service : spec.services) {
    for (const ResourceType& resource : service.types) types.emplace(resource.name, &resource);
  }
  const auto yields = [&](const MemberName& member) {
    const auto found = types.find(member.type);
    if (found == types.end()) return false;
    const ResourceType& resource = *found->second;
    return resource.has_attribute(member.member) || resource.properties.find(member.member) != nullptr ||
           resource.ref == std::vector{member.member};
  };
  for (const auto& [name, resource] : types) {
    for (const Attribute& attribute : resource->attributes) {
      if (attribute.arn) arns_.insert({resource->name, attribute.name});
    }
    for_each_property(*resource, [&](const std::string& owner, const Property& property) {
      for (const MemberName& member : property.refs) {
        if (!yields(member)) {
          throw SpecError(fmt::format("{}: {}.{}: nothing yields {}.{}", name, owner, property.name,
                                      member.type, member.member));
        }
        Uses& uses = uses_[member];
        ++uses.all;
        if (is_called_arn(property.name)) ++uses.by_arns;
        if (is_closed(property)) wanted_.insert(member);
      }
    });
  }
}

bool References::is_arn(const MemberName& member) const {
  if (is_called_arn(member.member) || arns_.contains(member)) return true;
  const auto found = uses_.find(member);
  return found != uses_.end() && 2 * found->second.by_arns > found->second.all;
}

Format format_of(const Property& property, const References& references) {
  if (is_closed(property) || !is_text_or_texts(property.type)) return Format::none;
  if (property.literal == "cidr") return Format::cidr;
  if (property.literal == "schedule") return Format::schedule;
  if (property.literal == "arn") return Format::arn;
  const auto is_arn = [&](const MemberName& member) { return references.is_arn(member); };
  return is_called_arn(property.name) && std::ranges::all_of(property.refs, is_arn) ? Format::arn
                                                                                    : Format::none;
}

Shell Shells::of(const Property& property) const {
  Shell shell;
  const bool holds_tags = &property == resource_.properties.find(resource_.tag_property);
  shell.type = holds_tags ? "::tenon::Tags" : write(property.type, &property, shell);
  return shell;
}

Shell Shells::of(const Attribute& attribute) const {
  if (is_text(attribute.type)) return text_attribute({resource_.name, attribute.name});
  Shell shell;
  shell.type = write(attribute.type, nullptr, shell);
  return shell;
}

Shell Shells::of_ref() const {
  if (resource_.ref.size() == 1) return text_attribute({resource_.name, resource_.ref.front()});
  return {.type = "::tenon::Attribute<void>"};
}

Shell Shells::text_attribute(const MemberName& member) const {
  Shell shell;
  std::string kind = "void";
  if (references_.is_wanted(member)) {
    shell.kinds.insert(member);
    kind = qualified_kind_name(member);
  }
  shell.type =
      fmt::format("::tenon::{}<{}>", references_.is_arn(member) ? "ArnAttribute" : "Attribute", kind);
  return shell;
}

std::string Shells::write(const Type& type, const Property* property, Shell& shell) const {
  switch (type.kind) {
    case Type::Kind::text:
    case Type::Kind::timestamp:
      return write_text(type, property, shell);
    case Type::Kind::integer:
      return "::tenon::Value<std::int64_t>";
    case Type::Kind::number:
      return "::tenon::Value<double>";
    case Type::Kind::boolean:
      return "::tenon::Value<bool>";
    case Type::Kind::tag:
      return "::tenon::Value<::tenon::Tag>";
    case Type::Kind::bag:
      return fmt::format("::tenon::Value<{}>", qualified_nested_name(resource_, type.bag));
    case Type::Kind::list:
      return fmt::format("::tenon::List<{}>", as_item(write(type.element(), property, shell)));
    case Type::Kind::map:
      return fmt::format("::tenon::Map<{}>", as_item(write(type.element(), property, shell)));
    case Type::Kind::alternatives:
      if (const Type* decisive = decisive_alternative(type)) return write(*decisive, property, shell);
      [[fallthrough]];
    case Type::Kind::json:
      return "::tenon::Value<::tenon::Json>";
  }
  throw std::logic_error("a kind of type without a shell");
}

std::string Shells::write_text(const Type& type, const Property* property, Shell& shell) const {
  constexpr const char* plain = "::tenon::Value<std::string>";
  if (property == nullptr) return plain;
  if (is_closed(*property)) {
    shell.kinds.insert(property->refs.begin(), property->refs.end());
    return reference_to(property->refs);
  }
  shell.format = format_of(*property, references_);
  switch (shell.format) {
    case Format::arn:
      return "::tenon::Value<::tenon::Arn>";
    case Format::cidr:
      return "::tenon::Value<::tenon::Cidr>";
    case Format::schedule:
      return "::tenon::Value<::tenon::Schedule>";
    case Format::none:
      break;
  }
  if (type.values.empty()) return plain;
  shell.has_allowed = true;
  return fmt::format("::tenon::OneOf<::tenon::aws::{}::allowed::{}>", service_.name,
                     allowed_.name_of(type.values));
}

}  // namespace tenon::specgen
