#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "names.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tenon::specgen {
namespace {

/// AWS's page on the type, which has the descriptions of its properties.
std::string documentation(const ResourceType& resource) {
  const std::string type = lower(class_name(resource));
  if (resource.transform == "AWS::Serverless-2016-10-31") {
    return fmt::format(
        "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-{}.html",
        type);
  }
  const std::string_view service =
      last_part(std::string_view(resource.name).substr(0, resource.name.rfind("::")));
  return fmt::format(
      "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-{}-{}.html",
      lower(service), type);
}

/// Writes one class. Members have fully qualified types, since a member may be called like a type that it
/// names.
class HeaderWriter {
 public:
  HeaderWriter(const ServiceContext& context, const ResourceType& resource)
      : context_(context),
        resource_(resource),
        name_(class_name(resource)),
        shells_(context.service, resource, context.allowed, context.references) {}

  std::string write() {
    write_class();
    for (const Bag& bag : resource_.types) write_bag(bag, nested_name(resource_, bag.name), "");
    write_bag(resource_.properties, "Props",
              fmt::format("  using Of = ::tenon::aws::{}::{};\n", context_.service.name, name_));
    return fmt::format(
        "{}#pragma once\n\n{}\n{}namespace tenon::aws::{} {{\n\n{}}}  // namespace tenon::aws::{}\n",
        banner_of(context_.spec, fmt::format("services/{}.json", context_.service.name)), includes(), kinds(),
        context_.service.name, body_, context_.service.name);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(body_), format, std::forward<Args>(args)...);
  }

  /// The shell's name; what it needs is remembered.
  std::string use(const Shell& shell) {
    kinds_.insert(shell.kinds.begin(), shell.kinds.end());
    formats_.insert(shell.format);
    has_allowed_ |= shell.has_allowed;
    return shell.type;
  }

  void write_class() {
    add("/// {}: {}\nclass {} : public ::tenon::Resource {{\n public:\n", resource_.name,
        documentation(resource_), name_);
    for (const Bag& bag : resource_.types) add("  struct {};\n", nested_name(resource_, bag.name));
    add("  struct Props;\n  static const ::tenon::TypeFacts facts;\n");
    add("  {}(const ::tenon::Scope& scope, const Props* props, ::tenon::detail::{} = {{}});\n", name_,
        version_name(context_.spec));
    add("  {} ref() const;\n", use(shells_.of_ref()));
    for (const Attribute& attribute : resource_.attributes) {
      add("  {} {}() const;\n", use(shells_.of(attribute)), attribute_name(resource_, attribute.name));
    }
    add("}};\n\n");
  }

  void write_bag(const Bag& bag, std::string_view name, std::string_view first) {
    add("struct {}::{} {{\n{}  static const ::tenon::BagFacts facts;\n", name_, name, first);
    for (const Property& property : bag.properties) {
      const std::string type = use(shells_.of(property));
      if (property.required) {
        add("  ::tenon::Required<\"{}\", {}> {};\n", property.name, type, property.name);
      } else {
        add("  {} {}{{}};\n", type, property.name);
      }
    }
    add("}};\n\n");
  }

  std::string includes() const {
    std::string lines;
    const auto include = [&](std::string_view path) { lines += fmt::format("#include \"{}\"\n", path); };
    if (has_allowed_) include(fmt::format("tenon/aws/{}/allowed.hpp", context_.service.name));
    include("tenon/aws/facts_version.hpp");
    include("tenon/construct/resource.hpp");
    if (formats_.contains(Format::arn)) include("tenon/value/arn.hpp");
    if (formats_.contains(Format::cidr)) include("tenon/value/cidr.hpp");
    if (formats_.contains(Format::schedule)) include("tenon/value/schedule.hpp");
    return lines;
  }

  std::string kinds() const {
    std::map<std::string, std::string> by_service;
    for (const MemberName& member : kinds_) {
      by_service[service_of(member.type)] += fmt::format("struct {};\n", kind_name(member));
    }
    std::string lines;
    for (const auto& [service, structs] : by_service) {
      lines += fmt::format("namespace tenon::aws::{}::kind {{\n{}}}\n", service, structs);
    }
    return lines;
  }

  const ServiceContext& context_;
  const ResourceType& resource_;
  const std::string name_;
  const Shells shells_;
  std::string body_;
  std::set<MemberName> kinds_;
  std::set<Format> formats_;
  bool has_allowed_ = false;
};

/// Each value ends with a zero, the last one with that of the literal. One literal per value: what follows an
/// escape in the same literal could be taken for a part of it.
std::string zero_separated(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : " \"\\0\" ") + string_literal(value);
  return text;
}

std::string allowed_header(const ServiceContext& context) {
  const std::string& service = context.service.name;
  std::string text = fmt::format("{}#pragma once\n\nnamespace tenon::aws::{}::allowed {{\n\n",
                                 banner_of(context.spec, fmt::format("services/{}.json", service)), service);
  for (const auto& [name, values] : context.allowed.sets()) {
    text += fmt::format("inline constexpr char {}[] = {};\n", name, zero_separated(values));
  }
  return text + fmt::format("\n}}  // namespace tenon::aws::{}::allowed\n", service);
}

}  // namespace

std::string banner_of(const Spec& spec, std::string_view source) {
  return fmt::format("{} --spec spec --out <folder> from spec/{}, facts {}. Do not edit.\n", banner, source,
                     spec.hash);
}

std::string version_name(const Spec& spec) { return fmt::format("facts_{}", spec.hash.substr(0, 12)); }

void write_headers(const ServiceContext& context, Output& output) {
  const std::string& service = context.service.name;
  std::string umbrella =
      banner_of(context.spec, fmt::format("services/{}.json", service)) + "#pragma once\n\n";
  for (const ResourceType& resource : context.service.types) {
    const std::string path = fmt::format("tenon/aws/{}/{}.hpp", service, class_name(resource));
    output.write(path, HeaderWriter(context, resource).write());
    umbrella += fmt::format("#include \"{}\"\n", path);
  }
  output.write(fmt::format("tenon/aws/{}/allowed.hpp", service), allowed_header(context));
  output.write(fmt::format("tenon/aws/{}.hpp", service), umbrella);
}

void write_umbrella(const Spec& spec, Output& output) {
  std::string umbrella = banner_of(spec, "services/") + "#pragma once\n\n";
  for (const Service& service : spec.services)
    umbrella += fmt::format("#include \"tenon/aws/{}.hpp\"\n", service.name);
  output.write("tenon/aws.hpp", umbrella);
  // The digest makes this file change with any other, so that a build that knows of this one alone misses
  // nothing.
  output.write(
      "tenon/aws/facts_version.hpp",
      fmt::format(
          "{}// Digest of all generated files: {:016x}\n#pragma once\n\nnamespace tenon::detail {{\n\n"
          "/// In the signature of every generated constructor: headers and a library that were generated "
          "from\n"
          "/// different facts do not link.\nstruct {} {{}};\n\n}}  // namespace tenon::detail\n",
          banner_of(spec, "lock.json"), output.digest(), version_name(spec)));
}

}  // namespace tenon::specgen
