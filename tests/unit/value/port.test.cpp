#include "tenon/value/port.hpp"

#include <limits>
#include <type_traits>

#include <gtest/gtest.h>

namespace tenon {
namespace {

struct Props {
  Port port = 80;
  PortRange range = 443;
};

TEST(Port, IsInitializedFromANumberInADesignatedInitializer) {
  const Props props{.port = 8080U, .range = {8000, 8080}};
  EXPECT_EQ(props.port.number(), 8080);
  EXPECT_EQ(props.range.text(), "8000-8080");
  EXPECT_EQ(Props{}.range.text(), "443");
}

TEST(Port, TakesNumbersOfTheRunFrom0To65535) {
  EXPECT_EQ(Port::of(0)->number(), 0);
  EXPECT_EQ(Port::of(65535)->number(), 65535);
  EXPECT_FALSE(Port::of(-1).has_value());
  EXPECT_FALSE(Port::of(65536).has_value());
  EXPECT_FALSE(Port::of(std::numeric_limits<std::int64_t>::min()).has_value());
  EXPECT_FALSE(Port::of(std::numeric_limits<std::uint64_t>::max()).has_value());
}

TEST(Port, IsNoCharacterTruthValueFractionOrText) {
  static_assert(!std::is_constructible_v<Port, bool>);
  static_assert(!std::is_constructible_v<Port, char>);
  static_assert(!std::is_constructible_v<Port, double>);
  static_assert(!std::is_constructible_v<Port, const char*>);
  static_assert(Port(22) < Port(80));
}

TEST(Port, ParsesText) {
  EXPECT_EQ(Port::parse("443"), Port(443));
  for (const std::string_view text : {"", "65536", "-1", "http", "80 ", "8080-8081"}) {
    EXPECT_FALSE(is_port(text)) << text;
    EXPECT_FALSE(Port::parse(text).has_value()) << text;
  }
}

TEST(PortRange, ParsesText) {
  EXPECT_EQ(PortRange::parse("443"), PortRange(443));
  EXPECT_EQ(PortRange::parse("8000-8080"), PortRange(8000, 8080));
  EXPECT_EQ(PortRange::parse("0-65535"), PortRange::all());
  for (const std::string_view text : {"", "-", "80-", "-80", "81-80", "1-2-3", "0-65536", "80 - 81"}) {
    EXPECT_FALSE(is_port_range(text)) << text;
  }
}

TEST(PortRange, ContainsBothEnds) {
  constexpr PortRange range{8000, 8080};
  static_assert(range.size() == 81);
  EXPECT_TRUE(range.contains(8000));
  EXPECT_TRUE(range.contains(8080));
  EXPECT_FALSE(range.contains(7999));
  EXPECT_FALSE(range.contains(8081));
  EXPECT_TRUE(range.overlaps({8080, 9000}));
  EXPECT_FALSE(range.overlaps({8081, 9000}));
  EXPECT_FALSE(PortRange::of(81, 80).has_value());
  EXPECT_EQ(PortRange::of(80, 80), PortRange(Port(80)));
}

}  // namespace
}  // namespace tenon
