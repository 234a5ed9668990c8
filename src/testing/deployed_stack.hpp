#pragma once

/// \file
/// A template together with what its deployment was given, as the evaluator reads it.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "comparison.hpp"
#include "tenon/construct/stack.hpp"

namespace tenon::testing::detail {

/// The transform that some functions and loops need.
inline constexpr std::string_view language_extensions = "AWS::LanguageExtensions";

/// The value of a parameter as `Ref` gives it.
struct ParameterValue {
  std::string name;
  Json value;
  /// The name of the SSM parameter that was not given.
  std::string unknown_ssm_parameter = {};
};

struct DeployedStack {
  Json document;  // its loops already unrolled
  std::string name;
  Region region = "us-east-1";
  AccountId account = "123456789012";
  std::vector<ParameterValue> parameters = {};
  std::vector<TextEntry> attributes = {};
  std::vector<std::string> availability_zones = {};
  std::vector<std::shared_ptr<const DeployedStack>> others = {};

  /// Null where the template has no such section or entry.
  const Json* entry(std::string_view section, std::string_view name_of_entry) const;
  /// An object without members where there is no such section.
  const Json& section(std::string_view name_of_section) const;
  bool has_transform(std::string_view name_of_transform) const;
};

/// "a, b", or "none".
std::string names_of(const Json& object);

/// A number or a truth value as the text that CloudFormation makes of it. Empty for what has no text.
std::optional<std::string> text_of(const Json& scalar);

/// The entry of this key, or null.
const TextEntry* find_entry(const std::vector<TextEntry>& entries, std::string_view key);

/// The values of all parameters. Throws `Error` ("parameter-refused") with all that is wrong.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
std::vector<ParameterValue> parameter_values(const Json& parameters, const std::vector<TextEntry>& given,
                                             const std::vector<TextEntry>& ssm_parameters);

}  // namespace tenon::testing::detail
