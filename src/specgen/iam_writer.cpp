#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

#include "names.hpp"
#include "text.hpp"
#include "writers.hpp"

namespace tenon::specgen {
namespace {

std::string source_of(const IamService& service) { return fmt::format("iam/{}.json", service.prefix); }

std::string header(const Spec& spec, const IamService& service) {
  const std::string name = iam_namespace(service.prefix);
  std::string text = fmt::format(
      "{}#pragma once\n\n#include \"tenon/value/iam_action.hpp\"\n\n"
      "/// "
      "https://docs.aws.amazon.com/service-authorization/latest/reference/"
      "reference_policies_actions-resources-contextkeys.html\n"
      "namespace tenon::iam::{} {{\n\n",
      banner_of(spec, source_of(service)), name);
  for (const IamAction& action : service.actions) {
    text += fmt::format("inline constexpr ::tenon::iam::Action {}{{\"{}:{}\"}};\n",
                        iam_action_name(action.name), service.prefix, action.name);
  }
  return text + fmt::format("\n}}  // namespace tenon::iam::{}\n", name);
}

/// The most telling of the classes that an action is in.
std::string_view access_of(const IamAction& action) {
  static constexpr struct {
    std::string_view word;
    std::string_view name;
  } by_weight[] = {{"permissions management", "permissions_management"},
                   {"tagging", "tagging"},
                   {"write", "write"},
                   {"read", "read"},
                   {"list", "list"}};
  for (const auto& [word, name] : by_weight) {
    if (std::ranges::find(action.access, word) != action.access.end()) return name;
  }
  throw SpecError(fmt::format("IAM action {} is in no class", action.name));
}

/// The tables of one service, in a namespace of its own.
class IamTable {
 public:
  explicit IamTable(const IamService& service) : service_(service) {}

  std::string write() {
    std::string resources;
    for (const IamResource& resource : service_.resources) {
      resources +=
          fmt::format("    {{{}, {}}},\n", string_literal(resource.name), string_literal(resource.arn));
    }
    std::vector<IamAction> actions = service_.actions;
    std::ranges::sort(actions, {}, &IamAction::name);
    std::string table;
    for (const IamAction& action : actions) {
      table += fmt::format("    {{{}, Access::{}, {}, {}}},\n", string_literal(action.name),
                           access_of(action), kinds(action.resources), kinds(action.required));
    }
    std::string text = fmt::format("namespace {} {{\n", iam_namespace(service_.prefix));
    if (!resources.empty())
      text += fmt::format("constexpr ResourceKind resources[] = {{\n{}}};\n", resources);
    text += sets_;
    if (!table.empty()) text += fmt::format("constexpr ActionFacts actions[] = {{\n{}}};\n", table);
    return text + "}\n";
  }

 private:
  /// A span of pointers into `resources`.
  std::string kinds(const std::vector<std::string>& names) {
    if (names.empty()) return "{}";
    std::vector<std::string> pointers;
    for (const std::string& name : names) {
      const auto found = std::ranges::find(service_.resources, name, &IamResource::name);
      if (found == service_.resources.end()) {
        throw SpecError(fmt::format("{}: there is no kind of resource \"{}\"", source_of(service_), name));
      }
      pointers.push_back(fmt::format("&resources[{}]", found - service_.resources.begin()));
    }
    const std::string initializer = fmt::format("{{{}}}", fmt::join(pointers, ", "));
    const auto [set, is_new] = names_.try_emplace(initializer, fmt::format("kinds_{}", names_.size()));
    if (is_new) sets_ += fmt::format("constexpr const ResourceKind* {}[] = {};\n", set->second, initializer);
    return fmt::format("{{{}, {}}}", set->second, names.size());
  }

  const IamService& service_;
  std::map<std::string, std::string> names_;
  std::string sets_;
};

constexpr std::string_view lookup = R"(
std::span<const ServiceFacts> services() noexcept { return service_table; }

const ActionFacts* find_action(std::string_view action) noexcept {
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos) return nullptr;
  const auto find = [](const auto& table, std::string_view name, auto member) {
    const auto found = std::ranges::lower_bound(table, name, {}, member);
    return found != table.end() && member(*found) == name ? &*found : nullptr;
  };
  const ServiceFacts* service = find(services(), action.substr(0, colon),
                                     [](const ServiceFacts& each) { return std::string_view(each.prefix); });
  if (service == nullptr) return nullptr;
  return find(service->actions, action.substr(colon + 1),
              [](const ActionFacts& each) { return std::string_view(each.name); });
}
)";

std::string facts(const Spec& spec) {
  std::string tables;
  std::vector<std::string> services;
  for (const IamService& service : spec.iam) {
    tables += IamTable(service).write();
    const std::string name = iam_namespace(service.prefix);
    const auto span = [&](bool is_empty, std::string_view array) {
      return is_empty ? "{}" : fmt::format("tables::{}::{}", name, array);
    };
    services.push_back(fmt::format("    {{{}, {}, {}}},\n", string_literal(service.prefix),
                                   span(service.actions.empty(), "actions"),
                                   span(service.resources.empty(), "resources")));
  }
  std::ranges::sort(services);
  return fmt::format(
      "{}#include \"tenon/value/iam_facts.hpp\"\n\n#include <algorithm>\n\nnamespace tenon::iam "
      "{{\nnamespace {{\nnamespace tables "
      "{{\n\n{}\n}}  // namespace tables\n\nconstexpr ServiceFacts service_table[] = {{\n{}}};\n\n}}  // "
      "namespace\n{}\n}}  // namespace "
      "tenon::iam\n",
      banner_of(spec, "iam/"), tables, fmt::join(services, ""), lookup);
}

}  // namespace

void write_iam(const Spec& spec, Output& output) {
  std::string umbrella = banner_of(spec, "iam/") + "#pragma once\n\n";
  for (const IamService& service : spec.iam) {
    const std::string path = fmt::format("tenon/iam/{}.hpp", service.prefix);
    output.write(path, header(spec, service));
    umbrella += fmt::format("#include \"{}\"\n", path);
  }
  output.write("tenon/iam.hpp", umbrella);
  output.write("src/iam_action_facts.cpp", facts(spec));
}

}  // namespace tenon::specgen
