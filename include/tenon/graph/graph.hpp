#pragma once

/// \file
/// The architecture of an App as a picture: what `graph` prints.
///
/// Stages, stacks and nested stacks are frames; the constructs in them are nodes that name their service;
/// what they refer to, may do and connect to are edges. What an architect would not draw (log groups,
/// policies, permissions, parameters, …) is folded into what it belongs to.

#include <cstdint>
#include <optional>
#include <string>

namespace tenon {

class App;

/// What the picture is written as.
enum class GraphFormat : std::uint8_t {
  mermaid,  ///< a flowchart of Mermaid, which GitHub and others draw from Markdown: https://mermaid.js.org
  dot,      ///< Graphviz's language: https://graphviz.org/doc/info/lang.html
  svg,      ///< drawn by Graphviz's `dot`, which has to be installed
};

struct GraphOptions {
  GraphFormat format = GraphFormat::mermaid;
  /// How many levels are drawn, at least 1. 1: the stacks, and who needs whose values. 2: the constructs
  /// directly below each stack, with all that stands below them folded in. 3 and more: what is in these, too.
  /// From `graph_depth_of_details` on, what is otherwise folded away has nodes of its own.
  std::int64_t depth = 2;
};

/// From this depth on roles, security groups, log groups and their like are drawn.
inline constexpr std::int64_t graph_depth_of_details = 4;

/// The picture as text, after the passes over the whole App that come before rendering; nothing is written.
/// The same App gives the same Mermaid and the same DOT on every machine; the places in the SVG are
/// Graphviz's. Unset when there are errors: `app.diagnostics()` has them. Throws `Error` when Graphviz is
/// needed and missing
/// ("graphviz-not-found") or does not do its work ("graphviz-failed").
std::optional<std::string> graph_text(App& app, const GraphOptions& options = {});

}  // namespace tenon
