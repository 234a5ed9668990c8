#pragma once

/// \file
/// Texts that are put together from literals and expressions, flattened.

#include <string>
#include <vector>

#include "plan.hpp"

namespace tenon::synth {

/// A literal, or an expression (then `literal` is empty and `node` set).
struct Piece {
  std::string literal;
  Node node;
};

/// The pieces of a text: adjacent literals merged, texts inside texts and joins without delimiter spliced in
/// (CDK rule 4.8). Takes any node that yields text.
std::vector<Piece> pieces_of(const StackPlan& plan, const Node& text);

/// The pieces of a document written as JSON text: `arguments` are those of JsonAsJoin and JsonAsSub.
std::vector<Piece> pieces_of_json(const StackPlan& plan, std::span<const Node> arguments);

}  // namespace tenon::synth
