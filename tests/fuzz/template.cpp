// Templates, paths and patterns of tenon::testing. Input: a template, a path and a pattern between lines of
// dashes.
#include "tenon/testing/template.hpp"

#include <optional>

#include "fuzz.hpp"
#include "tenon/testing/annotations.hpp"

namespace {

using fuzz::require;
using tenon::testing::Part;
using tenon::testing::Template;

void check_round_trip(const Template& given) {
  const std::string text = given.text();
  require(Template::parse(text).text() == text, "a template's text is read as the same template", text);
}

void check_part(const Part& part) {
  require(!part.json().empty(), "a part can be shown", part.path());
  require(part == part, "a part equals itself", part.path());
  if (!part.exists())
    require(part.size() == 0 && std::string(part).empty(), "what is not there is empty", part.path());
  std::size_t items = 0;
  for (const Part& item : part) items += item.exists() ? 1 : 0;
  require(!part.is_list() || items == part.size(), "all items of a list are there", part.path());
  // As a pattern it fits itself, unless it has patterns in it.
  const std::string own = part.is_text() ? std::string() : std::string(part);
  if (!own.empty() && own.find('$') == own.npos)
    require(part.mismatch(own).empty(), "a value fits itself as pattern", part.mismatch(own));
}

void check_pattern(const Template& given, const std::string& pattern) {
  for (const std::string_view type : {"AWS::SQS::Queue", "AWS::S3::Bucket"}) {
    const auto result = given.has_resource(type, pattern);
    require(!result.explanation.empty(), "a result is explained");
    const auto found = given.find_resources(type, pattern);
    require(result.passed == !found.empty(), "what is there is found", result.explanation);
    const auto properties = given.has_resource_properties(type, pattern);
    require(!properties.explanation.empty(), "a result is explained");
    require(properties.passed != given.resource_properties_count_is(type, pattern, 0).passed,
            "what is found is counted", properties.explanation);
    given.all_resources_properties(type, pattern);
  }
  given.has_output("*", pattern);
  given.has_parameter("*", pattern);
  given.has_condition("*", pattern);
  given.has_mapping("*", pattern);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
  std::optional<Template> given;
  if (fuzz::refused([&] { given = Template::parse(parts[0]); }, "malformed-template")) return 0;
  check_round_trip(*given);
  std::optional<Part> part;
  if (!fuzz::refused([&] { part = given->at(fuzz::part(parts, 1)); }, "malformed-pattern")) check_part(*part);
  fuzz::refused([&] { check_pattern(*given, parts.size() > 2 ? parts[2] : "{}"); }, "malformed-pattern");
  return 0;
}
