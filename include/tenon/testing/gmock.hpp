#pragma once

/// \file
/// Matchers of gmock for templates:
///
///     EXPECT_THAT(Template::of(stack), HasResourceProperties("AWS::SQS::Queue", R"({"DelaySeconds": 5})"));
///
/// A pattern is one of JSON, as in `tenon/testing/template.hpp`, or a matcher of gmock for the values:
///
///     EXPECT_THAT(orders, HasResourceProperties(
///                             "AWS::SQS::Queue", AllOf(Property("VisibilityTimeout", Gt(30)),
///                                                      Property("Tags[0].Value", StartsWith("team-")),
///                                                      Property("QueueName", Absent()))));
///
/// Numbers, truth values and texts, their comparisons, gmock's matchers of texts and of containers
/// (`ElementsAre`, `Contains`, `Each`, `SizeIs`) and `Like`, `JsonText` and `AnyValue` below fit values.

#include <concepts>
#include <ostream>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "tenon/testing/annotations.hpp"
#include "tenon/testing/snapshot.hpp"
#include "tenon/testing/template.hpp"

namespace tenon::testing {

/// gtest shows a template in its message: the beginning of a long one, as what differs is said below it.
inline void PrintTo(const Template& shown, std::ostream* out) {
  constexpr std::size_t longest = 2000;
  const std::string text = shown.text();
  if (text.size() <= longest) {
    *out << text;
  } else {
    *out << text.substr(0, text.rfind('\n', longest)) << "\n… (" << text.size() << " bytes)";
  }
}

inline void PrintTo(const Part& shown, std::ostream* out) { *out << shown.json(); }

inline void PrintTo(const Annotations& shown, std::ostream* out) {
  *out << (shown.all().empty() ? "no findings" : "these findings:\n" + shown.text());
}

namespace detail {

/// A matcher that asks its subject and hands the explanation on. `Check` is called with a Subject.
template <class Subject, class Check>
class CheckMatcher {
 public:
  using is_gtest_matcher = void;

  CheckMatcher(Check check, std::string description)
      : check_(std::move(check)), description_(std::move(description)) {}

  Result check(const Subject& subject) const { return check_(subject); }

  bool MatchAndExplain(const Subject& subject, std::ostream* listener) const {
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

template <class Check>
auto template_matcher(Check check, std::string description) {
  return CheckMatcher<Template, Check>(std::move(check), std::move(description));
}

template <class Check>
auto annotations_matcher(Check check, std::string description) {
  return CheckMatcher<Annotations, Check>(std::move(check), std::move(description));
}

using PartMatcher = ::testing::Matcher<const Part&>;

/// A value or a matcher as a matcher. Texts are copied: gmock would describe a literal by its address.
template <class Inner>
PartMatcher part_matcher(const Inner& inner) {
  if constexpr (std::same_as<Inner, Part>) {
    return ::testing::Eq(inner);
  } else if constexpr (std::convertible_to<const Inner&, std::string>) {
    return ::testing::SafeMatcherCast<const Part&>(::testing::Eq(std::string(inner)));
  } else {
    return ::testing::SafeMatcherCast<const Part&>(inner);
  }
}

/// What is no text of JSON is a matcher, or a value that is to be equal.
template <class M>
concept MatchesParts = std::same_as<M, Part> || !std::convertible_to<const M&, std::string>;

/// "VisibilityTimeout is > 30"
inline std::string described(const PartMatcher& matcher) {
  return ::testing::DescribeMatcher<const Part&>(matcher);
}

/// Asks parts of the template one after another, and says of each what differs.
inline Result any_fits(const std::vector<Part>& parts, const std::string& what, const PartMatcher& matcher) {
  constexpr std::size_t most_shown = 5;
  std::string differences;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ::testing::StringMatchResultListener listener;
    if (matcher.MatchAndExplain(parts[i], &listener)) return {true, parts[i].path() + " fits"};
    if (i < most_shown) {
      differences += "\n  " + (listener.str().empty() ? "at " + parts[i].path() + ": got " + parts[i].json()
                                                      : listener.str());
    }
  }
  if (parts.size() > most_shown)
    differences += "\n  and " + std::to_string(parts.size() - most_shown) + " more";
  if (parts.size() == 1) return {false, parts.front().path() + " does not fit:" + differences};
  return {false, "of " + std::to_string(parts.size()) + " " + what + " none fits:" + differences};
}

/// Resources of a type, or their Properties.
inline Result has_resource(const Template& subject, const std::string& type, const std::string& below,
                           const PartMatcher& matcher) {
  std::vector<Part> parts;
  for (const std::string& id : subject.find_resources(type)) {
    const Part resource = subject.at("Resources").at("[\"" + id + "\"]");
    parts.push_back(below.empty() ? resource : resource.at(below));
  }
  if (parts.empty()) return subject.has_resource(type);
  return any_fits(parts, "resources of type " + type, matcher);
}

/// Outputs or parameters of these logical ids.
inline Result has_entry(const Template& subject, const std::string& section,
                        const std::vector<std::string>& ids, const PartMatcher& matcher) {
  std::vector<Part> parts;
  for (const std::string& id : ids) parts.push_back(subject.at(section).at("[\"" + id + "\"]"));
  return any_fits(parts, "in " + section, matcher);
}

inline std::string described(const std::string& what, const std::string& pattern) {
  return pattern == "{}" ? what : what + " with " + pattern;
}

}  // namespace detail

/// `Template::has_resource`.
inline auto HasResource(std::string type, std::string resource = "{}") {
  std::string description = detail::described("a resource of type " + type, resource);
  return detail::template_matcher(
      [type = std::move(type), resource = std::move(resource)](const Template& subject) {
        return subject.has_resource(type, resource);
      },
      std::move(description));
}

/// `Template::has_resource_properties`.
inline auto HasResourceProperties(std::string type, std::string properties) {
  std::string description = detail::described("a resource of type " + type, properties);
  return detail::template_matcher(
      [type = std::move(type), properties = std::move(properties)](const Template& subject) {
        return subject.has_resource_properties(type, properties);
      },
      std::move(description));
}

/// `Template::resource_count_is`.
inline auto ResourceCountIs(std::string type, std::size_t count) {
  std::string description = std::to_string(count) + " resources of type " + type;
  return detail::template_matcher(
      [type = std::move(type), count](const Template& subject) {
        return subject.resource_count_is(type, count);
      },
      std::move(description));
}

/// `Template::has_output`.
inline auto HasOutput(std::string logical_id, std::string output = "{}") {
  std::string description = detail::described("the output " + logical_id, output);
  return detail::template_matcher(
      [logical_id = std::move(logical_id), output = std::move(output)](const Template& subject) {
        return subject.has_output(logical_id, output);
      },
      std::move(description));
}

/// `Template::has_parameter`.
inline auto HasParameter(std::string logical_id, std::string parameter = "{}") {
  std::string description = detail::described("the parameter " + logical_id, parameter);
  return detail::template_matcher(
      [logical_id = std::move(logical_id), parameter = std::move(parameter)](const Template& subject) {
        return subject.has_parameter(logical_id, parameter);
      },
      std::move(description));
}

/// `Template::all_resources_properties`.
inline auto AllResourcesProperties(std::string type, std::string properties) {
  std::string description = "only resources of type " + type + " with " + properties;
  return detail::template_matcher(
      [type = std::move(type), properties = std::move(properties)](const Template& subject) {
        return subject.all_resources_properties(type, properties);
      },
      std::move(description));
}

/// `matches_snapshot`.
inline auto MatchesSnapshot(std::string file, SnapshotOptions options = {},
                            std::source_location where = std::source_location::current()) {
  std::string description = "what the snapshot " + file + " has";
  return detail::template_matcher(
      [file = std::move(file), options = std::move(options), where](const Template& subject) {
        return matches_snapshot(subject, file, options, where);
      },
      std::move(description));
}

/// Fits as `matcher` does, one of those that take JSON, and puts what it finds into `result`: then
/// `result.captures("name")` has the captured values.
template <class Subject, class Check>
auto Capturing(Result* result, detail::CheckMatcher<Subject, Check> matcher) {
  std::string description =
      ::testing::DescribeMatcher<const Subject&>(matcher).substr(4);  // without its "has "
  const auto check = [result, matcher = std::move(matcher)](const Subject& subject) {
    *result = matcher.check(subject);
    return *result;
  };
  return detail::CheckMatcher<Subject, decltype(check)>(check, std::move(description));
}

// --- matchers of values
// ----------------------------------------------------------------------------------------------

namespace detail {

/// There is no value.
struct AbsentMatcher {
  using is_gtest_matcher = void;

  bool MatchAndExplain(const Part& part, std::ostream* listener) const {
    if (part.exists() && listener != nullptr) {
      *listener << "at " << part.path() << ": expected nothing, got " << part.json();
    }
    return !part.exists();
  }
  void DescribeTo(std::ostream* out) const { *out << "is absent"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "is there"; }
};

struct AnyValueMatcher {
  using is_gtest_matcher = void;

  bool MatchAndExplain(const Part& part, std::ostream* listener) const {
    if (!part.exists() && listener != nullptr)
      *listener << "at " << part.path() << ": expected any value, got nothing";
    return part.exists();
  }
  void DescribeTo(std::ostream* out) const { *out << "is any value"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "is absent"; }
};

class LikeMatcher {
 public:
  using is_gtest_matcher = void;

  explicit LikeMatcher(std::string pattern) : pattern_(std::move(pattern)) {}

  bool MatchAndExplain(const Part& part, std::ostream* listener) const {
    const std::string mismatch = part.mismatch(pattern_);
    if (listener != nullptr) *listener << mismatch;
    return mismatch.empty();
  }
  void DescribeTo(std::ostream* out) const { *out << "is like " << pattern_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "is not like " << pattern_; }

 private:
  std::string pattern_;
};

/// What is at a path below.
class PropertyMatcher {
 public:
  using is_gtest_matcher = void;

  PropertyMatcher(std::string path, PartMatcher inner, bool takes_nothing)
      : path_(std::move(path)), inner_(std::move(inner)), takes_nothing_(takes_nothing) {}

  bool MatchAndExplain(const Part& above, std::ostream* listener) const {
    const Part part = above.at(path_);
    ::testing::StringMatchResultListener explanation;
    // `Not(Gt(5))` is said of a value: what is missing fits `Absent()` alone.
    const bool fits = (part.exists() || takes_nothing_) && inner_.MatchAndExplain(part, &explanation);
    if (listener != nullptr) explain(part, fits, explanation.str(), *listener);
    return fits;
  }
  void DescribeTo(std::ostream* out) const {
    *out << path_ << " ";
    inner_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << path_ << " ";
    inner_.DescribeNegationTo(out);
  }

 private:
  /// What a matcher within has said of a path is more exact than what can be said here.
  void explain(const Part& part, bool fits, const std::string& inner, std::ostream& out) const {
    const bool names_path = inner.find("at " + part.path()) != std::string::npos;
    if (fits || names_path) {
      out << (names_path ? inner : "at " + part.path() + ": got " + part.json());
      return;
    }
    out << "at " << part.path() << ": expected a value that " << described(inner_) << ", got " << part.json();
    if (!inner.empty()) out << ", " << inner;
  }

  std::string path_;
  PartMatcher inner_;
  bool takes_nothing_;
};

/// A text that is JSON, such as a policy held as text.
class JsonTextMatcher {
 public:
  using is_gtest_matcher = void;

  explicit JsonTextMatcher(PartMatcher inner) : inner_(std::move(inner)) {}

  bool MatchAndExplain(const Part& part, std::ostream* listener) const {
    const Part document = part.json_text();
    if (document.exists()) {
      ::testing::StringMatchResultListener inner;
      const bool fits = inner_.MatchAndExplain(document, &inner);
      if (listener != nullptr) *listener << inner.str();
      return fits;
    }
    if (listener != nullptr)
      *listener << "at " << part.path() << ": expected a text of JSON, got " << part.json();
    return false;
  }
  void DescribeTo(std::ostream* out) const {
    *out << "is a text of JSON that ";
    inner_.DescribeTo(out);
  }
  void DescribeNegationTo(std::ostream* out) const {
    *out << "is no text of JSON that ";
    inner_.DescribeTo(out);
  }

 private:
  PartMatcher inner_;
};

}  // namespace detail

/// There is no value: the property is missing.
inline auto Absent() { return detail::AbsentMatcher(); }

/// Any value, as long as there is one.
inline auto AnyValue() { return detail::AnyValueMatcher(); }

/// A value that fits the pattern of JSON: `Contains(Like(R"({"Key": "team"})"))`.
inline auto Like(std::string pattern) { return detail::LikeMatcher(std::move(pattern)); }

/// A text that is JSON of which `inner` is so: `JsonText(Property("Statement", SizeIs(2)))`.
template <class Inner>
auto JsonText(const Inner& inner) {
  return detail::JsonTextMatcher(detail::part_matcher(inner));
}

/// What is at a path, `RedrivePolicy.maxReceiveCount` or `Tags[0].Value`, is there and fits `inner`: a
/// matcher, or the value itself. Only `Absent()` fits where nothing is.
template <class Inner>
auto Property(std::string path, const Inner& inner) {
  return detail::PropertyMatcher(std::move(path), detail::part_matcher(inner),
                                 std::same_as<Inner, detail::AbsentMatcher>);
}

/// There is a resource of this type of whose Properties the matcher holds.
template <detail::MatchesParts Matcher>
auto HasResourceProperties(std::string type, const Matcher& matcher) {
  auto parts = detail::part_matcher(matcher);
  std::string description = "a resource of type " + type + " whose " + detail::described(parts);
  return detail::template_matcher(
      [type = std::move(type), parts = std::move(parts)](const Template& subject) {
        return detail::has_resource(subject, type, "Properties", parts);
      },
      std::move(description));
}

/// There is a resource of this type of which the matcher holds: `Property("DeletionPolicy", "Retain")`.
template <detail::MatchesParts Matcher>
auto HasResource(std::string type, const Matcher& matcher) {
  auto parts = detail::part_matcher(matcher);
  std::string description = "a resource of type " + type + " whose " + detail::described(parts);
  return detail::template_matcher(
      [type = std::move(type), parts = std::move(parts)](const Template& subject) {
        return detail::has_resource(subject, type, "", parts);
      },
      std::move(description));
}

/// There is an output of this logical id of which the matcher holds: `Property("Export.Name", "shop-url")`.
template <detail::MatchesParts Matcher>
auto HasOutput(std::string logical_id, const Matcher& matcher) {
  auto parts = detail::part_matcher(matcher);
  std::string description = "the output " + logical_id + " whose " + detail::described(parts);
  return detail::template_matcher(
      [logical_id = std::move(logical_id), parts = std::move(parts)](const Template& subject) {
        const Result is_there = subject.has_output(logical_id);
        return is_there ? detail::has_entry(subject, "Outputs", subject.find_outputs(logical_id), parts)
                        : is_there;
      },
      std::move(description));
}

/// There is a parameter of this logical id of which the matcher holds.
template <detail::MatchesParts Matcher>
auto HasParameter(std::string logical_id, const Matcher& matcher) {
  auto parts = detail::part_matcher(matcher);
  std::string description = "the parameter " + logical_id + " whose " + detail::described(parts);
  return detail::template_matcher(
      [logical_id = std::move(logical_id), parts = std::move(parts)](const Template& subject) {
        const Result is_there = subject.has_parameter(logical_id);
        return is_there ? detail::has_entry(subject, "Parameters", subject.find_parameters(logical_id), parts)
                        : is_there;
      },
      std::move(description));
}

// --- annotations
// -----------------------------------------------------------------------------------------------------

/// `Annotations::has_info`.
inline auto HasInfo(std::string path = "*", std::string message = "*") {
  std::string description = "an info at " + path + " like " + message;
  return detail::annotations_matcher(
      [path = std::move(path), message = std::move(message)](const Annotations& subject) {
        return subject.has_info(path, message);
      },
      std::move(description));
}

/// `Annotations::has_warning`.
inline auto HasWarning(std::string path = "*", std::string message = "*") {
  std::string description = "a warning at " + path + " like " + message;
  return detail::annotations_matcher(
      [path = std::move(path), message = std::move(message)](const Annotations& subject) {
        return subject.has_warning(path, message);
      },
      std::move(description));
}

/// `Annotations::has_error`.
inline auto HasError(std::string path = "*", std::string message = "*") {
  std::string description = "an error at " + path + " like " + message;
  return detail::annotations_matcher(
      [path = std::move(path), message = std::move(message)](const Annotations& subject) {
        return subject.has_error(path, message);
      },
      std::move(description));
}

}  // namespace tenon::testing
