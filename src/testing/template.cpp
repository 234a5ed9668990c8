#include "tenon/testing/template.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "comparison.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::testing {

using detail::compare;
using detail::Comparison;
using detail::difference;
using detail::find_member;
using detail::is_like;
using detail::Json;
using detail::parse_pattern;
using detail::shown;

struct Template::Document {
  Json json;

  /// Null where the template has no such section.
  const Json* section(std::string_view name) const { return find_member(json, name); }
};

namespace {

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

std::vector<Candidate> entries_like(const Json* section, std::string_view logical_id) {
  std::vector<Candidate> result;
  if (section == nullptr) return result;
  for (const auto& [id, entry] : section->items()) {
    if (is_like(logical_id, id)) result.push_back({id, &entry});
  }
  return result;
}

/// Of what is no resource, too: nobody has checked a template that was read.
std::string type_of(const Json& resource) {
  const Json* const type = find_member(resource, "Type");
  return type != nullptr && type->is_string() ? type->get<std::string>() : "(no type)";
}

/// "AWS::S3::Bucket, 2 AWS::SQS::Queue"
std::string types_of(const Json* resources) {
  struct Count {
    std::string type;
    std::size_t count;
  };
  std::vector<Count> counts;
  for (const Json& resource : resources == nullptr ? Json::object() : *resources) {
    const std::string type = type_of(resource);
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

/// The candidates that fit, or else the nearest one.
struct Search {
  std::vector<std::string> fitting;
  std::vector<Capture> captured;
  std::size_t others = 0;
  std::string nearest;
  std::optional<Comparison> nearest_comparison;

  /// "Orders, at Properties.DelaySeconds: expected 5, got 10"
  std::string nearest_shown() const {
    return fmt::format("{}, {}", nearest, difference(*nearest_comparison));
  }
};

Search search(const std::vector<Candidate>& candidates, const Json& pattern) {
  Search result;
  for (const Candidate& candidate : candidates) {
    Comparison comparison = compare(pattern, candidate.entry);
    if (comparison.fits()) {
      result.fitting.push_back(candidate.logical_id);
      std::ranges::move(comparison.captured, std::back_inserter(result.captured));
      continue;
    }
    ++result.others;
    if (!result.nearest_comparison || comparison.distance < result.nearest_comparison->distance) {
      result.nearest = candidate.logical_id;
      result.nearest_comparison = std::move(comparison);
    }
  }
  return result;
}

/// Properties as a pattern of the whole resource. Most patterns ask nothing of one without properties.
Json resource_with(std::string_view properties) {
  Json pattern = parse_pattern(properties);
  if (pattern.is_object() && pattern.empty()) return Json::object();
  return Json{{"Properties", std::move(pattern)}};
}

Result has_resource_like(const Json* resources, std::string_view type, const Json& pattern) {
  const std::vector<Candidate> candidates = resources_of_type(resources, type);
  if (candidates.empty()) {
    return {false, fmt::format("there is no resource of type {}, but {}", type, types_of(resources))};
  }
  Search found = search(candidates, pattern);
  if (!found.fitting.empty()) {
    return {true, fmt::format("{} fits", fmt::join(found.fitting, ", ")), std::move(found.captured)};
  }
  return {false,
          fmt::format("of {} none fits {}; the nearest is {}", resources_called(candidates.size(), type),
                      shown(pattern), found.nearest_shown())};
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

std::vector<std::string> Result::captures(std::string_view name) const {
  std::vector<std::string> result;
  for (const Capture& capture : captured) {
    if (capture.name == name) result.push_back(capture.json);
  }
  return result;
}

Template::Template(std::shared_ptr<const Document> document) : document_(std::move(document)) {}

Template Template::of(Stack& stack) { return parse(template_text(stack)); }

Template Template::parse(std::string_view json) {
  if (detail::is_nested_too_deep(json))
    throw Error("malformed-template",
                fmt::format("the template is nested more than {} deep", detail::deepest_json));
  Json parsed = detail::json_of(json);
  if (!parsed.is_object()) throw Error("malformed-template", "the template is no JSON object");
  return Template(std::make_shared<const Document>(Document{std::move(parsed)}));
}

std::string Template::text() const { return document_->json.dump(2); }

Part Template::at(std::string_view path) const { return Part(document_, &document_->json, {}).at(path); }

Result Template::has_resource(std::string_view type, std::string_view resource) const {
  return has_resource_like(document_->section("Resources"), type, parse_pattern(resource));
}

Result Template::has_resource_properties(std::string_view type, std::string_view properties) const {
  return has_resource_like(document_->section("Resources"), type, resource_with(properties));
}

Result Template::resource_count_is(std::string_view type, std::size_t count) const {
  return resource_properties_count_is(type, "{}", count);
}

Result Template::resource_properties_count_is(std::string_view type, std::string_view properties,
                                              std::size_t count) const {
  const Json pattern = resource_with(properties);
  const Json* const resources = document_->section("Resources");
  Search found = search(resources_of_type(resources, type), pattern);
  const std::size_t actual = found.fitting.size();
  std::string text = fmt::format("there {} {}{}{}{}", actual == 1 ? "is" : "are",
                                 resources_called(actual, type), pattern.empty() ? "" : " like this",
                                 actual == 0 ? "" : ": ", fmt::join(found.fitting, ", "));
  if (actual == count) return {true, std::move(text), std::move(found.captured)};
  if (actual == 0 && found.others == 0) text += ", but " + types_of(resources);
  if (actual < count && found.others > 0)
    text += fmt::format("; the nearest other one is {}", found.nearest_shown());
  return {false, std::move(text)};
}

Result Template::all_resources_properties(std::string_view type, std::string_view properties) const {
  const Json* const resources = document_->section("Resources");
  const std::vector<Candidate> candidates = resources_of_type(resources, type);
  if (candidates.empty()) {
    return {false, fmt::format("there is no resource of type {}, but {}", type, types_of(resources))};
  }
  const Json pattern = resource_with(properties);
  Search found = search(candidates, pattern);
  if (found.others == 0) {
    return {true, fmt::format("{} fit", fmt::join(found.fitting, ", ")), std::move(found.captured)};
  }
  return {false, fmt::format("of {} {} does not fit {}: {}", resources_called(candidates.size(), type),
                             found.others, shown(pattern), found.nearest_shown())};
}

std::vector<std::string> Template::find_resources(std::string_view type, std::string_view resource) const {
  return search(resources_of_type(document_->section("Resources"), type), parse_pattern(resource)).fitting;
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
  if (!comparison.fits()) return {false, difference(comparison)};
  return {true, "the template fits", comparison.captured};
}

Result Template::has_entry(std::string_view section_name, std::string_view logical_id,
                           std::string_view pattern_text) const {
  const Json* const section = document_->section(section_name);
  const std::vector<Candidate> candidates = entries_like(section, logical_id);
  const std::string_view singular = singular_of(section_name);
  const Json pattern = parse_pattern(pattern_text);
  if (candidates.empty()) {
    return {false, fmt::format("there is no {} {}; there are: {}", singular, logical_id, ids_of(section))};
  }
  Search found = search(candidates, pattern);
  if (!found.fitting.empty()) {
    return {true, fmt::format("the {} {} fits", singular, fmt::join(found.fitting, ", ")),
            std::move(found.captured)};
  }
  if (candidates.size() == 1) {
    return {false, fmt::format("the {} {} differs {}", singular, found.nearest,
                               difference(*found.nearest_comparison))};
  }
  return {false, fmt::format("of {} {}s none fits {}; the nearest is {}", candidates.size(), singular,
                             shown(pattern), found.nearest_shown())};
}

std::vector<std::string> Template::find_outputs(std::string_view logical_id, std::string_view output) const {
  return find_entries("Outputs", logical_id, output);
}

std::vector<std::string> Template::find_parameters(std::string_view logical_id,
                                                   std::string_view parameter) const {
  return find_entries("Parameters", logical_id, parameter);
}

std::vector<std::string> Template::find_conditions(std::string_view logical_id,
                                                   std::string_view condition) const {
  return find_entries("Conditions", logical_id, condition);
}

std::vector<std::string> Template::find_mappings(std::string_view logical_id,
                                                 std::string_view mapping) const {
  return find_entries("Mappings", logical_id, mapping);
}

std::vector<std::string> Template::find_entries(std::string_view section, std::string_view logical_id,
                                                std::string_view pattern) const {
  return search(entries_like(document_->section(section), logical_id), parse_pattern(pattern)).fitting;
}

}  // namespace tenon::testing
