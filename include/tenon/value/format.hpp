#pragma once

/// \file
/// Texts put together from literals and deploy-time values.

#include "tenon/value/expression.hpp"

namespace tenon {

namespace detail {

void the_number_of_placeholders_differs_from_the_number_of_values();
void a_single_brace_stands_in_the_format_string();
void this_is_not_a_pseudo_parameter_of_cloudformation(std::string_view);
void a_placeholder_is_not_closed_by_a_brace();

/// Counts `{}`; `{{` and `}}` stand for the braces themselves.
consteval std::size_t count_placeholders(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '}') continue;
    const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
    const bool placeholder = text[i] == '{' && i + 1 < text.size() && text[i + 1] == '}';
    if (!doubled && !placeholder) a_single_brace_stands_in_the_format_string();
    count += placeholder;
    ++i;
  }
  return count;
}

template <class... Values>
struct FormatString {
  std::string_view text;
  template <std::size_t N>
  consteval FormatString(const char (&literal)[N]) : text(literal, N - 1) {
    if (count_placeholders(text) != sizeof...(Values)) the_number_of_placeholders_differs_from_the_number_of_values();
  }
};

constexpr bool is_pseudo_parameter(std::string_view name) {
  for (std::string_view known : {"AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition",
                                 "AWS::Region", "AWS::StackId", "AWS::StackName", "AWS::URLSuffix"}) {
    if (name == known) return true;
  }
  return false;
}

struct SubString {
  std::string_view text;
  template <std::size_t N>
  consteval SubString(const char (&literal)[N]) : text(literal, N - 1) {
    for (auto start = text.find("${"); start != text.npos; start = text.find("${", start + 2)) {
      const auto end = text.find('}', start);
      if (end == text.npos) a_placeholder_is_not_closed_by_a_brace();
      const auto name = text.substr(start + 2, end - start - 2);
      if (name.starts_with("AWS::") && !is_pseudo_parameter(name)) {
        this_is_not_a_pseudo_parameter_of_cloudformation(name);
      }
    }
  }
};

TextExpression format(Function rendering, std::string_view text, std::span<const Value<std::string>> values);

}  // namespace detail

/// A text with values put in for each `{}`: `format("{}-vpc{}", pseudo::stack_name, suffix.ref())`. The placeholders
/// are counted by the compiler. Rendered as `Fn::Join`, as CDK does.
template <class... Values>
TextExpression format(std::type_identity_t<detail::FormatString<Values...>> text, const Values&... values) {
  const Value<std::string> texts[] = {Value<std::string>(detail::keep(values))..., Value<std::string>()};
  return detail::format(Function::TextAsJoin, text.text, {texts, sizeof...(Values)});
}

/// As `format`, rendered as `Fn::Sub`.
template <class... Values>
TextExpression format_sub(std::type_identity_t<detail::FormatString<Values...>> text, const Values&... values) {
  const Value<std::string> texts[] = {Value<std::string>(detail::keep(values))..., Value<std::string>()};
  return detail::format(Function::TextAsSub, text.text, {texts, sizeof...(Values)});
}

/// `Fn::Sub` of a text as CloudFormation takes it: `sub("${AWS::StackName}-vpc${EnvironmentSuffix}")`. Pseudo
/// parameters are checked by the compiler, other names by synthesis.
TextExpression sub(detail::SubString text);
/// With values for names of the text's own.
TextExpression sub(detail::SubString text, const Map<std::string>& variables);
/// `Fn::Sub` of a text that is known only at run time; every name is checked by synthesis.
TextExpression sub_text(std::string_view text, const Map<std::string>& variables = {});

}  // namespace tenon
