#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "names.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tenon::specgen {
namespace {

/// The properties that a bag cannot be without: the required ones, one of each group that wants one, and what
/// those bring with them. In the bag's order.
std::vector<const Property*> needed(const Bag& bag) {
  std::set<std::string> names;
  for (const Property& property : bag.properties) {
    if (property.required) names.insert(property.name);
  }
  const auto is_chosen = [&](const std::string& name) { return names.contains(name); };
  for (std::size_t before = names.size() + 1; before != names.size();) {
    before = names.size();
    for (const Group& group : bag.groups) {
      const bool wants_one =
          group.kind == Group::Kind::exactly_one || group.kind == Group::Kind::at_least_one;
      if (wants_one && std::ranges::none_of(group.properties, is_chosen))
        names.insert(group.properties.front());
      if (group.kind == Group::Kind::requires_all && is_chosen(group.subject)) {
        names.insert(group.properties.begin(), group.properties.end());
      }
    }
  }
  std::vector<const Property*> result;
  for (const Property& property : bag.properties) {
    if (names.contains(property.name)) result.push_back(&property);
  }
  return result;
}

/// Writes values that fit the facts. A text of which the facts have a pattern is marked as unchecked.
class Values {
 public:
  Values(const ServiceContext& context, const ResourceType& resource)
      : resource_(resource),
        references_(context.references),
        shells_(context.service, resource, context.allowed, context.references) {}

  std::string of(const Property& property) const {
    if (&property == resource_.properties.find(resource_.tag_property)) {
      return "{{.Key = \"key\", .Value = \"value\"}}";
    }
    std::string value = of(property.type, format_of(property, references_), 0);
    const bool has_key_pattern = property.type.kind == Type::Kind::map && property.type.pattern;
    return has_key_pattern ? fmt::format("::tenon::unchecked({}{})", shells_.of(property).type, value)
                           : value;
  }

  std::string bag(const Bag& bag, std::string_view name) const {
    std::string members;
    for (const Property* property : needed(bag)) {
      members += fmt::format("{}.{} = {}", members.empty() ? "" : ", ", property->name, of(*property));
    }
    return fmt::format("{}{{{}}}", name, members);
  }

 private:
  std::string of(const Type& type, Format format, int index) const {
    switch (type.kind) {
      case Type::Kind::text:
      case Type::Kind::timestamp:
        return text(type, format, index);
      case Type::Kind::integer:
        return integer(type, index);
      case Type::Kind::number:
        return floating(type.minimum.value_or(1));
      case Type::Kind::boolean:
        return "true";
      case Type::Kind::tag:
        return "::tenon::Tag{.Key = \"key\", .Value = \"value\"}";
      case Type::Kind::bag:
        return bag(*resource_.find_type(type.bag), qualified_nested_name(resource_, type.bag));
      case Type::Kind::list:
        return items(type, format);
      case Type::Kind::map:
        return fmt::format("{{{{\"key\", {}}}}}", of(type.element(), format, index));
      case Type::Kind::json:
        return "\"json\"";
      case Type::Kind::alternatives:
        return "::tenon::unchecked(\"one of several\")";
    }
    throw std::logic_error("a kind of type without a value");
  }

  static std::string text(const Type& type, Format format, int index) {
    if (!type.values.empty() && format == Format::none)
      return string_literal(type.values[static_cast<std::size_t>(index)]);
    if (type.pattern) return fmt::format("::tenon::unchecked(\"text {}\")", index);
    if (format == Format::arn)
      return fmt::format("\"arn:aws:service:eu-west-1:123456789012:resource-{}\"", index);
    if (format == Format::cidr) return fmt::format("\"10.{}.0.0/16\"", index);
    if (format == Format::schedule) return "\"rate(1 day)\"";
    const auto length = static_cast<std::size_t>(std::max(1.0, type.minimum.value_or(1)));
    return string_literal(std::string(length - 1, 'x') + static_cast<char>('a' + index));
  }

  static std::string floating(double value) {
    const std::string text = number(value);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
  }

  static std::string integer(const Type& type, int index) {
    if (!type.values.empty()) return type.values[static_cast<std::size_t>(index)];
    return fmt::format("{}", static_cast<long long>(type.minimum.value_or(1)) + index);
  }

  std::string items(const Type& list, Format format) const {
    const int count = static_cast<int>(std::max(1.0, list.minimum.value_or(1)));
    std::vector<std::string> values;
    for (int i = 0; i < count; ++i) values.push_back(of(list.element(), format, i));
    return fmt::format("{{{}}}", fmt::join(values, ", "));
  }

  const ResourceType& resource_;
  const References& references_;
  const Shells shells_;
};

class TestWriter {
 public:
  explicit TestWriter(const ServiceContext& context) : context_(context) {}

  std::string write() {
    std::string cases;
    for (const ResourceType& resource : context_.service.types) {
      const std::string name = class_name(resource);
      write_layouts(resource);
      write_build(resource);
      write_attributes(resource);
      cases +=
          fmt::format("    {{{}, build_{}, attributes_{}}},\n", string_literal(resource.name), name, name);
    }
    const std::string& service = context_.service.name;
    return fmt::format(
        "{0}#include \"all_types.hpp\"\n#include \"tenon/aws/{1}.hpp\"\n\nnamespace tenon::all_types::of_{1} "
        "{{\nnamespace {{\n\n{2}\n"
        "const TypeCase cases[] = {{\n{3}}};\nconst Registration registration(\"{1}\", cases);\n\n}}  // "
        "namespace\n}}  // namespace "
        "tenon::all_types::of_{1}\n",
        banner_of(context_.spec, fmt::format("services/{}.json", service)), service, body_, cases);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(body_), format, std::forward<Args>(args)...);
  }

  std::string qualified(const ResourceType& resource) const {
    return fmt::format("::tenon::aws::{}::{}", context_.service.name, class_name(resource));
  }

  /// Member i of a bag lies at 16·i.
  void write_layouts(const ResourceType& resource) {
    const auto check = [&](const std::string& bag, std::size_t count) {
      if (count > 0)
        add("static_assert(sizeof({0}) == 16 * {1} && std::is_standard_layout_v<{0}>);\n", bag, count);
    };
    check(qualified(resource) + "::Props", resource.properties.properties.size());
    for (const Bag& bag : resource.types)
      check(qualified_nested_name(resource, bag.name), bag.properties.size());
  }

  void write_build(const ResourceType& resource) {
    const Values values(context_, resource);
    add("::tenon::Resource& build_{0}(::tenon::Stack& stack) {{\n  return stack.add(\"{0}\", {1});\n}}\n",
        class_name(resource), values.bag(resource.properties, qualified(resource) + "::Props"));
  }

  void write_attributes(const ResourceType& resource) {
    add("std::vector<::tenon::Node> attributes_{}([[maybe_unused]] const ::tenon::Resource& resource) {{\n",
        class_name(resource));
    add("  const auto& typed = static_cast<const {}&>(resource);\n  return {{typed.ref()",
        qualified(resource));
    for (const Attribute& attribute : resource.attributes)
      add(", typed.{}()", attribute_name(resource, attribute.name));
    add("}};\n}}\n");
  }

  const ServiceContext& context_;
  std::string body_;
};

}  // namespace

void write_tests(const ServiceContext& context, Output& output) {
  output.write(fmt::format("{}.cpp", context.service.name), TestWriter(context).write());
}

}  // namespace tenon::specgen
