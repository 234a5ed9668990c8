#include "tenon/testing/template.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "comparison.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::testing {

using detail::compare;
using detail::Comparison;
using detail::find_member;
using detail::Json;
using detail::shown;

struct Template::Document {
  Json json;

  /// Null where the template has no such section.
  const Json* section(std::string_view name) const { return find_member(json, name); }
};

namespace {

Json parse_pattern(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw Error("malformed-pattern", fmt::format("the pattern {} is no JSON: {}", text, error.what()));
  }
}

/// A part of the template under its logical id.
struct Candidate {
  std::string logical_id;
  const Json* entry = nullptr;
};

bool is_of_type(const Json& resource, std::string_view type) {
  const Json* actual = find_member(resource, "Type");
  return actual != nullptr && *actual == type;
}

std::vector<Candidate> resources_of_type(const Json* resources, std::string_view type) {
  std::vector<Candidate> result;
  if (resources == nullptr) return result;
  for (const auto& [logical_id, resource] : resources->items()) {
    if (is_of_type(resource, type)) result.push_back({logical_id, &resource});
  }
  return result;
}

/// "AWS::S3::Bucket, 2 AWS::SQS::Queue"
std::string types_of(const Json* resources) {
  struct Count {
    std::string type;
    std::size_t count;
  };
  std::vector<Count> counts;
  for (const Json& resource : resources == nullptr ? Json::object() : *resources) {
    const std::string type = resource.value("Type", "");
    if (const auto found = std::ranges::find(counts, type, &Count::type); found != counts.end()) {
      ++found->count;
    } else {
      counts.push_back({type, 1});
    }
  }
  std::vector<std::string> words;
  for (const auto& [type, count] : counts)
    words.push_back(count == 1 ? type : fmt::format("{} {}", count, type));
  return words.empty() ? "no resources" : fmt::format("{}", fmt::join(words, ", "));
}

std::string ids_of(const Json* section) {
  std::vector<std::string> ids;
  if (section != nullptr) {
    for (const auto& [id, entry] : section->items()) ids.push_back(id);
  }
  return ids.empty() ? "none" : fmt::format("{}", fmt::join(ids, ", "));
}

std::string resources_called(std::size_t count, std::string_view type) {
  return count == 1 ? fmt::format("1 resource of type {}", type)
                    : fmt::format("{} resources of type {}", count, type);
}

/// "…: at Properties.DelaySeconds: expected 5, got 10; 2 more differences"
std::string difference(const Comparison& comparison) {
  if (comparison.differences <= 1) return comparison.first;
  const std::size_t more = comparison.differences - 1;
  return fmt::format("{}; {} more difference{}", comparison.first, more, more == 1 ? "" : "s");
}

/// The candidates that fit, or else the nearest one.
struct Search {
  std::vector<std::string> fitting;
  std::string nearest;
  std::optional<Comparison> nearest_comparison;
};

Search search(const std::vector<Candidate>& candidates, const Json& pattern) {
  Search result;
  for (const Candidate& candidate : candidates) {
    Comparison comparison = compare(pattern, candidate.entry);
    if (comparison.fits()) {
      result.fitting.push_back(candidate.logical_id);
    } else if (!result.nearest_comparison ||
               comparison.differences < result.nearest_comparison->differences) {
      result.nearest = candidate.logical_id;
      result.nearest_comparison = std::move(comparison);
    }
  }
  return result;
}

/// Properties as a pattern of the whole resource. Most patterns ask nothing of one without properties.
Json entry_with(std::string_view properties) {
  Json pattern = parse_pattern(properties);
  if (pattern.is_object() && pattern.empty()) return Json::object();
  return Json{{"Properties", std::move(pattern)}};
}

Result has_resource_like(const Json* resources, std::string_view type, const Json& pattern) {
  const std::vector<Candidate> candidates = resources_of_type(resources, type);
  if (candidates.empty()) {
    return {false, fmt::format("there is no resource of type {}, but {}", type, types_of(resources))};
  }
  const Search found = search(candidates, pattern);
  if (!found.fitting.empty()) return {true, fmt::format("{} fits", fmt::join(found.fitting, ", "))};
  return {false,
          fmt::format("of {} none fits {}; the nearest is {}, {}", resources_called(candidates.size(), type),
                      shown(pattern), found.nearest, difference(*found.nearest_comparison))};
}

/// What a section's entries are called in sentences.
struct SectionName {
  std::string_view section;
  std::string_view singular;
};
constexpr SectionName section_names[] = {
    {"Outputs", "output"}, {"Parameters", "parameter"}, {"Conditions", "condition"}, {"Mappings", "mapping"}};

std::string_view singular_of(std::string_view section) {
  return std::ranges::find(section_names, section, &SectionName::section)->singular;
}

}  // namespace

Template::Template(std::shared_ptr<const Document> document) : document_(std::move(document)) {}

Template Template::of(Stack& stack) { return parse(template_text(stack)); }

Template Template::parse(std::string_view json) {
  Json parsed = Json::parse(json, nullptr, false);
  if (!parsed.is_object()) throw Error("malformed-template", "the template is no JSON object");
  return Template(std::make_shared<const Document>(Document{std::move(parsed)}));
}

std::string Template::text() const { return document_->json.dump(2); }

Result Template::has_resource(std::string_view type, std::string_view properties) const {
  return has_resource_like(document_->section("Resources"), type, entry_with(properties));
}

Result Template::has_resource_entry(std::string_view type, std::string_view entry) const {
  return has_resource_like(document_->section("Resources"), type, parse_pattern(entry));
}

Result Template::resource_count_is(std::string_view type, std::size_t count) const {
  return resource_count_is(type, "{}", count);
}

Result Template::resource_count_is(std::string_view type, std::string_view properties,
                                   std::size_t count) const {
  const std::vector<std::string> found = find_resources(type, properties);
  return {found.size() == count, fmt::format("there {} {}{}{}", found.size() == 1 ? "is" : "are",
                                             resources_called(found.size(), type), found.empty() ? "" : ": ",
                                             fmt::join(found, ", "))};
}

std::vector<std::string> Template::find_resources(std::string_view type, std::string_view properties) const {
  return search(resources_of_type(document_->section("Resources"), type), entry_with(properties)).fitting;
}

Result Template::has_output(std::string_view logical_id, std::string_view output) const {
  return has_entry("Outputs", logical_id, output);
}

Result Template::has_parameter(std::string_view logical_id, std::string_view parameter) const {
  return has_entry("Parameters", logical_id, parameter);
}

Result Template::has_condition(std::string_view logical_id, std::string_view condition) const {
  return has_entry("Conditions", logical_id, condition);
}

Result Template::has_mapping(std::string_view logical_id, std::string_view mapping) const {
  return has_entry("Mappings", logical_id, mapping);
}

Result Template::matches(std::string_view pattern) const {
  const Comparison comparison = compare(parse_pattern(pattern), &document_->json);
  return {comparison.fits(), comparison.fits() ? "the template fits" : difference(comparison)};
}

Result Template::has_entry(std::string_view section_name, std::string_view logical_id,
                           std::string_view pattern) const {
  const Json* section = document_->section(section_name);
  const Json* entry = section == nullptr ? nullptr : find_member(*section, logical_id);
  const std::string_view singular = singular_of(section_name);
  if (entry == nullptr) {
    return {false, fmt::format("there is no {} {}; there are: {}", singular, logical_id, ids_of(section))};
  }
  const Comparison comparison = compare(parse_pattern(pattern), entry);
  if (comparison.fits()) return {true, fmt::format("the {} {} fits", singular, logical_id)};
  return {false, fmt::format("the {} {} differs {}", singular, logical_id, difference(comparison))};
}

}  // namespace tenon::testing
