#include "tenon/value/schedule.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tenon/value/duration.hpp"
#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

struct Props {
  Schedule schedule = "rate(1 day)";
};

TEST(Schedule, IsInitializedFromALiteralInADesignatedInitializer) {
  const Props props{.schedule = "cron(0 12 * * ? *)"};
  EXPECT_EQ(props.schedule.text(), "cron(0 12 * * ? *)");
  constexpr Schedule nightly = "cron(0 3 * * ? *)";
  static_assert(nightly.kind() == Schedule::Kind::cron);
  static_assert(Schedule("at(2026-01-01T00:00:00)").kind() == Schedule::Kind::at);
  static_assert(Schedule("rate(1 day)").kind() == Schedule::Kind::rate);
}

TEST(Schedule, TakesTheFormsThatAwsDocuments) {
  for (const std::string_view text : {
           "rate(1 minute)",
           "rate(5 minutes)",
           "rate(1 hour)",
           "rate(12 hours)",
           "rate(1 day)",
           "rate(30 days)",
           "cron(0 10 * * ? *)",
           "cron(15 12 * * ? *)",
           "cron(0 18 ? * MON-FRI *)",
           "cron(0 8 1 * ? *)",
           "cron(0/15 * * * ? *)",
           "cron(*/10 * ? * mon-fri *)",
           "cron(0/5 8-17 ? * MON-FRI *)",
           "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
           "cron(1-31/30 1-1 ? * 1,7 *)",
           "cron(00 09 ? JAN,FEB-MAR,12 SUN *)",
           "cron(0 0 L * ? *)",
           "cron(0 0 LW * ? *)",
           "cron(0 0 3W * ? *)",
           "cron(0 0 ? * 5L *)",
           "cron(0 0 ? * L *)",
           "cron(0 0 ? * 3#2 *)",
           "cron(0 4 ? * SUN#1 *)",
           "cron(0 0 1/2 */3 ? 2026-2030)",
           "cron(0 22-2 ? * FRI-MON 1970,2199)",
           "cron(59 23 31 12 ? 2026/2)",
           "at(2026-01-01T00:00:00)",
           "at(2028-02-29T23:59:59)",
       }) {
    EXPECT_TRUE(is_schedule_expression(text)) << text;
    ASSERT_TRUE(Schedule::parse(text).has_value()) << text;
    EXPECT_EQ(Schedule::parse(text)->text(), text);
  }
}

TEST(Schedule, RefusesWhatAwsRefusesAndSaysWhatIsWrong) {
  using Problem = detail::ScheduleProblem;
  struct Case {
    std::string_view text;
    Problem problem;
  };
  constexpr Case cases[] = {
      {"", Problem::form},
      {"5 minutes", Problem::form},
      {"every(5 minutes)", Problem::form},
      {"Rate(5 minutes)", Problem::form},
      {"rate 5 minutes", Problem::form},
      {"rate(5 minutes", Problem::form},
      {"rate(5 minutes) ", Problem::form},
      {"rate", Problem::form},
      {"rate()", Problem::rate},
      {"rate(5)", Problem::rate},
      {"rate(1 minutes)", Problem::rate},
      {"rate(1 days)", Problem::rate},
      {"rate(5 minute)", Problem::rate},
      {"rate(2 hour)", Problem::rate},
      {"rate(0 minutes)", Problem::rate},
      {"rate(-5 minutes)", Problem::rate},
      {"rate(1.5 hours)", Problem::rate},
      {"rate(5  minutes)", Problem::rate},
      {"rate(5 weeks)", Problem::rate},
      {"rate(5 minutess)", Problem::rate},
      {"rate(5 seconds)", Problem::rate},
      {"cron()", Problem::field_count},
      {"cron(0 12 * * ?)", Problem::field_count},
      {"cron(0 12 * * ? * *)", Problem::field_count},
      {"cron(0 12  * ? *)", Problem::field_count},
      {"cron( 0 12 * ? *)", Problem::field_count},
      {"cron(0 0 * * * *)", Problem::day_fields},
      {"cron(0 0 * * 1 *)", Problem::day_fields},
      {"cron(0 0 1 * MON *)", Problem::day_fields},
      {"cron(0 0 ? * ? *)", Problem::day_fields},
      {"cron(60 0 * * ? *)", Problem::field},
      {"cron(*/60 * * * ? *)", Problem::field},
      {"cron(0 24 * * ? *)", Problem::field},
      {"cron(0 0 0 * ? *)", Problem::field},
      {"cron(0 0 32 * ? *)", Problem::field},
      {"cron(0 0 1 0 ? *)", Problem::field},
      {"cron(0 0 1 13 ? *)", Problem::field},
      {"cron(0 0 ? * 0 *)", Problem::field},
      {"cron(0 0 ? * 8 *)", Problem::field},
      {"cron(0 0 1 * ? 1969)", Problem::field},
      {"cron(0 0 1 * ? 2200)", Problem::field},
      {"cron(? 0 1 * ? *)", Problem::field},
      {"cron(* ? * * * *)", Problem::field},
      {"cron(0 0 1 JANUARY ? *)", Problem::field},
      {"cron(0 0 ? * MONDAY *)", Problem::field},
      {"cron(0 0 MON * ? *)", Problem::field},
      {"cron(0/0 0 1 * ? *)", Problem::field},
      {"cron(0/ 0 1 * ? *)", Problem::field},
      {"cron(/5 0 1 * ? *)", Problem::field},
      {"cron(1- 0 1 * ? *)", Problem::field},
      {"cron(1-2-3 0 1 * ? *)", Problem::field},
      {"cron(1,,2 0 1 * ? *)", Problem::field},
      {"cron(1, 0 1 * ? *)", Problem::field},
      {"cron(,1 0 1 * ? *)", Problem::field},
      {"cron(L 0 1 * ? *)", Problem::field},
      {"cron(0 0 ? * 3#6 *)", Problem::field},
      {"cron(0 0 ? * 3#0 *)", Problem::field},
      {"cron(0 0 ? * 3#1,6#3 *)", Problem::field},
      {"cron(0 0 ? * 2/2 *)", Problem::field},
      {"cron(0 0 ? * 3W *)", Problem::field},
      {"cron(0 0 ? * LW *)", Problem::field},
      {"cron(0 0 5L * ? *)", Problem::field},
      {"cron(0 0 32W * ? *)", Problem::field},
      {"cron(0 0 3#1 * ? *)", Problem::field},
      {"cron(0, 12, *, *, ?, *)", Problem::field},
      {"at(2026-01-01)", Problem::at},
      {"at(2026-01-01 00:00:00)", Problem::at},
      {"at(2026-01-01T00:00:00Z)", Problem::at},
      {"at(2026-13-01T00:00:00)", Problem::at},
      {"at(2026-00-01T00:00:00)", Problem::at},
      {"at(2026-01-00T00:00:00)", Problem::at},
      {"at(2026-04-31T00:00:00)", Problem::at},
      {"at(2026-02-29T00:00:00)", Problem::at},
      {"at(2100-02-29T00:00:00)", Problem::at},
      {"at(2026-01-01T24:00:00)", Problem::at},
      {"at(2026-01-01T00:60:00)", Problem::at},
      {"at(2026-01-01T00:00:60)", Problem::at},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(detail::schedule_problem(each.text), each.problem) << each.text;
    EXPECT_FALSE(is_schedule_expression(each.text)) << each.text;
    EXPECT_FALSE(Schedule::parse(each.text).has_value()) << each.text;
  }
}

TEST(Schedule, IsMadeOfADurationInTheLargestUnit) {
  EXPECT_EQ(Schedule::every(Duration::minutes(1)).text(), "rate(1 minute)");
  EXPECT_EQ(Schedule::every(Duration::minutes(90)).text(), "rate(90 minutes)");
  EXPECT_EQ(Schedule::every(Duration::minutes(60)).text(), "rate(1 hour)");
  EXPECT_EQ(Schedule::every(Duration::hours(36)).text(), "rate(36 hours)");
  EXPECT_EQ(Schedule::every(Duration::hours(48)), Schedule("rate(2 days)"));
  EXPECT_THROW(static_cast<void>(Schedule::every(Duration::seconds(0))), InvalidValue);
  EXPECT_THROW(static_cast<void>(Schedule::every(Duration::seconds(30))), InvalidValue);
}

TEST(Schedule, OwnsTextOfTheRun) {
  std::string text = "rate(5 minutes)";
  const std::optional<Schedule> schedule = Schedule::parse(text);
  text.assign(text.size(), 'x');
  ASSERT_TRUE(schedule.has_value());
  EXPECT_EQ(schedule->text(), "rate(5 minutes)");
}

}  // namespace
}  // namespace tenon
