#include "tenon/graph/graph.hpp"

#include <algorithm>

#include "../synth/plan.hpp"
#include "model.hpp"
#include "writers.hpp"

namespace tenon {

namespace {

std::string written(const graph::Picture& picture, GraphFormat format) {
  switch (format) {
    case GraphFormat::mermaid:
      return graph::mermaid_of(picture);
    case GraphFormat::dot:
      return graph::dot_of(picture);
    case GraphFormat::svg:
      break;
  }
  return graph::svg_of(graph::dot_of(picture));
}

}  // namespace

std::optional<std::string> graph_text(App& app, const GraphOptions& options) {
  const synth::Plan plan = synth::make_plan(app, TemplateFormat::json, 1);
  const bool failed = std::ranges::any_of(
      app.diagnostics(), [](const Diagnostic& each) { return each.severity == Severity::error; });
  if (failed) return std::nullopt;
  return written(graph::picture_of(plan, options.depth), options.format);
}

}  // namespace tenon
