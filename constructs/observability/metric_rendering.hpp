#pragma once

/// \file
/// What alarms and dashboards have in common when they write metrics down. Not part of the public API.

#include <string>
#include <vector>

#include "tenon/constructs/observability/metric.hpp"

namespace tenon {
class Construct;
}

namespace tenon::detail {

/// Whether both stand for the same figures: labels, colors and units do not count.
bool same_figures(const Metric& a, const Metric& b);

/// A metric as it is listed in an alarm or a graph.
struct MetricEntry {
  Metric metric;
  /// How deep below what was asked for; 1 is what was asked for.
  int level = 1;
  /// The name in expressions; empty for none.
  std::string id = {};
  /// Where it is shown ("left", "right"); empty for what is only used in an expression.
  std::string_view axis = {};
};

/// Metrics with those that their expressions use, each once, in CDK's order. Two metrics of one name in one
/// list are refused (`property-not-allowed` of `property` at `construct`).
class MetricSet {
 public:
  MetricSet(const Construct& construct, std::string_view property)
      : construct_(construct), property_(property) {}
  void add(std::string_view axis, const std::vector<Metric>& metrics);
  const std::vector<MetricEntry>& entries() const noexcept { return entries_; }

 private:
  void add(const Metric& metric, int level, std::string_view axis, const std::string& id);
  MetricEntry* find(const Metric& metric, const std::string& id);

  const Construct& construct_;
  std::string_view property_;
  std::vector<MetricEntry> entries_;
};

enum class MetricUse : std::uint8_t { alarm, graph };

/// Reports what CloudWatch would not take of a metric and those below it: unknown names in expressions,
/// periods, dimensions.
void check_metric(const Construct& construct, std::string_view property, const Metric& metric, MetricUse use);

/// Whether an expression calls the function, outside of its texts.
bool calls(std::string_view expression, std::string_view function);

/// Sorted by name, as CDK writes them.
std::vector<Dimension> sorted_dimensions(const Metric::Props& metric);

}  // namespace tenon::detail
