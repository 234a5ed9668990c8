#include "read.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "overlay.hpp"
#include "text.hpp"

namespace tenon::specgen {
namespace {

using Json = nlohmann::json;
namespace fs = std::filesystem;

[[noreturn]] void fail(std::string_view where, std::string_view what) {
  throw SpecError(fmt::format("{}: {}", where, what));
}

Json read_json(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) fail(file.string(), "cannot be read");
  try {
    return Json::parse(stream);
  } catch (const Json::exception& error) {
    fail(file.string(), error.what());
  }
}

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// ---------------------------------------------------------------------------------------------- types

struct ScalarName {
  std::string_view name;
  Type::Kind kind;
};
constexpr ScalarName scalars[] = {{"string", Type::Kind::text},   {"integer", Type::Kind::integer},
                                  {"number", Type::Kind::number}, {"boolean", Type::Kind::boolean},
                                  {"json", Type::Kind::json},     {"timestamp", Type::Kind::timestamp},
                                  {"tag", Type::Kind::tag}};

std::optional<Type::Kind> scalar_kind(std::string_view name) {
  const auto* found = std::ranges::find(scalars, name, &ScalarName::name);
  return found == std::end(scalars) ? std::nullopt : std::optional(found->kind);
}

void read_limits(const Json& json, Type& type) {
  if (json.contains("min")) type.minimum = json.at("min").get<double>();
  if (json.contains("max")) type.maximum = json.at("max").get<double>();
}

Type read_type(const Json& json);

/// The tables hold patterns as C strings, which a zero would end: it is written as an escape.
std::string read_pattern(const Json& json) {
  return replace_all(json.get_ref<const std::string&>(), std::string_view("\0", 1), "\\x00");
}

Type read_facets(Type::Kind kind, const Json& facets) {
  Type type{.kind = kind};
  for (const Json& value : facets.value("values", Json::array())) {
    type.values.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  }
  if (facets.contains("pattern")) type.pattern = read_pattern(facets.at("pattern"));
  type.format = facets.value("format", "");
  read_limits(facets, type);
  return type;
}

Type read_collection(Type::Kind kind, const Json& json, const char* element) {
  Type type{.kind = kind};
  type.inner.push_back(read_type(json.at(element)));
  type.unique_items = json.value("unique", false);
  if (json.contains("key_pattern")) type.pattern = read_pattern(json.at("key_pattern"));
  read_limits(json, type);
  return type;
}

Type read_type(const Json& json) {
  if (json.is_string()) {
    const auto kind = scalar_kind(json.get_ref<const std::string&>());
    if (!kind) throw SpecError(fmt::format("unknown type {}", json.dump()));
    return Type{.kind = *kind};
  }
  if (json.contains("type")) return Type{.kind = Type::Kind::bag, .bag = json.at("type").get<std::string>()};
  if (json.contains("list")) return read_collection(Type::Kind::list, json, "list");
  if (json.contains("map")) return read_collection(Type::Kind::map, json, "map");
  if (json.contains("union")) {
    Type type{.kind = Type::Kind::alternatives};
    for (const Json& alternative : json.at("union")) type.inner.push_back(read_type(alternative));
    return type;
  }
  if (json.is_object() && json.size() == 1) {
    if (const auto kind = scalar_kind(json.begin().key())) return read_facets(*kind, json.begin().value());
  }
  throw SpecError(fmt::format("unknown type {}", json.dump()));
}

// ---------------------------------------------------------------------------------------------- bags

Replacement read_replacement(const Json& json) {
  const std::string word = json.value("replacement", "no");
  if (word == "yes") return Replacement::yes;
  if (word == "maybe") return Replacement::maybe;
  if (word == "no") return Replacement::no;
  throw SpecError(fmt::format("\"replacement\" is \"{}\"", word));
}

Property read_property(const std::string& name, const Json& json) {
  Property property{.name = name, .type = read_type(json.at("type"))};
  property.required = json.value("required", false);
  property.deprecated = json.value("deprecated", false);
  property.replacement = read_replacement(json);
  for (const Json& ref : json.value("refs", Json::array())) {
    property.refs.push_back(parse_member(ref.get_ref<const std::string&>()));
  }
  std::ranges::sort(property.refs);
  property.open = json.value("open", false);
  property.literal = json.value("literal", "");
  if (!property.literal.empty() && property.literal != "arn" && property.literal != "cidr" &&
      property.literal != "schedule") {
    throw SpecError(fmt::format("\"literal\" is \"{}\"", property.literal));
  }
  return property;
}

struct GroupWord {
  const char* word;
  Group::Kind kind;
};
constexpr GroupWord group_words[] = {{"exclusive", Group::Kind::at_most_one},
                                     {"one_of", Group::Kind::exactly_one},
                                     {"any_of", Group::Kind::at_least_one}};
constexpr GroupWord dependent_words[] = {{"dependent", Group::Kind::requires_all},
                                         {"dependent_excluded", Group::Kind::excludes_all}};

std::vector<Group> read_groups(const Json& json) {
  std::vector<Group> groups;
  for (const auto& [word, kind] : group_words) {
    for (const Json& names : json.value(word, Json::array())) groups.push_back({kind, "", names});
  }
  for (const auto& [word, kind] : dependent_words) {
    const Json found = json.value(word, Json::object());
    for (const auto& [subject, names] : found.items()) groups.push_back({kind, subject, names});
  }
  return groups;
}

void check_groups(const Bag& bag) {
  const auto check = [&](const std::string& name) {
    if (bag.find(name) == nullptr)
      throw SpecError(fmt::format("a rule names \"{}\", which is no property", name));
  };
  for (const Group& group : bag.groups) {
    if (!group.subject.empty()) check(group.subject);
    std::ranges::for_each(group.properties, check);
  }
}

Bag read_bag(const std::string& name, const Json& json) {
  Bag bag{.name = name};
  for (const auto& [property, facts] : json.at("properties").items()) {
    try {
      bag.properties.push_back(read_property(property, facts));
    } catch (const std::exception& error) {
      fail(property, error.what());
    }
  }
  std::ranges::sort(bag.properties, alphabetical, &Property::name);
  bag.groups = read_groups(json);
  check_groups(bag);
  return bag;
}

void check_bags(const Type& type, const ResourceType& resource, std::string_view where) {
  if (type.kind == Type::Kind::bag && resource.find_type(type.bag) == nullptr) {
    fail(where, fmt::format("there is no nested type \"{}\"", type.bag));
  }
  for (const Type& inner : type.inner) check_bags(inner, resource, where);
}

void check_bags(const ResourceType& resource) {
  const auto check = [&](const Bag& bag) {
    for (const Property& property : bag.properties) {
      check_bags(property.type, resource, fmt::format("{}.{}", bag.name, property.name));
    }
  };
  check(resource.properties);
  std::ranges::for_each(resource.types, check);
  for (const Attribute& attribute : resource.attributes) check_bags(attribute.type, resource, attribute.name);
}

// ---------------------------------------------------------------------------------------------- resource
// types

TagStyle read_tag_style(const std::string& word) {
  if (word == "standard") return TagStyle::standard;
  if (word == "asg") return TagStyle::auto_scaling_group;
  if (word == "map") return TagStyle::map;
  throw SpecError(fmt::format("tags of style \"{}\"", word));
}

/// Whether the items of a list are keys and values, which is all that Tenon's tags have.
bool holds_tags(const Type& list, const ResourceType& resource, TagStyle style) {
  if (list.kind != Type::Kind::list) return false;
  if (list.element().kind == Type::Kind::tag) return style == TagStyle::standard;
  if (list.element().kind != Type::Kind::bag) return false;
  const Bag* bag = resource.find_type(list.element().bag);
  const std::size_t members = style == TagStyle::auto_scaling_group ? 3 : 2;
  return bag != nullptr && bag->properties.size() == members && bag->find("Key") != nullptr &&
         bag->find("Value") != nullptr;
}

void read_tags(const Json& json, ResourceType& resource) {
  const std::string name = json.at("property").get<std::string>();
  const Property* property = resource.properties.find(name);
  if (property == nullptr) throw SpecError(fmt::format("the tags' property \"{}\" does not exist", name));
  const TagStyle style = read_tag_style(json.at("style").get<std::string>());
  const Type& type = property->type;
  const bool is_map = type.kind == Type::Kind::map || type.kind == Type::Kind::json;
  if (style == TagStyle::map ? !is_map : !holds_tags(type, resource, style)) return;
  resource.tag_property = name;
  resource.tag_style = style;
}

ResourceType read_resource_type(const std::string& name, const Json& json) {
  ResourceType resource{.name = name, .properties = read_bag("Props", json)};
  const Json types = json.value("types", Json::object());
  for (const auto& [type, bag] : types.items()) resource.types.push_back(read_bag(type, bag));
  const Json attributes = json.value("attributes", Json::object());
  for (const auto& [attribute, facts] : attributes.items()) {
    resource.attributes.push_back({attribute, read_type(facts.at("type")), facts.value("arn", false)});
  }
  resource.ref = json.value("ref", resource.ref);
  resource.primary_identifier = json.value("primary_identifier", resource.primary_identifier);
  if (json.contains("arn")) resource.arn = json.at("arn").get<std::string>();
  resource.stateful = json.value("stateful", false);
  if (json.contains("tags")) read_tags(json.at("tags"), resource);
  resource.regions = json.value("regions", "");
  resource.replacement_groups = json.value("replacement_groups", resource.replacement_groups);
  std::ranges::sort(resource.replacement_groups);
  const auto repeated = std::ranges::unique(resource.replacement_groups);
  resource.replacement_groups.erase(repeated.begin(), repeated.end());
  if (json.contains("transform")) resource.transform = json.at("transform").get<std::string>();
  check_bags(resource);
  return resource;
}

Service read_service(const fs::path& file, const fs::path& overlay_file) {
  Json json = read_json(file);
  if (fs::exists(overlay_file)) lay_over(json, read_json(overlay_file), overlay_file.string());
  Service service{.name = file.stem().string(), .aws_name = json.at("namespace").get<std::string>()};
  for (const auto& [name, facts] : json.at("resources").items()) {
    const std::string where = fmt::format("{}: {}", file.string(), name);
    if (service_of(name) != service.name) fail(where, "belongs into another file");
    try {
      service.types.push_back(read_resource_type(name, facts));
    } catch (const std::exception& error) {
      fail(where, error.what());
    }
  }
  return service;
}

// ---------------------------------------------------------------------------------------------- IAM

std::vector<std::string> one_or_more(const Json& json, const char* key) {
  if (!json.contains(key)) return {};
  const Json& found = json.at(key);
  if (found.is_string()) return {found.get<std::string>()};
  return found.get<std::vector<std::string>>();
}

IamService read_iam_service(const fs::path& file) {
  const Json json = read_json(file);
  IamService service{.prefix = json.at("prefix").get<std::string>()};
  if (service.prefix != file.stem().string()) fail(file.string(), "the prefix is not the file's name");
  for (const auto& [name, facts] : json.at("actions").items()) {
    service.actions.push_back({name, one_or_more(facts, "access"), one_or_more(facts, "resources"),
                               one_or_more(facts, "required")});
  }
  for (const auto& [name, arn] : json.at("resources").items()) service.resources.push_back({name, arn});
  return service;
}

}  // namespace

Spec read_spec(const fs::path& folder) {
  Spec spec{.hash = read_json(folder / "lock.json").at("sha256").get<std::string>()};
  spec.region_sets = read_json(folder / "regions.json").at("sets");
  const fs::path overlay = folder / "overlay";
  const std::vector<fs::path> services = json_files(folder / "services");
  for (const fs::path& file : json_files(overlay)) {
    if (!fs::exists(folder / "services" / file.filename())) fail(file.string(), "there is no such service");
  }
  for (const fs::path& file : services)
    spec.services.push_back(read_service(file, overlay / file.filename()));
  for (const fs::path& file : json_files(folder / "iam")) spec.iam.push_back(read_iam_service(file));
  return spec;
}

}  // namespace tenon::specgen
