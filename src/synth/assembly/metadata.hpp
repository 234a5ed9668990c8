#pragma once

/// \file
/// What the manifest says of the constructs in a stack.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "../json_text.hpp"
#include "../plan.hpp"

namespace tenon::synth {

/// What the app's author noted with `add_info`, `add_warning` and `add_error`, by the construct's path.
class Annotations {
 public:
  explicit Annotations(const App& app);

  bool empty() const noexcept { return by_path_.empty(); }
  const std::vector<const Diagnostic*>* find(std::string_view path) const;

 private:
  std::unordered_map<std::string_view, std::vector<const Diagnostic*>> by_path_;
};

/// The stack's tags as the manifest has them: a later one of the same key wins, in CDK's order (CDK
/// rule 4.10).
std::vector<TextEntry> manifest_tags(const Stack& stack);

/// The `metadata` of a stack's artifact (CDK rule 4.15): for each path below it, with a slash in front,
/// logical ids, tags and annotations, each with the line of the program it comes from.
///
/// A line is written as "at (main.cpp:12)", in the form of a JavaScript stack frame: the CDK CLI 2.1148 shows
/// the last figure of anything else cut off. Where the compiler ran is left out, so that the same program
/// gives the same bytes in every directory.
void append_metadata(JsonText& json, const Stack& stack, const Annotations& annotations);

}  // namespace tenon::synth
