#include "tenon/value/text.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace tenon {
namespace {

TEST(ReadNumber, TakesDigitsUpToTheLargestNumberAllowed) {
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  struct Case {
    std::string_view text;
    std::uint64_t max;
    bool is_number;
    std::uint64_t number;
  };
  constexpr Case cases[] = {
      {"0", 0, true, 0},
      {"1", 0, false, 99},
      {"007", 9, true, 7},
      {"65535", 65535, true, 65535},
      {"65536", 65535, false, 99},
      {"18446744073709551615", largest, true, largest},
      {"18446744073709551616", largest, false, 99},
      {"99999999999999999999999", largest, false, 99},
      {"", 9, false, 99},
      {"-1", 9, false, 99},
      {"+1", 9, false, 99},
      {" 1", 9, false, 99},
      {"1a", 99, false, 99},
  };
  for (const Case& each : cases) {
    std::uint64_t number = 99;
    EXPECT_EQ(ascii::read_number(each.text, each.max, number), each.is_number) << each.text;
    EXPECT_EQ(number, each.number) << each.text;
  }
}

TEST(TakeField, CutsAtTheFirstSeparatorAndTakesTheRestWhereThereIsNone) {
  std::string_view rest = "a::b";
  EXPECT_EQ(ascii::take_field(rest, ':'), "a");
  EXPECT_EQ(ascii::take_field(rest, ':'), "");
  EXPECT_EQ(ascii::take_field(rest, ':'), "b");
  EXPECT_EQ(rest, "");
}

TEST(SpelledText, CopiesTextOfTheRunAndHoldsALiteralByPointer) {
  constexpr std::string_view literal = "literal";
  const detail::SpelledText held(detail::SpelledText::Literal{}, literal);
  EXPECT_EQ(held.view().data(), literal.data());

  std::string source = "computed";
  const detail::SpelledText owned(source);
  source = "changed!";
  EXPECT_EQ(owned.view(), "computed");
}

TEST(SpelledText, CopiesAreIndependentAndMovesLeaveAnEmptyText) {
  detail::SpelledText first(std::string_view("first"));
  detail::SpelledText second(std::string_view("second"));
  const detail::SpelledText copy = first;
  first = second;
  EXPECT_EQ(copy.view(), "first");
  EXPECT_EQ(first.view(), "second");
  EXPECT_NE(first.view().data(), second.view().data());

  const detail::SpelledText moved = std::move(second);
  EXPECT_EQ(moved.view(), "second");
  EXPECT_EQ(second.view(), "");  // NOLINT(bugprone-use-after-move): that is what the test is about

  first = *&first;
  EXPECT_EQ(first.view(), "second");
}

}  // namespace
}  // namespace tenon
