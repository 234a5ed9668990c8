#include "tenon/constructs/observability/dashboard.hpp"

#include "constructs/stack_test.hpp"
#include "tenon/constructs/observability/alarm.hpp"
#include "tenon/constructs/observability/log_group.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

Metric errors() {
  return Metric({.metric_namespace = "Shop",
                 .metric_name = "Errors",
                 .dimensions = {{"Stage", "prod"}, {"Api", "orders"}},
                 .statistic = Statistic::sum});
}
Metric calls() { return Metric({.metric_namespace = "Shop", .metric_name = "Calls"}); }

class DashboardTest : public StackTest {
 protected:
  Dashboard& add(const Dashboard::Props& props = {}) { return stack.add("Board", props); }
  /// The body is JSON of this pattern; without references it is one text.
  void expect_body(std::string_view pattern) {
    expect("AWS::CloudWatch::Dashboard", R"({"DashboardBody": {"$json": )" + std::string(pattern) + "}}");
  }
};

TEST_F(DashboardTest, BeginsEmpty) {
  add();
  expect("AWS::CloudWatch::Dashboard", R"({"$exactly": {"DashboardBody": "{\"widgets\":[]}"}})");
}

TEST_F(DashboardTest, SaysWhatTimeIsShown) {
  add({.dashboard_name = "shop",
       .default_interval = Duration::days(7),
       .period_override = Dashboard::PeriodOverride::inherit});
  expect(
      "AWS::CloudWatch::Dashboard",
      R"({"DashboardName": "shop", "DashboardBody": "{\"start\":\"-P7D\",\"periodOverride\":\"inherit\",\"widgets\":[]}"})");
}

TEST_F(DashboardTest, WritesAGraphAsCdkDoes) {
  // The text is what aws-cdk-lib 2.276.0 makes of the same widget.
  add().add_widgets({GraphWidget{
      .title = "Errors",
      .left = {errors(), Metric::math("e / c", {{"e", errors()}, {"c", calls()}})},
      .right = {calls().with_label("All").with_color("#1f77b4").with_period(Duration::minutes(1))},
      .width = 12,
      .stacked = true,
      .left_annotations = {{.value = 5, .label = "Too many", .fill = HorizontalAnnotation::Fill::above}},
      .left_y_axis = YAxis{.min = 0},
      .legend_position = LegendPosition::right,
      .statistic = Statistic::maximum,
      .period = Duration::minutes(1),
      .live_data = true}});
  expect("AWS::CloudWatch::Dashboard", R"({"DashboardBody": {"Fn::Join": ["", [
      "{\"widgets\":[{\"type\":\"metric\",\"width\":12,\"height\":6,\"x\":0,\"y\":0,\"properties\":{\"view\":\"timeSeries\",\"title\":\"Errors\",\"region\":\"",
      {"Ref": "AWS::Region"},
      "\",\"stacked\":true,\"metrics\":[[\"Shop\",\"Errors\",\"Api\",\"orders\",\"Stage\",\"prod\",{\"id\":\"e\",\"stat\":\"Sum\"}],[{\"label\":\"e / c\",\"expression\":\"e / c\"}],[\"Shop\",\"Calls\",{\"id\":\"c\",\"visible\":false}],[\"Shop\",\"Calls\",{\"color\":\"#1f77b4\",\"label\":\"All\",\"period\":60,\"yAxis\":\"right\"}]],\"annotations\":{\"horizontal\":[{\"value\":5,\"label\":\"Too many\",\"fill\":\"above\",\"yAxis\":\"left\"}]},\"yAxis\":{\"left\":{\"min\":0}},\"legend\":{\"position\":\"right\"},\"liveData\":true,\"period\":60,\"stat\":\"Maximum\"}}]}"]]}})");
}

TEST_F(DashboardTest, WritesEachKindOfWidget) {
  Alarm& alarm = Alarm::from_arn(stack, "Alarm", "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop");
  LogGroup& logs = LogGroup::from_name(stack, "Logs", "/shop");
  Dashboard& board = add();
  board.add_widgets(
      {SingleValueWidget{.title = "Now", .metrics = {calls()}, .sparkline = true, .region = "eu-west-1"}});
  board.add_widgets(
      {GaugeWidget{.metrics = {calls()}, .annotations = {{.value = 90}}, .region = "eu-west-1"}});
  board.add_widgets({TextWidget{.markdown = "# Shop", .solid_background = true}});
  board.add_widgets({AlarmWidget{.alarm = alarm, .title = "Alarm", .region = "eu-west-1"}});
  board.add_widgets({AlarmStatusWidget{.alarms = {&alarm}}});
  board.add_widgets({LogQueryWidget{
      .log_groups = {&logs, &logs}, .query_lines = {"fields @message", "limit 20"}, .region = "eu-west-1"}});
  board.add_widgets({LogQueryWidget{.log_groups = {&logs},
                                    .query_lines = {"stats count()"},
                                    .view = LogQueryView::stacked_area,
                                    .region = "eu-west-1"}});
  expect_body(R"json({"widgets": [
      {"$exactly": {"type": "metric", "width": 6, "height": 3, "x": 0, "y": 0, "properties": {"view": "singleValue", "title": "Now",
          "region": "eu-west-1", "sparkline": true, "metrics": [["Shop", "Calls"]]}}},
      {"$exactly": {"type": "metric", "width": 6, "height": 6, "x": 0, "y": 3, "properties": {"view": "gauge", "region": "eu-west-1",
          "metrics": [["Shop", "Calls"]], "annotations": {"horizontal": [{"value": 90}]}, "yAxis": {"left": {"min": 0, "max": 100}}}}},
      {"$exactly": {"type": "text", "width": 6, "height": 2, "x": 0, "y": 9, "properties": {"markdown": "# Shop", "background": "solid"}}},
      {"$exactly": {"type": "metric", "width": 6, "height": 6, "x": 0, "y": 11, "properties": {"view": "timeSeries", "title": "Alarm",
          "region": "eu-west-1", "annotations": {"alarms": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop"]}, "yAxis": {}}}},
      {"$exactly": {"type": "alarm", "width": 6, "height": 3, "x": 0, "y": 17, "properties": {"title": "Alarm Status",
          "alarms": ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop"]}}},
      {"$exactly": {"type": "log", "width": 6, "height": 6, "x": 0, "y": 20, "properties": {"view": "table", "region": "eu-west-1",
          "query": "SOURCE '/shop' | SOURCE '/shop' | fields @message | limit 20"}}},
      {"properties": {"view": "timeSeries", "stacked": true, "query": "SOURCE '/shop' | stats count()"}}]})json");
}

TEST_F(DashboardTest, PutsWidgetsBesideEachOtherWhileTheyFit) {
  const auto text = [](std::int64_t width, std::int64_t height) {
    return TextWidget{.markdown = "-", .width = width, .height = height};
  };
  Dashboard& board = add({.widgets = {{text(12, 2), text(6, 4), text(12, 3)}}});
  board.add_widgets(
      {Widget::column({text(6, 1), Spacer{.height = 2}, text(6, 1)}), Widget::row({text(3, 1), text(3, 2)})});
  board.add_widgets({});
  board.add_widgets({text(24, 1)});
  expect_body(R"({"widgets": [{"x": 0, "y": 0}, {"x": 12, "y": 0}, {"x": 0, "y": 4},
      {"x": 0, "y": 7}, {"x": 0, "y": 10}, {"x": 6, "y": 7}, {"x": 9, "y": 7}, {"x": 0, "y": 11}]})");
}

TEST_F(DashboardTest, ShowsAnAlarmsThreshold) {
  Alarm& alarm = stack.add("High", Alarm::Props{.metric = errors(), .evaluation_periods = 1, .threshold = 5});
  const auto line = HorizontalAnnotation::of(alarm);
  EXPECT_EQ(line.value, 5);
  EXPECT_EQ(line.label, "Errors >= 5 for 1 datapoints within 5 minutes");
  EXPECT_THROW(HorizontalAnnotation::of(Alarm::from_name(stack, "Existing", "shop")), InvalidValue);
}

TEST_F(DashboardTest, RefusesWhatCloudWatchWouldNotTake) {
  struct Row {
    Dashboard::Props props;
    std::string_view id;
    std::string_view property;
  };
  const Row rows[] = {
      {{.dashboard_name = "two words"}, "property-not-allowed", "dashboard_name"},
      {{.default_interval = Duration::days(1), .start = "-P7D"}, "property-not-allowed", "default_interval"},
      {{.end = "2030-01-01T00:00:00.000Z"}, "property-needed", "start"},
      {{.widgets = {{TextWidget{.markdown = "-", .width = 25}}}}, "property-not-allowed", "widgets"},
      {{.widgets = {{TextWidget{.markdown = "-", .height = 0}}}}, "property-not-allowed", "widgets"},
      {{.widgets = {{GraphWidget{.left = {Metric::math("a + b", {{"a", errors()}})}}}}},
       "property-not-allowed",
       "widgets"},
      {{.widgets = {{GaugeWidget{.metrics = {calls().with_period(Duration::seconds(7))}}}}},
       "property-not-allowed",
       "widgets"},
      {{.widgets = {{SingleValueWidget{
            .metrics = {calls()}, .set_period_to_time_range = true, .sparkline = true}}}},
       "property-not-allowed",
       "widgets"},
      {{.widgets = {{LogQueryWidget{.log_groups = {}, .query_lines = {"limit 1"}}}}},
       "property-needed",
       "log_groups"},
  };
  for (const Row& row : rows) {
    App other;
    other.add("Shop", Stack::Props{}).add("Board", row.props);
    ASSERT_EQ(other.diagnostics().size(), 1U) << row.property;
    EXPECT_EQ(other.diagnostics()[0].id, row.id);
    EXPECT_EQ(other.diagnostics()[0].property, row.property);
  }
}

}  // namespace
}  // namespace tenon
