#pragma once

/// \file
/// Outputs that other stacks read (CDK rule 4.11).

#include <string>
#include <string_view>

#include "tenon/construct/stack.hpp"

namespace tenon {

/// The construct of this id below `scope`, made where there is none yet.
Construct& group_below(Construct& scope, std::string_view id);

/// The id of the output of an element's `Ref` (empty attribute) or attribute: `Output{"Fn::GetAtt":["Id","Arn"]}`.
std::string output_construct_id(const Element& element, std::string_view attribute);

/// Adds the export of this construct id to the producer where there is none yet; returns its name.
std::string add_export(Stack& producer, std::string_view construct_id, Output::Props props);

}  // namespace tenon
