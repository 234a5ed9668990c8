#pragma once

/// \file
/// Metrics: what alarms and dashboards look at.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/duration.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

/// How a period's figures become one: the service's own words, and `percentile(99)`.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
class Statistic {
 public:
  // Constants of the compiler, so metrics may be made before main begins.
  static const Statistic average, sum, minimum, maximum, sample_count;
  /// The mean of the middle half.
  static const Statistic interquartile_mean;

  /// "p99"; 0 to 100. Throws `InvalidValue` beyond that, as those below do.
  static Statistic percentile(double percent);
  /// "tm99": the mean without the highest values, of which `percent` of a hundred are left.
  static Statistic trimmed_mean(double percent);
  /// Any other, as CloudWatch writes it: "PR(:300)", "TC(0.005:0.030)". At most 39 characters.
  static Statistic named(std::string_view text);

  constexpr std::string_view text() const noexcept { return {text_, length_}; }
  /// Whether it is one of the five that an alarm's `Statistic` takes; the others are its `ExtendedStatistic`.
  bool is_simple() const noexcept;
  friend constexpr bool operator==(const Statistic& a, const Statistic& b) noexcept {
    return a.text() == b.text();
  }

 private:
  explicit constexpr Statistic(std::string_view text) : length_(static_cast<std::uint8_t>(text.size())) {
    for (std::size_t i = 0; i < text.size(); ++i) text_[i] = text[i];
  }

  char text_[39]{};
  std::uint8_t length_;
};

inline constexpr Statistic Statistic::average{"Average"};
inline constexpr Statistic Statistic::sum{"Sum"};
inline constexpr Statistic Statistic::minimum{"Minimum"};
inline constexpr Statistic Statistic::maximum{"Maximum"};
inline constexpr Statistic Statistic::sample_count{"SampleCount"};
inline constexpr Statistic Statistic::interquartile_mean{"IQM"};

struct Dimension {
  std::string name;
  Value<std::string> value;
  friend bool operator==(const Dimension& a, const Dimension& b) = default;
};

/// Figures over time: one metric of a service or of one's own, or an expression of several (metric math). A
/// value: copies are cheap, and constructs hand out metrics of their own (`function.metric_errors()`).
class Metric {
 public:
  struct Props {
    /// "AWS/Lambda"
    std::string metric_namespace;
    std::string metric_name;
    /// At most 30. Default: none.
    std::vector<Dimension> dimensions = {};
    Statistic statistic = Statistic::average;
    /// 1, 5, 10, 20, 30 seconds or whole minutes; alarms and dashboards refuse others. Default: five minutes.
    Duration period = Duration::minutes(5);
    /// Shown on graphs. Default: the metric's name.
    std::string label = {};
    /// "Count", "Seconds", … Default: whatever is reported.
    std::string unit = {};
    /// Default: the region of the stack.
    std::string region = {};
    /// Twelve digits. Default: the account of the stack.
    std::string account = {};
    /// "#rrggbb", for graphs. Default: chosen by CloudWatch.
    std::string color = {};
  };
  Metric(Props props);
  /// Metric math: `Metric::math("errors / invocations * 100", {{"errors", …}, {"invocations", …}})`. Names
  /// begin with a small letter; every name in the expression is one of them (`property-not-allowed` where an
  /// alarm or a dashboard uses it). All of them get the period of the expression, as in CDK.
  /// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
  static Metric math(std::string expression, std::vector<std::pair<std::string, Metric>> using_metrics,
                     Duration period = Duration::minutes(5), std::string label = {});
  /// What is expected of a metric: a band of so many standard deviations around its usual course, for alarms
  /// that compare with one (`ComparisonOperator::less_than_lower_or_greater_than_upper_threshold` and its
  /// like). https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Anomaly_Detection.html
  static Metric anomaly_detection_band(const Metric& metric, double standard_deviations = 2);

  bool is_math() const noexcept;
  /// The same metric with another statistic, period, label or color. Math has no statistic: throws `Error`
  /// there
  /// ("property-not-allowed").
  Metric with_statistic(Statistic statistic) const;
  Metric with_period(Duration period) const;
  Metric with_label(std::string label) const;
  Metric with_color(std::string color) const;

  /// Of one metric. Throws `Error` ("property-not-allowed") for math.
  const Props& props() const;
  /// Of math; both empty for one metric.
  const std::string& expression() const noexcept;
  const std::vector<std::pair<std::string, Metric>>& using_metrics() const noexcept;
  Duration period() const noexcept;
  const std::string& label() const noexcept;
  const std::string& color() const noexcept;
  /// The label, else the metric's name or the expression.
  const std::string& text() const noexcept;

  friend bool operator==(const Metric& a, const Metric& b) noexcept;

 private:
  struct Data;
  explicit Metric(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace tenon
