#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "tenon/value/text.hpp"

namespace tenon {

namespace detail {

void this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders();
void an_arn_literal_holds_no_placeholder_use_format_or_sub();

/// The six parts of an ARN, the last one with everything that follows the fifth colon.
struct ArnParts {
  std::string_view scheme, partition, service, region, account, resource;
};

constexpr ArnParts split_arn(std::string_view text) {
  ArnParts parts;
  for (std::string_view* part :
       {&parts.scheme, &parts.partition, &parts.service, &parts.region, &parts.account}) {
    *part = ascii::take_field(text, ':');
  }
  parts.resource = text;
  return parts;
}

constexpr bool is_wildcard(char c) { return c == '*' || c == '?'; }

constexpr bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

constexpr bool is_name_character(char c) { return ascii::is_lower(c) || ascii::is_digit(c) || c == '-'; }

constexpr bool is_name_pattern(std::string_view text) {
  return ascii::all_of(text, [](char c) { return is_name_character(c) || is_wildcard(c); });
}

/// `aws` and its siblings (`aws-cn`, `aws-us-gov`, `aws-iso-b`, …), or a pattern of them.
constexpr bool is_partition(std::string_view text) {
  if (has_wildcard(text)) return is_name_pattern(text);
  return text == "aws" || (text.starts_with("aws-") && text.size() > 4 && is_name_pattern(text));
}

/// AWS allows no wildcard in the service (IAM JSON policy elements: Resource).
constexpr bool is_service(std::string_view text) {
  return !text.empty() && ascii::all_of(text, is_name_character);
}

/// Twelve digits, nothing, a pattern, or a word in their place: `aws` owns managed policies, `cloudfront`
/// origin access identities, and API Gateway writes the service of an integration there.
constexpr bool is_account(std::string_view text) {
  const auto is_allowed = [](char c) { return is_name_character(c) || is_wildcard(c) || c == '.'; };
  if (text.empty()) return true;
  if (ascii::all_of(text, ascii::is_digit)) return text.size() == 12;
  return ascii::all_of(text, is_allowed);
}

/// What stands between `${` and `}` in an IAM policy variable: a condition key such as `aws:username`, with
/// an optional default text, or one of the characters that are written so to lose their meaning. Never
/// CloudFormation's `AWS::…`.
constexpr bool is_policy_variable(std::string_view name) {
  if (name == "*" || name == "?" || name == "$") return true;
  const std::size_t colon = name.find(':');
  return colon != std::string_view::npos && colon > 0 && name.size() > colon + 1 && name[colon + 1] != ':';
}

/// Whether every `${…}` of the text is a policy variable.
constexpr bool has_only_policy_variables(std::string_view text) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos || !is_policy_variable(text.substr(at + 2, end - at - 2))) return false;
  }
  return true;
}

/// Names may hold blanks and characters beyond ASCII (alarms, object keys); no name holds control characters.
constexpr bool is_arn_resource(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return !text.empty() && text.front() != ' ' && text.back() != ' ' &&
         ascii::all_of(text, [&](char c) { return !is_control(c); });
}

constexpr bool is_arn_shaped(std::string_view text) {
  const ArnParts parts = split_arn(text);
  return ascii::count(text, ':') >= 5 && parts.scheme == "arn" && is_partition(parts.partition) &&
         is_service(parts.service) && is_name_pattern(parts.region) && is_account(parts.account) &&
         is_arn_resource(parts.resource);
}

}  // namespace detail

/// Whether `text` is an ARN: `arn:partition:service:region:account-id:resource`, region and account possibly
/// empty.
/// `*` and `?` may stand in every part but the first and the service, IAM policy variables
/// (`${aws:username}`) in the resource. Source: AWS General Reference, "Amazon Resource Names (ARNs)"; IAM
/// JSON policy elements, "Resource".
constexpr bool is_arn(std::string_view text) {
  return detail::has_only_policy_variables(text) && detail::is_arn_shaped(text);
}

/// The name of one resource, or with wildcards of many, in all of AWS.
///
/// `Arn topic = "arn:aws:sns:eu-west-1:123456789012:alarms";` is checked by the compiler. An ARN with parts
/// known only at deployment is put together with `format()` or `sub()` and is no `Arn`.
class Arn {
 public:
  /// From a string literal, which is held by pointer; does not compile where it is no ARN (see
  /// `requirement`).
  template <std::size_t N>
  consteval Arn(const char (&text)[N]) : text_(detail::SpelledText::Literal{}, detail::literal_text(text)) {
    if (!detail::has_only_policy_variables(text_.view()))
      detail::an_arn_literal_holds_no_placeholder_use_format_or_sub();
    if (!is_arn(text_.view())) detail::this_is_not_an_arn_such_as_arn_aws_sqs_eu_west_1_123456789012_orders();
  }

  /// From text known at run time, which is copied; empty where it is no ARN.
  static std::optional<Arn> parse(std::string_view text) {
    if (!is_arn(text)) return std::nullopt;
    return Arn(detail::SpelledText(text));
  }

  /// What an ARN looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "an ARN, arn:partition:service:region:account-id:resource, such as "
           "arn:aws:sqs:eu-west-1:123456789012:orders; region and account may be empty, * and ? stand for "
           "many";
  }

  /// The whole ARN as written. Lives as long as this object.
  constexpr std::string_view text() const { return text_.view(); }

  /// `aws`, `aws-cn`, `aws-us-gov`, …
  constexpr std::string_view partition() const { return detail::split_arn(text()).partition; }
  /// The service's prefix, such as `s3`.
  constexpr std::string_view service() const { return detail::split_arn(text()).service; }
  /// The region's code; empty for what belongs to no region.
  constexpr std::string_view region() const { return detail::split_arn(text()).region; }
  /// The account's twelve digits; empty for what is unique without (an S3 bucket), or a word such as `aws`.
  constexpr std::string_view account() const { return detail::split_arn(text()).account; }
  /// Everything after the fifth colon: the resource's id, after its type and `/` or `:` where the service
  /// writes one.
  constexpr std::string_view resource() const { return detail::split_arn(text()).resource; }

  /// Whether the ARN stands for many resources (`*`, `?`).
  constexpr bool has_wildcard() const { return detail::has_wildcard(text()); }

  friend constexpr bool operator==(const Arn& a, const Arn& b) { return a.text() == b.text(); }
  friend constexpr auto operator<=>(const Arn& a, const Arn& b) { return a.text() <=> b.text(); }

 private:
  explicit Arn(detail::SpelledText text) : text_(std::move(text)) {}

  detail::SpelledText text_;
};

}  // namespace tenon
