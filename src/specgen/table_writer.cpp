#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "names.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tenon::specgen {
namespace {

constexpr std::string_view no_span = "{}";

/// Constants of one file; equal ones are written once.
class Constants {
 public:
  /// The name of the constant. `declaration` is its type, with `[]` for an array.
  const std::string& intern(std::string_view prefix, std::string_view type, std::string_view initializer) {
    const std::string key = fmt::format("{} {}", prefix, initializer);
    const auto found = names_.find(key);
    if (found != names_.end()) return found->second;
    const bool is_array = type.ends_with("[]");
    if (is_array) type.remove_suffix(2);
    std::string name = fmt::format("{}_{}", prefix, count_[std::string(prefix)]++);
    definitions_ += fmt::format("constexpr {} {}{}{};\n", type, name, is_array ? "[] = " : "", initializer);
    return names_.emplace(key, std::move(name)).first->second;
  }

  /// A span of the items, which are initializers.
  std::string span(std::string_view prefix, std::string_view type, const std::vector<std::string>& items) {
    if (items.empty()) return std::string(no_span);
    const std::string array = fmt::format("{}[]", type);
    return fmt::format("{{{}, {}}}", intern(prefix, array, fmt::format("{{{}}}", fmt::join(items, ", "))),
                       items.size());
  }

  std::string texts(const std::vector<std::string>& values) {
    std::vector<std::string> literals;
    std::ranges::transform(values, std::back_inserter(literals), string_literal);
    return span("texts", "const char*", literals);
  }

  const std::string& definitions() const { return definitions_; }

 private:
  std::map<std::string, std::string> names_;
  std::map<std::string, int> count_;
  std::string definitions_;
};

/// A braced initializer of the members that differ from their defaults.
class Initializer {
 public:
  void add(std::string_view member, std::string_view value) {
    members_ += fmt::format("{}.{} = {}", members_.empty() ? "" : ", ", member, value);
  }
  void add_span(std::string_view member, std::string_view value) {
    if (value != no_span) add(member, value);
  }
  std::string text() const { return fmt::format("{{{}}}", members_); }

 private:
  std::string members_;
};

constexpr std::string_view shape_names[] = {
    "text", "integer", "number", "boolean", "json", "timestamp", "tag", "bag", "list", "map", "alternatives"};
constexpr std::string_view format_names[] = {"none", "arn", "cidr", "schedule"};
constexpr std::string_view replacement_names[] = {"no", "maybe", "yes"};
constexpr std::string_view tag_style_names[] = {"none", "standard", "auto_scaling_group", "map"};
constexpr std::string_view group_names[] = {"at_most_one", "exactly_one", "at_least_one", "requires_all",
                                            "excludes_all"};

template <std::size_t N, class Enum>
std::string_view name_of(const std::string_view (&names)[N], Enum value) {
  return names[static_cast<std::size_t>(value)];
}

std::string region_constant(std::string_view set) {
  return fmt::format("regions_{}", replace_all(set, "-", "_"));
}

class FactsWriter {
 public:
  explicit FactsWriter(const ServiceContext& context) : context_(context) {}

  std::string write() {
    for (const ResourceType& resource : context_.service.types) write_type(resource);
    return fmt::format(
        "{}#include \"tenon/aws/{}.hpp\"\n\n{}namespace tenon::aws::{} {{\nnamespace {{\n\n{}\n}}  // "
        "namespace\n{}\n}}  // namespace "
        "tenon::aws::{}\n",
        banner_of(context_.spec, fmt::format("services/{}.json", context_.service.name)),
        context_.service.name, region_declarations(), context_.service.name, constants_.definitions(),
        members_, context_.service.name);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(members_), format, std::forward<Args>(args)...);
  }

  // -------------------------------------------------------------------------------------------- schemas

  std::string schema(const Type& type, const ResourceType& resource, Format format) {
    Initializer schema;
    schema.add("shape", fmt::format("::tenon::Shape::{}", name_of(shape_names, type.kind)));
    if (format != Format::none && type.kind == Type::Kind::text) {
      schema.add("format", fmt::format("::tenon::Format::{}", name_of(format_names, format)));
    }
    if (type.unique_items) schema.add("unique_items", "true");
    if (type.minimum) schema.add("minimum", number(*type.minimum));
    if (type.maximum) schema.add("maximum", number(*type.maximum));
    if (type.pattern) schema.add("pattern", string_literal(*type.pattern));
    schema.add_span("allowed", constants_.texts(type.values));
    if (type.kind == Type::Kind::list || type.kind == Type::Kind::map) {
      schema.add("element", fmt::format("&{}", this->schema(type.element(), resource, format)));
    }
    if (type.kind == Type::Kind::bag) {
      schema.add("bag", fmt::format("&{}::{}::facts", class_name(resource), nested_name(resource, type.bag)));
    }
    if (type.kind == Type::Kind::alternatives) schema.add_span("alternatives", alternatives(type, resource));
    return constants_.intern("schema", "::tenon::Schema", schema.text());
  }

  std::string alternatives(const Type& type, const ResourceType& resource) {
    std::vector<std::string> schemas;
    for (const Type& alternative : type.inner)
      schemas.push_back("&" + schema(alternative, resource, Format::none));
    return constants_.span("alternatives", "const ::tenon::Schema*", schemas);
  }

  // -------------------------------------------------------------------------------------------- bags

  std::string property(const Property& property, const ResourceType& resource) {
    Initializer facts;
    facts.add("name", string_literal(property.name));
    facts.add("schema", "&" + schema(property.type, resource, format_of(property, context_.references)));
    if (property.required) facts.add("required", "true");
    if (property.deprecated) facts.add("deprecated", "true");
    if (property.replacement != Replacement::no) {
      facts.add("replacement",
                fmt::format("::tenon::Replacement::{}", name_of(replacement_names, property.replacement)));
    }
    return facts.text();
  }

  std::string rule(const Group& group, const Bag& bag) {
    const auto ordinal = [&](std::string_view name) {
      return fmt::format("{}", bag.find(name) - bag.properties.data());
    };
    std::vector<std::string> ordinals;
    std::ranges::transform(group.properties, std::back_inserter(ordinals), ordinal);
    Initializer rule;
    rule.add("kind", fmt::format("::tenon::GroupRule::Kind::{}", name_of(group_names, group.kind)));
    rule.add("subject", group.subject.empty() ? "0" : ordinal(group.subject));
    rule.add_span("properties", constants_.span("ordinals", "std::uint16_t", ordinals));
    return rule.text();
  }

  void write_bag(const Bag& bag, std::string_view name, const ResourceType& resource) {
    std::vector<std::string> properties;
    for (const Property& each : bag.properties) properties.push_back(property(each, resource));
    std::vector<std::string> rules;
    for (const Group& group : bag.groups) rules.push_back(rule(group, bag));
    Initializer facts;
    facts.add("name", string_literal(bag.name));
    facts.add("properties", constants_.span("properties", "::tenon::PropertyFacts", properties));
    facts.add_span("rules", constants_.span("rules", "::tenon::GroupRule", rules));
    add("constinit const ::tenon::BagFacts {}::{}::facts{};\n", class_name(resource), name, facts.text());
  }

  // -------------------------------------------------------------------------------------------- types

  std::string attribute_names(const ResourceType& resource) {
    std::vector<std::string> names;
    std::ranges::transform(resource.attributes, std::back_inserter(names), &Attribute::name);
    return constants_.texts(names);
  }

  /// Only where they differ from text: most types have nothing but text.
  std::string attribute_shapes(const ResourceType& resource) {
    const auto is_text = [](const Attribute& attribute) { return attribute.type.kind == Type::Kind::text; };
    if (std::ranges::all_of(resource.attributes, is_text)) return std::string(no_span);
    std::vector<std::string> shapes;
    for (const Attribute& attribute : resource.attributes) {
      shapes.push_back(fmt::format("::tenon::Shape::{}", name_of(shape_names, attribute.type.kind)));
    }
    return constants_.span("shapes", "::tenon::Shape", shapes);
  }

  std::string regions(const ResourceType& resource) {
    if (resource.regions.empty()) return std::string(no_span);
    const auto set = context_.spec.region_sets.find(resource.regions);
    if (set == context_.spec.region_sets.end()) {
      throw SpecError(fmt::format("{}: there is no set of regions \"{}\"", resource.name, resource.regions));
    }
    regions_.insert(region_constant(set->first));
    return fmt::format("{{::tenon::detail::{}, {}}}", region_constant(set->first), set->second.size());
  }

  std::string replacement_groups(const ResourceType& resource) {
    std::vector<std::string> groups;
    for (const auto& group : resource.replacement_groups) groups.push_back(constants_.texts(group));
    return constants_.span("groups", "std::span<const char* const>", groups);
  }

  void write_type(const ResourceType& resource) {
    const std::string name = class_name(resource);
    add("\n");
    for (const Bag& bag : resource.types) write_bag(bag, nested_name(resource, bag.name), resource);
    write_bag(resource.properties, "Props", resource);
    Initializer facts;
    facts.add("type", string_literal(resource.name));
    facts.add("properties", "&Props::facts");
    facts.add_span("attributes", attribute_names(resource));
    facts.add_span("ref", constants_.texts(resource.ref));
    facts.add_span("primary_identifier", constants_.texts(resource.primary_identifier));
    if (resource.arn) facts.add("arn", string_literal(*resource.arn));
    if (resource.tag_style != TagStyle::none) {
      facts.add("tags", string_literal(resource.tag_property));
      facts.add("tag_style",
                fmt::format("::tenon::TagStyle::{}", name_of(tag_style_names, resource.tag_style)));
    }
    if (resource.stateful) facts.add("stateful", "true");
    facts.add_span("regions", regions(resource));
    facts.add_span("replacement_groups", replacement_groups(resource));
    facts.add_span("attribute_shapes", attribute_shapes(resource));
    if (resource.transform) facts.add("transform", string_literal(*resource.transform));
    add("constinit const ::tenon::TypeFacts {}::facts{};\n", name, facts.text());
    write_functions(resource, name);
  }

  void write_functions(const ResourceType& resource, const std::string& name) {
    const Shells shells(context_.service, resource, context_.allowed, context_.references);
    add("{0}::{0}(const ::tenon::Scope& scope, const Props* props, ::tenon::detail::{1}) : "
        "::tenon::Resource(scope, facts, props) "
        "{{}}\n",
        name, version_name(context_.spec));
    add("{} {}::ref() const {{ return {{::tenon::Raw{{}}, ref_node()}}; }}\n", shells.of_ref().type, name);
    int ordinal = 0;
    for (const Attribute& attribute : resource.attributes) {
      add("{} {}::{}() const {{ return {{::tenon::Raw{{}}, attribute_node({})}}; }}\n",
          shells.of(attribute).type, name, attribute_name(resource, attribute.name), ordinal++);
    }
  }

  std::string region_declarations() const {
    if (regions_.empty()) return {};
    std::string lines = "namespace tenon::detail {\n";
    for (const std::string& set : regions_) lines += fmt::format("extern const char* const {}[];\n", set);
    return lines + "}\n";
  }

  const ServiceContext& context_;
  Constants constants_;
  std::set<std::string> regions_;
  std::string members_;
};

}  // namespace

void write_facts(const ServiceContext& context, Output& output) {
  output.write(fmt::format("src/{}_facts.cpp", context.service.name), FactsWriter(context).write());
}

void write_shared_facts(const Spec& spec, Output& output) {
  std::string text = banner_of(spec, "regions.json") + "\nnamespace tenon::detail {\n\n";
  for (const auto& [name, regions] : spec.region_sets) {
    std::vector<std::string> literals;
    std::ranges::transform(regions, std::back_inserter(literals), string_literal);
    const std::string constant = region_constant(name);
    text += fmt::format("extern const char* const {0}[];\nconst char* const {0}[] = {{{1}}};\n", constant,
                        fmt::join(literals, ", "));
  }
  output.write("src/region_sets.cpp", text + "\n}  // namespace tenon::detail\n");
}

}  // namespace tenon::specgen
