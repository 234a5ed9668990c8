#pragma once

/// \file
/// The intrinsic functions as data: what each is called in a template and how its arguments stand there.

#include <string_view>

#include "tenon/value/node.hpp"

namespace tenon::synth {

enum class ArgumentForm : std::uint8_t {
  single,   ///< {"Fn::Base64": x}
  list,     ///< {"Fn::Join": [a, b]}
  special,  ///< rendered by a function of its own
};

struct FunctionFacts {
  std::string_view name;  ///< the key in the template
  ArgumentForm form;
  bool decides = false;             ///< takes conditions, in which a Condition stands as {"Condition": name}
  bool needs_extensions = false;    ///< needs the transform AWS::LanguageExtensions
};

const FunctionFacts& facts_of(Function function) noexcept;

inline constexpr std::string_view language_extensions = "AWS::LanguageExtensions";

}  // namespace tenon::synth
