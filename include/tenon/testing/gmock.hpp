#pragma once

/// \file
/// Matchers of gmock for templates:
///
///     EXPECT_THAT(Template::of(stack), HasResource("AWS::SQS::Queue", R"({"VisibilityTimeout": 30})"));
///
/// The patterns are those of `tenon/testing/template.hpp`.

#include <ostream>
#include <string>
#include <utility>

#include <gmock/gmock.h>

#include "tenon/testing/template.hpp"

namespace tenon::testing {

/// gtest shows a template in its message.
inline void PrintTo(const Template& shown, std::ostream* out) { *out << shown.text(); }

namespace detail {

/// A matcher that asks the template and hands its explanation on. `Check` is called with a Template.
template <class Check>
class TemplateMatcher {
 public:
  using is_gtest_matcher = void;

  TemplateMatcher(Check check, std::string description)
      : check_(std::move(check)), description_(std::move(description)) {}

  bool MatchAndExplain(const Template& subject, std::ostream* listener) const {
    const Result result = check_(subject);
    if (listener != nullptr) *listener << result.explanation;
    return result.passed;
  }

  void DescribeTo(std::ostream* out) const { *out << "has " << description_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not have " << description_; }

 private:
  Check check_;
  std::string description_;
};

inline std::string described(const std::string& what, const std::string& pattern) {
  return pattern == "{}" ? what : what + " with " + pattern;
}

}  // namespace detail

/// `Template::has_resource`.
inline auto HasResource(std::string type, std::string properties = "{}") {
  std::string description = detail::described("a resource of type " + type, properties);
  return detail::TemplateMatcher(
      [type = std::move(type), properties = std::move(properties)](const Template& subject) {
        return subject.has_resource(type, properties);
      },
      std::move(description));
}

/// `Template::has_resource_entry`.
inline auto HasResourceEntry(std::string type, std::string entry) {
  std::string description = detail::described("a resource of type " + type, entry);
  return detail::TemplateMatcher(
      [type = std::move(type), entry = std::move(entry)](const Template& subject) {
        return subject.has_resource_entry(type, entry);
      },
      std::move(description));
}

/// `Template::resource_count_is`.
inline auto ResourceCountIs(std::string type, std::size_t count) {
  std::string description = std::to_string(count) + " resources of type " + type;
  return detail::TemplateMatcher(
      [type = std::move(type), count](const Template& subject) {
        return subject.resource_count_is(type, count);
      },
      std::move(description));
}

/// `Template::has_output`.
inline auto HasOutput(std::string logical_id, std::string output = "{}") {
  std::string description = detail::described("the output " + logical_id, output);
  return detail::TemplateMatcher(
      [logical_id = std::move(logical_id), output = std::move(output)](const Template& subject) {
        return subject.has_output(logical_id, output);
      },
      std::move(description));
}

/// `Template::has_parameter`.
inline auto HasParameter(std::string logical_id, std::string parameter = "{}") {
  std::string description = detail::described("the parameter " + logical_id, parameter);
  return detail::TemplateMatcher(
      [logical_id = std::move(logical_id), parameter = std::move(parameter)](const Template& subject) {
        return subject.has_parameter(logical_id, parameter);
      },
      std::move(description));
}

}  // namespace tenon::testing
