#include "tenon/value/cidr.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace {

struct Props {
  Cidr cidr;
  Cidr everywhere = "0.0.0.0/0";
};

TEST(Cidr, IsInitializedFromALiteralInADesignatedInitializer) {
  const Props props{.cidr = "10.0.0.0/16"};
  EXPECT_EQ(props.cidr.text(), "10.0.0.0/16");
  EXPECT_EQ(props.everywhere.prefix(), 0);
}

TEST(Cidr, ParsesBlocksAndSpellsThemCanonically) {
  struct Case {
    std::string_view text, canonical;
  };
  constexpr Case cases[] = {
      {"0.0.0.0/0", "0.0.0.0/0"},
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"255.255.255.255/32", "255.255.255.255/32"},
      {"192.168.255.254/31", "192.168.255.254/31"},
      {"::/0", "::/0"},
      {"::1/128", "::1/128"},
      {"2001:DB8::/32", "2001:db8::/32"},
      {"2001:0db8:0000:0000:0000:0000:0000:0001/128", "2001:db8::1/128"},
      {"2001:db8:0:1:1:1:1:1/128", "2001:db8:0:1:1:1:1:1/128"},  // a single zero group stays
      {"2001:0:0:1:0:0:0:1/128", "2001:0:0:1::1/128"},           // the longest run
      {"2001:db8:0:0:1:0:0:1/128", "2001:db8::1:0:0:1/128"},     // the first of two equal runs
      {"1:2:3:4:5:6:7::/112", "1:2:3:4:5:6:7:0/112"},
      {"::2:3:4:5:6:7:8/128", "0:2:3:4:5:6:7:8/128"},
      {"fd00:ec2::/64", "fd00:ec2::/64"},
      {"2600:1f18:1234:5600::/56", "2600:1f18:1234:5600::/56"},
      {"1:0:0:0:0:0:0:0/16", "1::/16"},
  };
  for (const Case& each : cases) {
    const std::optional<Cidr> cidr = Cidr::parse(each.text);
    ASSERT_TRUE(cidr.has_value()) << each.text;
    EXPECT_TRUE(is_cidr_block(each.text)) << each.text;
    EXPECT_EQ(cidr->text(), each.canonical);
    EXPECT_EQ(Cidr::parse(cidr->text()), cidr) << each.text;
  }
}

TEST(Cidr, RefusesWhatIsNoBlock) {
  for (const std::string_view text : {"",
                                      "/",
                                      "10.0.0.0",
                                      "10.0.0.0/",
                                      "10.0.0.0/33",
                                      "10.0.0.0/-1",
                                      "10.0.0.0/016",
                                      "10.0.0.0/16/8",
                                      "10.0.0/16",
                                      "10.0.0.0.0/16",
                                      "10.0.0.256/32",
                                      "10.0.0.01/32",
                                      "10.0..0/16",
                                      " 10.0.0.0/16",
                                      "10.0.0.0/16 ",
                                      "10.0.0.a/32",
                                      "10.0.0.1/16",
                                      "10.0.0.0/6",
                                      "2001:db8::1/32",
                                      "2001:db8::1/64",
                                      "2001:db8::/129",
                                      "1:2:3:4:5:6:7/112",
                                      "1:2:3:4:5:6:7:8:9/128",
                                      "1::2::3/128",
                                      ":::/0",
                                      "12345::/32",
                                      "g::/16",
                                      ":1/128",
                                      "1:/16",
                                      "1:2:3:4:5:6:7:8::/128",
                                      "::ffff:10.0.0.0/104",
                                      "1::2:3:4:5:6:7:8/128",
                                      "*"}) {
    EXPECT_FALSE(is_cidr_block(text)) << text;
    EXPECT_FALSE(Cidr::parse(text).has_value()) << text;
  }
  EXPECT_FALSE(is_cidr_block(std::string_view("10.0.0.0/16\0", 12)));
}

TEST(Cidr, CountsAddressesAndSubnets) {
  EXPECT_EQ(Cidr("10.0.0.0/16").address_count(), 65536U);
  EXPECT_EQ(Cidr("0.0.0.0/0").address_count(), std::uint64_t{1} << 32);
  EXPECT_EQ(Cidr("10.0.0.1/32").address_count(), 1U);
  EXPECT_EQ(Cidr("2001:db8::/65").address_count(), std::uint64_t{1} << 63);
  EXPECT_THROW(static_cast<void>(Cidr("2001:db8::/64").address_count()), InvalidValue);
  EXPECT_EQ(Cidr("10.0.0.0/16").subnet_count(16), 1U);
  EXPECT_EQ(Cidr("10.0.0.0/16").subnet_count(24), 256U);
  EXPECT_EQ(Cidr("2001:db8::/56").subnet_count(64), 256U);
  EXPECT_THROW(static_cast<void>(Cidr("::/0").subnet_count(64)), InvalidValue);
}

TEST(Cidr, DividesIntoSubnets) {
  struct Case {
    Cidr network;
    int prefix;
    std::uint64_t index;
    std::string_view subnet;
  };
  const Case cases[] = {
      {"10.0.0.0/16", 24, 0, "10.0.0.0/24"},
      {"10.0.0.0/16", 24, 255, "10.0.255.0/24"},
      {"10.0.0.0/16", 16, 0, "10.0.0.0/16"},
      {"0.0.0.0/0", 32, 0xFFFFFFFF, "255.255.255.255/32"},
      {"10.20.0.0/20", 26, 63, "10.20.15.192/26"},
      {"2001:db8::/56", 64, 255, "2001:db8:0:ff::/64"},
      {"2001:db8::/64", 65, 1, "2001:db8:0:0:8000::/65"},
      {"2001:db8::/48", 96, 0x1'0000'0001, "2001:db8:0:1:0:1::/96"},
      {"2001:db8::/64", 128, ~std::uint64_t{0}, "2001:db8::ffff:ffff:ffff:ffff/128"},
      {"::/0", 128, 1, "::1/128"},
      {"::/0", 0, 0, "::/0"},
      {"::/0", 1, 1, "8000::/1"},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(each.network.subnet(each.prefix, each.index).text(), each.subnet);
  }
}

TEST(Cidr, NamesTheNetworkAndTheIndexOfASubnetThatIsNotThere) {
  const Cidr vpc = "10.0.0.0/16";
  try {
    static_cast<void>(vpc.subnet(24, 256));
    FAIL() << "index 256 of 256 subnets was accepted";
  } catch (const InvalidValue& error) {
    EXPECT_STREQ(error.what(),
                 "10.0.0.0/16 has 256 subnets with the prefix 24: there is none with the index 256");
  }
  EXPECT_THROW(static_cast<void>(vpc.subnet(15, 0)), InvalidValue);
  EXPECT_THROW(static_cast<void>(vpc.subnet(33, 0)), InvalidValue);
  EXPECT_THROW(static_cast<void>(vpc.carve<5>(18)), InvalidValue);
  EXPECT_THROW(static_cast<void>(Cidr("::/0").subnet(129, 0)), InvalidValue);
}

TEST(Cidr, ArithmeticIsConstant) {
  constexpr Cidr vpc = "10.0.0.0/16";
  constexpr auto subnets = vpc.carve<3>(24);
  static_assert(subnets[0] == Cidr("10.0.0.0/24"));
  static_assert(subnets[2] == vpc.subnet(24, 2));
  static_assert(within(vpc, "10.0.32.0/20").prefix() == 20);
  static_assert(Cidr::parse("10.0.0.0/16") == vpc);
  EXPECT_EQ(subnets[1].text(), "10.0.1.0/24");
}

TEST(Cidr, KnowsWhatItContainsAndOverlaps) {
  const Cidr vpc = "10.0.0.0/16";
  EXPECT_TRUE(vpc.contains(vpc));
  EXPECT_TRUE(vpc.contains("10.0.255.0/24"));
  EXPECT_FALSE(vpc.contains("10.1.0.0/24"));
  EXPECT_FALSE(vpc.contains("10.0.0.0/15"));
  EXPECT_TRUE(vpc.overlaps("10.0.0.0/15"));
  EXPECT_TRUE(vpc.overlaps("10.0.7.0/24"));
  EXPECT_FALSE(vpc.overlaps("10.1.0.0/16"));
  EXPECT_FALSE(Cidr("0.0.0.0/0").contains("::/128"));
  EXPECT_FALSE(Cidr("::/0").overlaps("0.0.0.0/0"));
  EXPECT_TRUE(Cidr("2001:db8::/63").contains("2001:db8:0:1::/64"));
  EXPECT_FALSE(Cidr("2001:db8::/64").contains("2001:db8:0:1::/64"));
}

TEST(Cidr, WithinRefusesASubnetOutside) {
  const Cidr vpc = "10.0.0.0/16";
  EXPECT_EQ(within(vpc, "10.0.1.0/24").text(), "10.0.1.0/24");
  try {
    static_cast<void>(within(vpc, "10.1.0.0/24"));
    FAIL() << "a subnet outside was accepted";
  } catch (const InvalidValue& error) {
    EXPECT_STREQ(error.what(), "the subnet 10.1.0.0/24 lies outside the network 10.0.0.0/16");
  }
}

TEST(Cidr, IsOrdered) {
  EXPECT_LT(Cidr("9.0.0.0/8"), Cidr("10.0.0.0/8"));
  EXPECT_LT(Cidr("10.0.0.0/8"), Cidr("10.0.0.0/16"));
  EXPECT_LT(Cidr("255.0.0.0/8"), Cidr("::/0"));
  EXPECT_NE(Cidr("0.0.0.0/0"), Cidr("::/0"));
}

}  // namespace
}  // namespace tenon
