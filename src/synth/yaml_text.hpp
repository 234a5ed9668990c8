#pragma once

/// \file
/// Templates as YAML that a person would have written.

#include <string>
#include <string_view>

namespace tenon::synth {

/// The template of this JSON text as YAML: short forms of functions, block literals for texts of several lines, short
/// lists of functions on one line, and quotes around what a YAML 1.1 reader would not read as text.
std::string yaml_of(std::string_view json);

}  // namespace tenon::synth
