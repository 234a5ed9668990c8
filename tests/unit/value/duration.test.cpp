#include "tenon/value/duration.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

using namespace tenon::literals;

struct Props {
  Duration timeout = 30_s;
  Duration retention = "P7D";
};

TEST(Duration, IsInitializedFromLiteralsInADesignatedInitializer) {
  const Props props{.timeout = 5_min};
  EXPECT_EQ(props.timeout.to_seconds(), 300);
  EXPECT_EQ(props.retention, 7_days);
}

TEST(Duration, ConvertsWhereNothingIsLost) {
  static_assert((2_h).to_minutes() == 120);
  static_assert((7_days).to_hours() == 168);
  static_assert((48_h).to_days() == 2);
  static_assert(Duration::days(1) == 24_h);
  EXPECT_EQ(Duration::minutes(90).to_seconds(), 5400);
}

TEST(Duration, RefusesToRound) {
  EXPECT_THROW(static_cast<void>((90_s).to_minutes()), InvalidValue);
  EXPECT_THROW(static_cast<void>((25_h).to_days()), InvalidValue);
  EXPECT_THROW(static_cast<void>((90_min).to_hours()), InvalidValue);
  try {
    static_cast<void>((90_s).to_minutes());
  } catch (const InvalidValue& error) {
    EXPECT_STREQ(error.what(), "PT1M30S is not a whole number of minutes");
  }
}

TEST(Duration, IsNeverNegativeAndNeverOverflows) {
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_THROW(static_cast<void>(Duration::seconds(-1)), InvalidValue);
  EXPECT_THROW(static_cast<void>(Duration::minutes(largest)), InvalidValue);
  EXPECT_THROW(static_cast<void>(Duration::seconds(largest) + 1_s), InvalidValue);
  EXPECT_THROW(static_cast<void>(Duration::seconds(largest) * 2), InvalidValue);
  EXPECT_THROW(static_cast<void>(5_min - 6_min), InvalidValue);
  EXPECT_THROW(static_cast<void>(5_min * -1), InvalidValue);
  EXPECT_EQ(Duration::seconds(largest).to_seconds(), largest);
}

TEST(Duration, AddsAndCompares) {
  static_assert(1_h + 30_min == 90_min);
  static_assert(1_h - 30_min == 30_min);
  static_assert(3 * 20_s == 1_min);
  static_assert(0_s * 5 == 0_s);
  static_assert(59_s < 1_min);
}

TEST(Duration, ReadsAndWritesIso8601) {
  struct Case {
    std::string_view text;
    std::int64_t seconds;
    std::string_view canonical;
  };
  constexpr Case cases[] = {
      {"PT0S", 0, "PT0S"},
      {"PT5M", 300, "PT5M"},
      {"PT90S", 90, "PT1M30S"},
      {"P1D", 86400, "P1D"},
      {"PT24H", 86400, "P1D"},
      {"P2W", 1209600, "P14D"},
      {"P1DT12H", 129600, "P1DT12H"},
      {"P1DT1H1M1S", 90061, "P1DT1H1M1S"},
      {"P1DT1S", 86401, "P1DT1S"},
      {"PT9223372036854775807S", std::numeric_limits<std::int64_t>::max(), "P106751991167300DT15H30M7S"},
  };
  for (const Case& each : cases) {
    const std::optional<Duration> duration = Duration::parse(each.text);
    ASSERT_TRUE(duration.has_value()) << each.text;
    EXPECT_EQ(duration->to_seconds(), each.seconds) << each.text;
    EXPECT_EQ(duration->text(), each.canonical);
  }
}

TEST(Duration, RefusesTextThatIsNone) {
  for (const std::string_view text : {"",
                                      "P",
                                      "PT",
                                      "P1DT",
                                      "5M",
                                      "PT5",
                                      "P5M",
                                      "PT1D",
                                      "P1Y",
                                      "P1M",
                                      "PT1.5S",
                                      "PT-5M",
                                      "PT5M3H",
                                      "PT5MM",
                                      "P1W1D",
                                      "P1WT1H",
                                      "pt5m",
                                      "PT5M ",
                                      "PTT5M",
                                      "P1D1D",
                                      "PT9223372036854775808S",
                                      "PT99999999999999999999S"}) {
    EXPECT_FALSE(is_duration(text)) << text;
    EXPECT_FALSE(Duration::parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace tenon
