#include "tenon/constructs/observability/dashboard.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include <fmt/format.h>

#include "tenon/aws/cloudwatch/Dashboard.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/constructs/support/refusal.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/constructs/observability/metric_rendering.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/invalid_value.hpp"
#include "tenon/value/json.hpp"

namespace tenon {

HorizontalAnnotation HorizontalAnnotation::of(const Alarm& alarm) {
  const Node& threshold = alarm.threshold();
  if (threshold.kind() != NodeKind::integer && threshold.kind() != NodeKind::number) {
    throw InvalidValue(fmt::format("the threshold of {} is no number that is known now", alarm.path()));
  }
  const double value =
      threshold.kind() == NodeKind::integer ? static_cast<double>(threshold.integer()) : threshold.number();
  return {.value = value, .label = alarm.annotation()};
}

// --- Widget ---

namespace {

struct Position {
  std::int64_t x = 0;
  std::int64_t y = 0;
};

/// Widgets with the places that they have inside.
struct Group {
  std::vector<Widget> widgets;
  std::vector<Position> positions;
};

}  // namespace

struct Widget::Data {
  using Content = std::variant<GraphWidget, SingleValueWidget, GaugeWidget, TextWidget, AlarmWidget,
                               AlarmStatusWidget, LogQueryWidget, Spacer, Group>;
  Content content;
  std::int64_t width = 0;
  std::int64_t height = 0;
};

namespace {

template <class W>
std::shared_ptr<const Widget::Data> data_of(const W& widget) {
  return std::make_shared<const Widget::Data>(Widget::Data{widget, widget.width, widget.height});
}

}  // namespace

Widget::Widget(const GraphWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const SingleValueWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const GaugeWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const TextWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const AlarmWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const AlarmStatusWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const LogQueryWidget& widget) : data_(data_of(widget)) {}
Widget::Widget(const Spacer& widget) : data_(data_of(widget)) {}

Widget Widget::row(std::vector<Widget> widgets) {
  Group group;
  Position next;
  std::int64_t width = 0;
  std::int64_t height = 0;
  for (const Widget& widget : widgets) {
    if (next.x + widget.width() > dashboard_width) next = {0, height};
    group.positions.push_back(next);
    width = std::max(width, next.x + widget.width());
    height = std::max(height, next.y + widget.height());
    next.x += widget.width();
  }
  group.widgets = std::move(widgets);
  return Widget(std::make_shared<const Data>(Data{std::move(group), width, height}));
}

Widget Widget::column(std::vector<Widget> widgets) {
  Group group;
  std::int64_t width = 0;
  std::int64_t height = 0;
  for (const Widget& widget : widgets) {
    group.positions.push_back({0, height});
    width = std::max(width, widget.width());
    height += widget.height();
  }
  group.widgets = std::move(widgets);
  return Widget(std::make_shared<const Data>(Data{std::move(group), width, height}));
}

std::int64_t Widget::width() const noexcept { return data_->width; }
std::int64_t Widget::height() const noexcept { return data_->height; }

// --- rendering ---

namespace {

constexpr std::array<std::string_view, 3> fill_texts = {"none", "above", "below"};
constexpr std::array<std::string_view, 3> view_texts = {"timeSeries", "bar", "pie"};
constexpr std::array<std::string_view, 3> legend_texts = {"bottom", "right", "hidden"};
/// In the order of `LogQueryView`; lines and areas are time series that are stacked or not.
constexpr std::array<std::string_view, 5> query_view_texts = {"table", "timeSeries", "timeSeries", "bar",
                                                              "pie"};
constexpr Duration usual_period = Duration::minutes(5);

template <std::size_t N, class Enum>
std::string_view text_in(const std::array<std::string_view, N>& texts, Enum value) {
  return texts[static_cast<std::size_t>(value)];
}

/// Members of an object in the order in which they are added; what is not set is left out.
class Members {
 public:
  void add(std::string_view key, const Value<Json>& value) {
    if (!value.is_set()) return;
    nodes_.emplace_back(key);
    nodes_.push_back(value);
  }
  void add_text(std::string_view key, std::string_view text) {
    if (!text.empty()) add(key, text);
  }
  template <class T>
  void add_if(std::string_view key, const std::optional<T>& value) {
    if (value) add(key, Value<Json>(*value));
  }
  void add_period(std::string_view key, const std::optional<Duration>& period) {
    if (period) add(key, period->to_seconds());
  }
  bool empty() const { return nodes_.empty(); }
  Value<Json> object() const { return {Raw{}, Node::object(nodes_)}; }

 private:
  std::vector<Node> nodes_;
};

Value<Json> list_of(const std::vector<Node>& items) { return {Raw{}, Node::list(items)}; }

Value<Json> metric_json(const detail::MetricEntry& entry) {
  std::vector<Node> items;
  Members options;
  const Metric& metric = entry.metric;
  const bool visible = !entry.axis.empty();
  // CDK's orders: the members that say how a metric looks have their places in front.
  if (!metric.is_math()) {
    const Metric::Props& props = metric.props();
    items = {Node(std::string_view(props.metric_namespace)), Node(std::string_view(props.metric_name))};
    for (const Dimension& dimension : detail::sorted_dimensions(props)) {
      items.emplace_back(std::string_view(dimension.name));
      items.push_back(dimension.value);
    }
    options.add_text("color", props.color);
    options.add_text("label", props.label);
    options.add_text("id", entry.id);
    if (!visible) options.add("visible", false);
    options.add_text("accountId", props.account);
    options.add_text("region", props.region);
  } else {
    options.add_text("label", metric.label().empty() && visible ? metric.text() : metric.label());
    options.add_text("color", metric.color());
    if (!visible) options.add("visible", false);
    options.add_text("expression", metric.expression());
  }
  if (metric.period() != usual_period) options.add("period", metric.period().to_seconds());
  if (!metric.is_math() && metric.props().statistic != Statistic::average) {
    options.add("stat", metric.props().statistic.text());
  }
  if (entry.axis == "right") options.add("yAxis", "right");
  if (metric.is_math()) options.add_text("id", entry.id);
  if (!options.empty()) items.push_back(options.object());
  return list_of(items);
}

Value<Json> metrics_json(const Construct& dashboard, const std::vector<Metric>& left,
                         const std::vector<Metric>& right) {
  detail::MetricSet set(dashboard, "widgets");
  set.add("left", left);
  set.add("right", right);
  std::vector<Node> items;
  for (const detail::MetricEntry& entry : set.entries()) items.push_back(metric_json(entry));
  return items.empty() ? Value<Json>() : list_of(items);
}

Members annotation_members(const HorizontalAnnotation& annotation) {
  Members members;
  members.add("value", annotation.value);
  members.add_text("label", annotation.label);
  members.add_text("color", annotation.color);
  if (annotation.fill) members.add("fill", text_in(fill_texts, *annotation.fill));
  return members;
}

Value<Json> axis_json(const std::optional<YAxis>& axis) {
  if (!axis) return {};
  Members members;
  members.add_if("min", axis->min);
  members.add_if("max", axis->max);
  members.add_text("label", axis->label);
  members.add_if("showUnits", axis->show_units);
  return members.object();
}

Value<Json> region_json(const std::string& region) {
  return region.empty() ? Value<Json>(Value<std::string>(pseudo::region)) : region;
}

Value<Json> legend_json(const std::optional<LegendPosition>& position) {
  if (!position) return {};
  return json::object({{"position", text_in(legend_texts, *position)}});
}

Value<Json> properties_json(const Construct& dashboard, const GraphWidget& widget) {
  std::vector<Node> lines;
  const auto add_lines = [&](const std::vector<HorizontalAnnotation>& annotations, std::string_view axis) {
    for (const HorizontalAnnotation& annotation : annotations) {
      Members members = annotation_members(annotation);
      members.add("yAxis", axis);
      lines.push_back(members.object());
    }
  };
  add_lines(widget.left_annotations, "left");
  add_lines(widget.right_annotations, "right");
  Members axes;
  axes.add("left", axis_json(widget.left_y_axis));
  axes.add("right", axis_json(widget.right_y_axis));

  Members members;
  members.add("view", text_in(view_texts, widget.view));
  members.add_text("title", widget.title);
  members.add("region", region_json(widget.region));
  if (widget.stacked) members.add("stacked", true);
  members.add("metrics", metrics_json(dashboard, widget.left, widget.right));
  if (!lines.empty()) members.add("annotations", json::object({{"horizontal", list_of(lines)}}));
  members.add("yAxis", axes.object());
  members.add("legend", legend_json(widget.legend_position));
  members.add_if("liveData", widget.live_data);
  members.add_period("period", widget.period);
  if (widget.statistic) members.add("stat", widget.statistic->text());
  return members.object();
}

Value<Json> properties_json(const Construct& dashboard, const SingleValueWidget& widget) {
  Members members;
  members.add("view", "singleValue");
  members.add_text("title", widget.title);
  members.add("region", region_json(widget.region));
  members.add_if("sparkline", widget.sparkline);
  const Value<Json> metrics = metrics_json(dashboard, widget.metrics, {});
  members.add("metrics", metrics.is_set() ? metrics : list_of({}));
  members.add_if("setPeriodToTimeRange", widget.set_period_to_time_range);
  members.add_if("singleValueFullPrecision", widget.full_precision);
  members.add_period("period", widget.period);
  return members.object();
}

Value<Json> properties_json(const Construct& dashboard, const GaugeWidget& widget) {
  std::vector<Node> lines;
  for (const HorizontalAnnotation& annotation : widget.annotations)
    lines.push_back(annotation_members(annotation).object());
  YAxis axis = widget.left_y_axis.value_or(YAxis{});
  if (!axis.min) axis.min = 0;
  if (!axis.max) axis.max = 100;

  Members members;
  members.add("view", "gauge");
  members.add_text("title", widget.title);
  members.add("region", region_json(widget.region));
  members.add("metrics", metrics_json(dashboard, widget.metrics, {}));
  if (!lines.empty()) members.add("annotations", json::object({{"horizontal", list_of(lines)}}));
  members.add("yAxis", json::object({{"left", axis_json(axis)}}));
  return members.object();
}

Value<Json> properties_json(const Construct&, const TextWidget& widget) {
  return json::object(
      {{"markdown", widget.markdown},
       {"background", widget.solid_background ? Value<Json>("solid") : Value<Json>("transparent")}});
}

Value<Json> properties_json(const Construct&, const AlarmWidget& widget) {
  Members axes;
  axes.add("left", axis_json(widget.left_y_axis));
  Members members;
  members.add("view", "timeSeries");
  members.add_text("title", widget.title);
  members.add("region", region_json(widget.region));
  members.add("annotations", json::object({{"alarms", json::array({widget.alarm.alarm_arn()})}}));
  members.add("yAxis", axes.object());
  return members.object();
}

Value<Json> properties_json(const Construct&, const AlarmStatusWidget& widget) {
  std::vector<Node> arns;
  for (const AlarmBase* alarm : widget.alarms) arns.push_back(alarm->alarm_arn());
  Members members;
  members.add("title", widget.title.empty() ? Value<Json>("Alarm Status") : Value<Json>(widget.title));
  members.add("alarms", list_of(arns));
  return members.object();
}

Value<Json> properties_json(const Construct&, const LogQueryWidget& widget) {
  Value<std::string> query;
  for (const LogGroup* group : widget.log_groups) {
    query = query.is_set() ? format("{} | SOURCE '{}'", query, group->log_group_name())
                           : format("SOURCE '{}'", group->log_group_name());
  }
  query = format("{} | {}", query, fmt::format("{}", fmt::join(widget.query_lines, " | ")));

  Members members;
  members.add("view", text_in(query_view_texts, widget.view));
  members.add_text("title", widget.title);
  members.add("region", region_json(widget.region));
  members.add("query", query);
  if (widget.view == LogQueryView::line) members.add("stacked", false);
  if (widget.view == LogQueryView::stacked_area) members.add("stacked", true);
  return members.object();
}

constexpr std::string_view type_of(const GraphWidget&) { return "metric"; }
constexpr std::string_view type_of(const SingleValueWidget&) { return "metric"; }
constexpr std::string_view type_of(const GaugeWidget&) { return "metric"; }
constexpr std::string_view type_of(const AlarmWidget&) { return "metric"; }
constexpr std::string_view type_of(const TextWidget&) { return "text"; }
constexpr std::string_view type_of(const AlarmStatusWidget&) { return "alarm"; }
constexpr std::string_view type_of(const LogQueryWidget&) { return "log"; }

/// Writes widgets into the list of a dashboard's body.
class Writer {
 public:
  explicit Writer(const Construct& dashboard) : dashboard_(dashboard) {}

  void write(const Widget& widget, Position at) {
    std::visit([&](const auto& content) { write(widget, content, at); }, widget.data().content);
  }
  Value<Json> list() const { return list_of(widgets_); }

 private:
  void write(const Widget&, const Spacer&, Position) {}
  void write(const Widget&, const Group& group, Position at) {
    for (std::size_t i = 0; i < group.widgets.size(); ++i) {
      write(group.widgets[i], {at.x + group.positions[i].x, at.y + group.positions[i].y});
    }
  }
  template <class W>
  void write(const Widget& widget, const W& content, Position at) {
    Members members;
    members.add("type", type_of(content));
    members.add("width", widget.width());
    members.add("height", widget.height());
    members.add("x", at.x);
    members.add("y", at.y);
    members.add("properties", properties_json(dashboard_, content));
    widgets_.push_back(members.object());
  }

  const Construct& dashboard_;
  std::vector<Node> widgets_;
};

// --- checks ---

constexpr std::int64_t most_rows = 1000;

void check(const Construct& dashboard, const std::vector<Metric>& metrics) {
  for (const Metric& metric : metrics)
    detail::check_metric(dashboard, "widgets", metric, detail::MetricUse::graph);
}

void check_content(const Construct& dashboard, const GraphWidget& widget) {
  check(dashboard, widget.left);
  check(dashboard, widget.right);
}

void check_content(const Construct& dashboard, const SingleValueWidget& widget) {
  check(dashboard, widget.metrics);
  if (widget.sparkline.value_or(false) && widget.set_period_to_time_range.value_or(false)) {
    detail::refuse(dashboard, "widgets", "sparkline", "either sparkline or set_period_to_time_range",
                   "a figure of the whole time has no course to show", dashboard.where());
  }
}

void check_content(const Construct& dashboard, const GaugeWidget& widget) {
  check(dashboard, widget.metrics);
}

void check_content(const Construct& dashboard, const LogQueryWidget& widget) {
  if (widget.log_groups.empty()) {
    detail::demand(dashboard, "log_groups", "at least one log group", "a query looks into log groups",
                   dashboard.where());
  }
  if (widget.query_lines.empty()) {
    detail::demand(dashboard, "query_lines", "at least one line", "a query says what to look for",
                   dashboard.where());
  }
}

template <class W>
void check_content(const Construct&, const W&) {}

void check(const Construct& dashboard, const Widget& widget) {
  if (const auto* group = std::get_if<Group>(&widget.data().content)) {
    for (const Widget& each : group->widgets) check(dashboard, each);
    return;
  }
  if (widget.width() < 1 || widget.width() > dashboard_width || widget.height() < 1 ||
      widget.height() > most_rows) {
    detail::refuse(dashboard, "widgets", fmt::format("{} by {}", widget.width(), widget.height()),
                   "1 to 24 wide, 1 to 1000 high", "a widget does not fit the grid", dashboard.where());
  }
  std::visit([&](const auto& content) { check_content(dashboard, content); }, widget.data().content);
}

bool is_name_character(char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; }

}  // namespace

// --- Dashboard ---

Dashboard::Dashboard(const Scope& scope, const Props& props)
    : Construct(scope),
      // `prepare` writes the body.
      resource_(
          add("Resource",
              aws::cloudwatch::Dashboard::Props{.DashboardBody = "{}", .DashboardName = props.dashboard_name},
              where())),
      start_(props.default_interval ? "-" + props.default_interval->text() : props.start),
      end_(props.end),
      period_override_(props.period_override) {
  const auto name = props.dashboard_name.literal();
  if (name && (name->empty() || !ascii::all_of(*name, is_name_character))) {
    detail::refuse(*this, "dashboard_name", std::string(*name), "letters, digits, - and _",
                   "a dashboard cannot have this name", where());
  }
  if (props.default_interval && !props.start.empty()) {
    detail::refuse(*this, "default_interval", props.default_interval->text(),
                   "either default_interval or start", "both say from when on the dashboard shows figures",
                   where());
  }
  if (!props.end.empty() && props.start.empty()) {
    detail::demand(*this, "start", "ISO 8601, with end", "a time that ends has a beginning", where());
  }
  for (const std::vector<Widget>& row : props.widgets) add_widgets(row);
}

Value<std::string> Dashboard::dashboard_name() const { return resource_.ref(); }

Value<std::string> Dashboard::arn() const {
  return format("arn:{}:cloudwatch::{}:dashboard/{}", stack().partition(), stack().account(),
                resource_.ref());
}

void Dashboard::add_widgets(std::vector<Widget> widgets) {
  if (widgets.empty()) return;
  for (const Widget& widget : widgets) check(*this, widget);
  rows_.push_back(widgets.size() == 1 ? widgets.front() : Widget::row(std::move(widgets)));
}

void Dashboard::prepare() {
  Writer writer(*this);
  Position at;
  for (const Widget& row : rows_) {
    writer.write(row, at);
    at.y += row.height();
  }
  Members members;
  members.add_text("start", start_);
  members.add_text("end", end_);
  if (period_override_) {
    members.add("periodOverride",
                *period_override_ == PeriodOverride::inherit ? Value<Json>("inherit") : Value<Json>("auto"));
  }
  members.add("widgets", writer.list());
  resource_.set_property("DashboardBody", json::string(members.object()));
}

}  // namespace tenon
