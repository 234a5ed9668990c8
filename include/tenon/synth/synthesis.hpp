#pragma once

/// \file
/// Synthesis: from a finished tree to a cloud assembly.
///
/// Named passes, one direction: aspects → resolve references → validate → render (in parallel, nested stacks first) →
/// assets → write. All problems found are reported together; the output folder appears whole or not at all.

#include <string>
#include <vector>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/construct/stack.hpp"

namespace tenon {

enum class TemplateFormat : std::uint8_t { json, yaml };

struct SynthesisOptions {
  /// The assembly's folder. Replaced when synthesis succeeds, left as it was when it does not.
  std::string output_directory = "cdk.out";
  /// `yaml` writes YAML templates beside the JSON ones, which the CDK CLI reads.
  TemplateFormat format = TemplateFormat::json;
  /// Threads that render. Default: as many as the machine has. The result does not depend on it.
  unsigned threads = 0;
};

struct Synthesis {
  /// Everything found, in the order of the tree.
  std::vector<Diagnostic> diagnostics;
  /// Whether the assembly was written: no diagnostic is an error.
  bool succeeded = false;
};

/// Runs the passes and writes the assembly. Throws `Error` when the folder cannot be written ("output-not-written").
/// An App is synthesized once.
Synthesis synthesize(App& app, const SynthesisOptions& options = {});

/// A stack's template as text, after the passes over its whole App; nothing is written. For tests and tools.
/// Throws `Error` ("synthesis-failed") with all findings when there are errors.
std::string template_text(Stack& stack, TemplateFormat format = TemplateFormat::json);

/// A value as its stack's template has it, as JSON on one line; elements of other stacks appear under the logical ids that
/// they have there. For hashes and orders that constructs make in `Construct::prepare`.
std::string resolved_json(const Node& node);

/// One artifact of the assembly as `list` shows it.
struct StackSummary {
  std::string display_name;  ///< the construct path
  std::string stack_name;
  std::string environment;   ///< "aws://123456789012/eu-west-1", unknown parts spelled unknown-account, unknown-region
};

/// The stacks of the App in the order of their deployment.
std::vector<StackSummary> list_stacks(App& app);

}  // namespace tenon
