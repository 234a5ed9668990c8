#include "tenon/value/size.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

using namespace tenon::literals;

struct Props {
  Size memory = 512_mib;
  Size disk = "20 GiB";
};

TEST(Size, IsInitializedFromLiteralsInADesignatedInitializer) {
  const Props props{.memory = 1_gib};
  EXPECT_EQ(props.memory.to_mebibytes(), 1024U);
  EXPECT_EQ(props.disk, Size::gibibytes(20));
}

TEST(Size, ConvertsWhereNothingIsLostAndRefusesToRound) {
  static_assert((64_kib).to_bytes() == 65536);
  static_assert((2_tib).to_gibibytes() == 2048);
  static_assert((1_tib).to_tebibytes() == 1);
  static_assert(Size::pebibytes(3).to_pebibytes() == 3);
  static_assert((1_mib).to_kibibytes() == 1024);
  EXPECT_THROW(static_cast<void>((512_mib).to_gibibytes()), InvalidValue);
  try {
    static_cast<void>((1537_mib).to_gibibytes());
    FAIL() << "rounded";
  } catch (const InvalidValue& error) {
    EXPECT_STREQ(error.what(), "1537 MiB is not a whole number of GiB");
  }
}

TEST(Size, NeverOverflows) {
  EXPECT_THROW(static_cast<void>(Size::pebibytes(16384)), InvalidValue);
  EXPECT_EQ(Size::pebibytes(16383).to_pebibytes(), 16383U);
  EXPECT_THROW(static_cast<void>(Size::bytes(std::numeric_limits<std::uint64_t>::max()) + 1_kib),
               InvalidValue);
  static_assert(512_mib + 512_mib == 1_gib);
  static_assert(512_mib < 1_gib);
}

TEST(Size, ReadsAndWritesText) {
  EXPECT_EQ(Size::parse("512 MiB"), 512_mib);
  EXPECT_EQ(Size::parse("0 B")->text(), "0 B");
  EXPECT_EQ(Size::parse("1024 MiB")->text(), "1 GiB");
  EXPECT_EQ(Size::parse("1025 KiB")->text(), "1025 KiB");
  EXPECT_EQ(Size::parse("7 B")->text(), "7 B");
  EXPECT_EQ(Size::parse("2 PiB")->text(), "2 PiB");
  EXPECT_EQ(Size::parse("3 TiB")->text(), "3 TiB");
  for (const std::string_view text : {"", "512", "MiB", " MiB", "512MiB", "512 MB", "512 mib", "512  MiB",
                                      "-1 MiB", "1.5 GiB", "16384 PiB", "1 MiB "}) {
    EXPECT_FALSE(is_size(text)) << text;
    EXPECT_FALSE(Size::parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace tenon
