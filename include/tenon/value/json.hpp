#pragma once

/// \file
/// Documents: values of properties of type JSON, and JSON as text with references inside.

#include "tenon/value/expression.hpp"

namespace tenon::json {

/// An object; the order given is kept. `json::object({{"Version", "2012-10-17"}, {"Statement", statements}})`
Value<Json> object(std::initializer_list<Map<Json>::Entry> entries);
Value<Json> object(std::span<const Map<Json>::Entry> entries);
/// A list.
Value<Json> array(std::initializer_list<Value<Json>> items);
Value<Json> array(std::span<const Value<Json>> items);
/// The null of JSON.
Value<Json> null();
/// Reads JSON text. Throws `InvalidValue` where the text is no JSON, with the line and column, and where it
/// is nested more than 500 deep.
Value<Json> parse(std::string_view text);

/// How references inside a text are rendered.
enum class Rendering { join, sub };

struct StringOptions {
  Rendering rendering = Rendering::join;
  /// Spaces per level; lines are ended by a newline, the last one too. Default: compact, on one line.
  int indent = 0;
};

/// The document as text: a state machine definition, a dashboard, a policy held as text. References inside
/// are put into the text when CloudFormation deploys (CDK's rule: quotes and literals inside are escaped,
/// numbers stay bare).
TextExpression string(const Value<Json>& document, StringOptions options = {});

}  // namespace tenon::json
