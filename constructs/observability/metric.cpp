#include "tenon/constructs/observability/metric.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {

// --- Statistic ---

namespace {

constexpr std::array<std::string_view, 5> simple_statistics = {"Average", "Sum", "Minimum", "Maximum",
                                                               "SampleCount"};

std::string of_hundred(std::string_view prefix, double percent) {
  if (!(percent >= 0 && percent <= 100)) {
    throw InvalidValue(fmt::format("a percentile is a number from 0 to 100, and {} is none", percent));
  }
  return fmt::format("{}{}", prefix, percent);
}

}  // namespace

Statistic Statistic::percentile(double percent) { return named(of_hundred("p", percent)); }
Statistic Statistic::trimmed_mean(double percent) { return named(of_hundred("tm", percent)); }

Statistic Statistic::named(std::string_view text) {
  if (text.empty() || text.size() > sizeof(text_)) {
    throw InvalidValue(fmt::format("a statistic has 1 to {} characters, and \"{}\" has {}", sizeof(text_),
                                   text, text.size()));
  }
  return Statistic(text);
}

bool Statistic::is_simple() const noexcept {
  return std::ranges::find(simple_statistics, text()) != simple_statistics.end();
}

// --- Metric ---

/// Of math, `props` holds what any metric has: period, label, color.
struct Metric::Data {
  Props props;
  std::string expression = {};
  std::vector<std::pair<std::string, Metric>> using_metrics = {};
  bool is_math = false;
};

Metric::Metric(Props props) : data_(std::make_shared<const Data>(Data{std::move(props)})) {}

Metric Metric::math(std::string expression, std::vector<std::pair<std::string, Metric>> using_metrics,
                    Duration period, std::string label) {
  for (auto& [name, metric] : using_metrics) metric = metric.with_period(period);
  return Metric(std::make_shared<const Data>(Data{
      .props = {.metric_namespace = {}, .metric_name = {}, .period = period, .label = std::move(label)},
      .expression = std::move(expression),
      .using_metrics = std::move(using_metrics),
      .is_math = true,
  }));
}

Metric Metric::anomaly_detection_band(const Metric& metric, double standard_deviations) {
  if (!(standard_deviations > 0)) {
    throw InvalidValue(
        fmt::format("a band has a width above 0 standard deviations, and {} is none", standard_deviations));
  }
  return math(fmt::format("ANOMALY_DETECTION_BAND(m0, {})", standard_deviations), {{"m0", metric}},
              metric.period(), "Anomaly Detection Band");
}

bool Metric::is_math() const noexcept { return data_->is_math; }

Metric Metric::with_statistic(Statistic statistic) const {
  Props changed = props();
  changed.statistic = statistic;
  return Metric(std::move(changed));
}

Metric Metric::with_period(Duration period) const {
  Data changed = *data_;
  changed.props.period = period;
  for (auto& [name, metric] : changed.using_metrics) metric = metric.with_period(period);
  return Metric(std::make_shared<const Data>(std::move(changed)));
}

Metric Metric::with_label(std::string label) const {
  Data changed = *data_;
  changed.props.label = std::move(label);
  return Metric(std::make_shared<const Data>(std::move(changed)));
}

Metric Metric::with_color(std::string color) const {
  Data changed = *data_;
  changed.props.color = std::move(color);
  return Metric(std::make_shared<const Data>(std::move(changed)));
}

const Metric::Props& Metric::props() const {
  if (is_math()) {
    throw Error("property-not-allowed",
                fmt::format("\"{}\" is an expression: it has no name, dimensions and statistic of its own",
                            data_->expression));
  }
  return data_->props;
}

const std::string& Metric::expression() const noexcept { return data_->expression; }
const std::vector<std::pair<std::string, Metric>>& Metric::using_metrics() const noexcept {
  return data_->using_metrics;
}
Duration Metric::period() const noexcept { return data_->props.period; }
const std::string& Metric::label() const noexcept { return data_->props.label; }
const std::string& Metric::color() const noexcept { return data_->props.color; }

const std::string& Metric::text() const noexcept {
  if (!label().empty()) return label();
  return is_math() ? data_->expression : data_->props.metric_name;
}

bool operator==(const Metric& a, const Metric& b) noexcept {
  const Metric::Props& x = a.data_->props;
  const Metric::Props& y = b.data_->props;
  return a.data_ == b.data_ ||
         (a.is_math() == b.is_math() && a.expression() == b.expression() &&
          a.using_metrics() == b.using_metrics() && x.metric_namespace == y.metric_namespace &&
          x.metric_name == y.metric_name && x.dimensions == y.dimensions && x.statistic == y.statistic &&
          x.period == y.period && x.label == y.label && x.unit == y.unit && x.region == y.region &&
          x.account == y.account && x.color == y.color);
}

}  // namespace tenon
