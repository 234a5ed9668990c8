#pragma once

/// \file
/// What the unit tests ask of a synthesized App.

#include <string>
#include <string_view>
#include <vector>

#include "tenon/synth/synthesis.hpp"

namespace tenon::test {

/// Stack properties without bootstrap parameter and rule.
Stack::Props plain();

/// A stack of an App of its own, without bootstrap parameter and rule.
struct OneStack {
  App app;
  Stack& stack = app.add("S", plain());
};

/// JSON on one line, key order and numbers as they are.
std::string compact(std::string_view json);

/// The part of a JSON text under a JSON pointer, on one line; "missing" when there is none.
std::string at(std::string_view json, std::string_view pointer);

/// The stack's template, on one line.
std::string template_of(Stack& stack);

/// What the value is in the stack's template, on one line.
std::string rendered(Stack& stack, const Value<Json>& value);

/// Everything that the passes over the App find.
std::vector<Diagnostic> findings(App& app);

/// "id at path, property: value" of each finding.
std::vector<std::string> summaries(App& app);

/// The only finding of the App; one whose id says how many there are when there is not exactly one.
Diagnostic only_finding(App& app);

/// The id of the `Error` that `call` throws; "nothing" when it throws none.
template <class Call>
std::string error_id(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(error.id());
  }
  return "nothing";
}

}  // namespace tenon::test
