#pragma once

/// \file
/// Dashboards of CloudWatch.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/construct.hpp"
#include "tenon/constructs/observability/metric.hpp"

namespace tenon::aws::cloudwatch {
class Dashboard;
}

namespace tenon {

class Alarm;
class AlarmBase;
class LogGroup;

/// The units of a dashboard's grid are 1/24 of its width; a widget is 1 to 24 of them wide and 1 to 1,000
/// high.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
inline constexpr std::int64_t dashboard_width = 24;

/// An axis of a graph.
struct YAxis {
  /// Default: chosen by CloudWatch.
  std::optional<double> min = {};
  std::optional<double> max = {};
  std::string label = {};
  /// Default: shown.
  std::optional<bool> show_units = {};
};

/// A line across a graph.
struct HorizontalAnnotation {
  double value = 0;
  std::string label = {};
  /// "#rrggbb". Default: that of CloudWatch.
  std::string color = {};
  enum class Fill : std::uint8_t { none, above, below };
  std::optional<Fill> fill = {};

  /// Where an alarm's threshold is, in the words of `Alarm::annotation`. The alarm's threshold is a number
  /// known now; throws `InvalidValue` otherwise.
  static HorizontalAnnotation of(const Alarm& alarm);
};

enum class GraphView : std::uint8_t { time_series, bar, pie };
enum class LegendPosition : std::uint8_t { bottom, right, hidden };

/// Metrics over time.
struct GraphWidget {
  std::string title = {};
  std::vector<Metric> left = {};
  std::vector<Metric> right = {};
  std::int64_t width = 6;
  std::int64_t height = 6;
  GraphView view = GraphView::time_series;
  bool stacked = false;
  std::vector<HorizontalAnnotation> left_annotations = {};
  std::vector<HorizontalAnnotation> right_annotations = {};
  std::optional<YAxis> left_y_axis = {};
  std::optional<YAxis> right_y_axis = {};
  /// Default: below.
  std::optional<LegendPosition> legend_position = {};
  /// Default: those of the metrics.
  std::optional<Statistic> statistic = {};
  std::optional<Duration> period = {};
  /// Whether figures count that are not complete yet. Default: they do not.
  std::optional<bool> live_data = {};
  /// Default: the stack's.
  std::string region = {};
};

/// The newest figures of metrics.
struct SingleValueWidget {
  std::string title = {};
  std::vector<Metric> metrics;
  std::int64_t width = 6;
  std::int64_t height = 3;
  /// Whether the figure is of the whole time shown. Not together with `sparkline`.
  std::optional<bool> set_period_to_time_range = {};
  /// Whether all digits are shown.
  std::optional<bool> full_precision = {};
  /// Whether a small graph stands below.
  std::optional<bool> sparkline = {};
  std::optional<Duration> period = {};
  /// Default: the stack's.
  std::string region = {};
};

/// A metric as a needle between two ends.
struct GaugeWidget {
  std::string title = {};
  std::vector<Metric> metrics;
  std::int64_t width = 6;
  std::int64_t height = 6;
  /// Default: 0 to 100.
  std::optional<YAxis> left_y_axis = {};
  std::vector<HorizontalAnnotation> annotations = {};
  /// Default: the stack's.
  std::string region = {};
};

/// Markdown.
struct TextWidget {
  Value<std::string> markdown;
  std::int64_t width = 6;
  std::int64_t height = 2;
  bool solid_background = false;
};

/// An alarm, its metric and its threshold.
struct AlarmWidget {
  const AlarmBase& alarm;
  std::string title = {};
  std::int64_t width = 6;
  std::int64_t height = 6;
  std::optional<YAxis> left_y_axis = {};
  /// Default: the stack's.
  std::string region = {};
};

/// The states of alarms.
struct AlarmStatusWidget {
  std::vector<const AlarmBase*> alarms;
  /// Default: "Alarm Status", as in CDK.
  std::string title = {};
  std::int64_t width = 6;
  std::int64_t height = 3;
};

enum class LogQueryView : std::uint8_t { table, line, stacked_area, bar, pie };

/// What a query finds in log groups.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
struct LogQueryWidget {
  std::vector<const LogGroup*> log_groups;
  /// Joined by `|`: `{"fields @timestamp, @message", "sort @timestamp desc", "limit 20"}`.
  std::vector<std::string> query_lines;
  std::string title = {};
  std::int64_t width = 6;
  std::int64_t height = 6;
  LogQueryView view = LogQueryView::table;
  /// Default: the stack's.
  std::string region = {};
};

/// A gap.
struct Spacer {
  std::int64_t width = 1;
  std::int64_t height = 1;
};

/// Something on a dashboard: one of the above, or several beside or below each other.
class Widget {
 public:
  Widget(const GraphWidget& widget);
  Widget(const SingleValueWidget& widget);
  Widget(const GaugeWidget& widget);
  Widget(const TextWidget& widget);
  Widget(const AlarmWidget& widget);
  Widget(const AlarmStatusWidget& widget);
  Widget(const LogQueryWidget& widget);
  Widget(const Spacer& widget);
  /// Beside each other, on further lines where they do not fit.
  static Widget row(std::vector<Widget> widgets);
  /// Below each other.
  static Widget column(std::vector<Widget> widgets);

  std::int64_t width() const noexcept;
  std::int64_t height() const noexcept;

  struct Data;
  const Data& data() const noexcept { return *data_; }

 private:
  explicit Widget(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// Graphs and texts on one page, written as CDK writes them.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-dashboard.html
class Dashboard final : public Construct {
 public:
  enum class PeriodOverride : std::uint8_t { automatic, inherit };

  struct Props {
    using Of = Dashboard;
    /// Letters, digits, `-` and `_`. Default: CloudFormation makes a name.
    Value<std::string> dashboard_name = {};
    /// Rows of widgets. Default: none; see `add_widgets`.
    std::vector<std::vector<Widget>> widgets = {};
    /// What is shown until another time is chosen. Default: three hours, the service's own. Not together with
    /// `start`.
    std::optional<Duration> default_interval = {};
    /// "-P7D", or ISO 8601 "2030-01-01T00:00:00.000Z". Default: see `default_interval`.
    std::string start = {};
    /// ISO 8601; with `start`. Default: now.
    std::string end = {};
    /// Whether widgets keep their periods when another time is chosen. Default: CloudWatch chooses them.
    std::optional<PeriodOverride> period_override = {};
  };

  Dashboard(const Scope& scope, const Props& props);

  aws::cloudwatch::Dashboard& resource() const noexcept { return resource_; }
  Value<std::string> dashboard_name() const;
  Value<std::string> arn() const;
  /// A row of widgets below those that are there.
  void add_widgets(std::vector<Widget> widgets);

 protected:
  void prepare() override;

 private:
  aws::cloudwatch::Dashboard& resource_;
  std::string start_;
  std::string end_;
  std::optional<PeriodOverride> period_override_;
  std::vector<Widget> rows_;
};

}  // namespace tenon
