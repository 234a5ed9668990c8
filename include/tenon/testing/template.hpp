#pragma once

/// \file
/// Checks of what a stack synthesizes to, for any test framework (`tenon/testing/gmock.hpp` has matchers of
/// gmock).
///
///     const auto orders = tenon::testing::Template::of(stack);
///     const auto check = orders.has_resource("AWS::SQS::Queue", R"({"VisibilityTimeout": 30})");
///     // check.passed, check.explanation
///
/// Patterns are JSON. An object in a pattern names some members: those the template has besides do not count.
/// A list is compared item by item, all else as it is. These objects with a single member stand for more than
/// themselves, at any depth:
///
///   - `{"$any": true}`          any value, as long as there is one
///   - `{"$absent": true}`       no value: the member is missing
///   - `{"$exactly": …}`         this value and no member more
///   - `{"$contains": […]}`      a list in which each of these patterns fits an item; their order does not
///   count
///   - `{"$like": "arn:*:sqs"}`  a text in which `*` stands for any characters
///   - `{"$json": …}`            a text that is JSON of this pattern, such as a policy held as text

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tenon {
class Stack;
}

namespace tenon::testing {

/// What a check found.
struct Result {
  bool passed = false;
  /// Why, in sentences for people: when it failed the nearest candidate and the first thing that differs, as
  /// a path such as `Properties.Tags[0].Value`.
  std::string explanation = {};

  explicit operator bool() const noexcept { return passed; }
};

/// A template to look at. Immutable; copies are cheap.
class Template {
 public:
  /// The template of the stack, after all passes over its App. Throws `Error` ("synthesis-failed") with all
  /// findings when there are errors.
  static Template of(Stack& stack);
  /// A template in JSON. Throws `Error` ("malformed-template") when the text is no JSON object.
  static Template parse(std::string_view json);

  /// The template as JSON, indented by two spaces.
  std::string text() const;

  /// Whether a resource of this type has these properties. All functions with a pattern throw `Error`
  /// ("malformed-pattern") when it is no JSON.
  Result has_resource(std::string_view type, std::string_view properties = "{}") const;
  /// The same of the whole resource: `{"Properties": {…}, "DependsOn": […], "DeletionPolicy": "Retain"}`.
  Result has_resource_entry(std::string_view type, std::string_view entry) const;
  /// Whether the template has exactly so many resources of this type.
  Result resource_count_is(std::string_view type, std::size_t count) const;
  /// Whether exactly so many resources of this type have these properties.
  Result resource_count_is(std::string_view type, std::string_view properties, std::size_t count) const;
  /// The logical ids of the resources of this type with these properties, in the template's order.
  std::vector<std::string> find_resources(std::string_view type, std::string_view properties = "{}") const;

  /// Whether there is an output of this logical id like this: `{"Value": …, "Export": {"Name": …}}`.
  Result has_output(std::string_view logical_id, std::string_view output = "{}") const;
  Result has_parameter(std::string_view logical_id, std::string_view parameter = "{}") const;
  Result has_condition(std::string_view logical_id, std::string_view condition = R"({"$any": true})") const;
  Result has_mapping(std::string_view logical_id, std::string_view mapping = "{}") const;

  /// Whether the whole template fits the pattern.
  Result matches(std::string_view pattern) const;

 private:
  struct Document;
  explicit Template(std::shared_ptr<const Document> document);

  Result has_entry(std::string_view section, std::string_view logical_id, std::string_view pattern) const;

  std::shared_ptr<const Document> document_;
};

}  // namespace tenon::testing
