#pragma once

/// \file
/// Checks of what a stack synthesizes to, for any test framework (`tenon/testing/gmock.hpp` has matchers of
/// gmock).
///
///     const auto orders = tenon::testing::Template::of(stack);
///     const auto check = orders.has_resource_properties("AWS::SQS::Queue", R"({"DelaySeconds": 5})");
///     // check.passed, check.explanation
///
/// Patterns are JSON. An object in a pattern names some members: those the template has besides do not count.
/// A list is compared item by item, all else as it is. These objects stand for more than themselves, at any
/// depth:
///
///   - `{"$any": true}`          any value, as long as there is one
///   - `{"$absent": true}`       no value: the member is missing
///   - `{"$exactly": …}`         this value and no member more
///   - `{"$contains": […]}`      a list in which each of these patterns fits an item, in any order
///   - `{"$like": "arn:*:sqs"}`  a text in which `*` stands for any characters
///   - `{"$json": …}`            a text that is JSON of this pattern, such as a policy held as text
///   - `{"$capture": "name"}`    any value, which `Result::captures("name")` then gives
///   - `{"$capture": "name", "$of": …}`  the same of a value of this pattern
///
/// A logical id may have `*` for any characters: `has_output("*", …)` asks whether any output is so.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/testing/part.hpp"

namespace tenon {
class Stack;
}

namespace tenon::testing {

/// A value that stood where a pattern has `{"$capture": "name"}`.
struct Capture {
  std::string name;
  std::string json;  ///< on one line, a text with its quotation marks
};

/// What a check found.
struct Result {
  bool passed = false;
  /// Why, in sentences for people: when it failed the nearest candidate and the first thing that differs, as
  /// a path such as `Properties.Tags[0].Value`.
  std::string explanation = {};
  /// What was captured, of every resource that fits, in the template's order. Nothing when the check failed.
  std::vector<Capture> captured = {};

  /// The captured values of this name as JSON, in the order in which they were found.
  std::vector<std::string> captures(std::string_view name) const;

  explicit operator bool() const noexcept { return passed; }
};

/// A template to look at. Immutable; copies are cheap.
class Template {
 public:
  /// The template of the stack, after all passes over its App. Throws `Error` ("synthesis-failed") with all
  /// findings when there are errors.
  static Template of(Stack& stack);
  /// A template in JSON. Throws `Error` ("malformed-template") when the text is no JSON object, or nested
  /// more than 500 deep; so does `of` where a template is.
  static Template parse(std::string_view json);

  /// The template as JSON, indented by two spaces.
  std::string text() const;
  /// What stands at a path such as `Resources.Queue.Properties.Tags[0]`; see `Part::at`.
  Part at(std::string_view path) const;

  /// Whether there is a resource of this type like this: `{"DependsOn": […], "DeletionPolicy": "Retain"}`.
  /// All functions with a pattern throw `Error` ("malformed-pattern") when it is no JSON.
  Result has_resource(std::string_view type, std::string_view resource = "{}") const;
  /// Whether there is a resource of this type with these properties.
  Result has_resource_properties(std::string_view type, std::string_view properties) const;
  /// Whether the template has exactly so many resources of this type.
  Result resource_count_is(std::string_view type, std::size_t count) const;
  /// Whether exactly so many resources of this type have these properties.
  Result resource_properties_count_is(std::string_view type, std::string_view properties,
                                      std::size_t count) const;
  /// Whether all resources of this type have these properties, and there is one at least.
  Result all_resources_properties(std::string_view type, std::string_view properties) const;
  /// The logical ids of the resources of this type like this, in the template's order.
  std::vector<std::string> find_resources(std::string_view type, std::string_view resource = "{}") const;

  /// Whether there is an output of this logical id (it may have `*`) like this:
  /// `{"Value": …, "Export": {"Name": …}}`.
  Result has_output(std::string_view logical_id, std::string_view output = "{}") const;
  Result has_parameter(std::string_view logical_id, std::string_view parameter = "{}") const;
  Result has_condition(std::string_view logical_id, std::string_view condition = R"({"$any": true})") const;
  Result has_mapping(std::string_view logical_id, std::string_view mapping = "{}") const;

  /// The logical ids of the outputs (parameters, …) like this, in the template's order.
  std::vector<std::string> find_outputs(std::string_view logical_id = "*",
                                        std::string_view output = "{}") const;
  std::vector<std::string> find_parameters(std::string_view logical_id = "*",
                                           std::string_view parameter = "{}") const;
  std::vector<std::string> find_conditions(std::string_view logical_id = "*",
                                           std::string_view condition = R"({"$any": true})") const;
  std::vector<std::string> find_mappings(std::string_view logical_id = "*",
                                         std::string_view mapping = "{}") const;

  /// Whether the whole template fits the pattern.
  Result matches(std::string_view pattern) const;

 private:
  struct Document;
  explicit Template(std::shared_ptr<const Document> document);

  Result has_entry(std::string_view section, std::string_view logical_id, std::string_view pattern) const;
  std::vector<std::string> find_entries(std::string_view section, std::string_view logical_id,
                                        std::string_view pattern) const;

  std::shared_ptr<const Document> document_;
};

}  // namespace tenon::testing
