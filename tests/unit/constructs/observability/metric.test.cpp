#include "tenon/constructs/observability/metric.hpp"

#include <gtest/gtest.h>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

// Made before main begins, in an order that nothing fixes.
const Metric before_main({.metric_namespace = "Shop", .metric_name = "Orders", .statistic = Statistic::sum});
static_assert(Statistic::sum.text() == "Sum", "a statistic is a constant of the compiler");

Metric orders() { return Metric({.metric_namespace = "Shop", .metric_name = "Orders"}); }

TEST(Statistic, IsThereBeforeMainBegins) { EXPECT_EQ(before_main.props().statistic.text(), "Sum"); }

TEST(Statistic, WritesPercentilesAsCloudWatchDoes) {
  EXPECT_EQ(Statistic::percentile(99).text(), "p99");
  EXPECT_EQ(Statistic::percentile(99.9).text(), "p99.9");
  EXPECT_EQ(Statistic::trimmed_mean(90).text(), "tm90");
  EXPECT_EQ(Statistic::named("PR(:300)").text(), "PR(:300)");
  EXPECT_THROW(Statistic::percentile(100.5), InvalidValue);
  EXPECT_THROW(Statistic::percentile(-1), InvalidValue);
  EXPECT_THROW(Statistic::named(""), InvalidValue);
  EXPECT_THROW(Statistic::named("a text that is much longer than thirty-nine characters"), InvalidValue);
}

TEST(Statistic, KnowsTheFiveOfAlarms) {
  EXPECT_TRUE(Statistic::sample_count.is_simple());
  EXPECT_FALSE(Statistic::percentile(50).is_simple());
  EXPECT_FALSE(Statistic::interquartile_mean.is_simple());
}

TEST(Metric, IsAnAverageOverFiveMinutes) {
  EXPECT_EQ(orders().props().statistic, Statistic::average);
  EXPECT_EQ(orders().period(), Duration::minutes(5));
  EXPECT_EQ(orders().text(), "Orders");
}

TEST(Metric, IsAValueThatOthersAreMadeOf) {
  const Metric metric = orders();
  EXPECT_EQ(metric.with_statistic(Statistic::sum).props().statistic, Statistic::sum);
  EXPECT_EQ(metric.with_period(Duration::minutes(1)).period(), Duration::minutes(1));
  EXPECT_EQ(metric.with_label("All orders").text(), "All orders");
  EXPECT_EQ(metric.with_color("#ff0000").color(), "#ff0000");
  EXPECT_EQ(metric, orders()) << "the metric itself stays as it is";
  EXPECT_FALSE(metric == metric.with_label("All orders"));
}

TEST(Metric, GivesThePeriodOfAnExpressionToItsMetrics) {
  const Metric rate = Metric::math("a / b", {{"a", orders()}, {"b", orders()}}, Duration::minutes(1));
  EXPECT_TRUE(rate.is_math());
  EXPECT_EQ(rate.using_metrics().at(1).second.period(), Duration::minutes(1));
  EXPECT_EQ(rate.with_period(Duration::minutes(10)).using_metrics().at(0).second.period(),
            Duration::minutes(10));
  EXPECT_EQ(rate.text(), "a / b");
}

TEST(Metric, OfMathHasNoStatistic) {
  const Metric rate = Metric::math("a * 2", {{"a", orders()}});
  EXPECT_THROW(rate.props(), Error);
  EXPECT_THROW(rate.with_statistic(Statistic::sum), Error);
  EXPECT_EQ(rate.with_label("Twice").label(), "Twice");
}

TEST(Metric, HasABandOfWhatIsExpected) {
  const Metric band = Metric::anomaly_detection_band(orders().with_period(Duration::minutes(1)), 2.5);
  EXPECT_EQ(band.expression(), "ANOMALY_DETECTION_BAND(m0, 2.5)");
  EXPECT_EQ(band.period(), Duration::minutes(1));
  EXPECT_THROW(Metric::anomaly_detection_band(orders(), 0), InvalidValue);
}

}  // namespace
}  // namespace tenon
