#include "tenon/value/region.hpp"

#include <string>

#include <gtest/gtest.h>

namespace tenon {
namespace {

struct Props {
  Region region;
};

TEST(Region, IsInitializedFromALiteralInADesignatedInitializer) {
  const Props props{.region = "eu-west-1"};
  EXPECT_EQ(props.region.text(), "eu-west-1");
  constexpr Region home = "us-gov-west-1";
  static_assert(home.partition() == "aws-us-gov");
}

TEST(Region, TakesTheShapeOfEveryPartitionAndOfRegionsToCome) {
  for (const std::string_view text :
       {"us-east-1", "ap-northeast-3", "cn-northwest-1", "us-gov-east-1", "us-isob-west-1", "eu-isoe-west-1",
        "eusc-de-east-1", "xx-central-12"}) {
    EXPECT_TRUE(is_region(text)) << text;
    ASSERT_TRUE(Region::parse(text).has_value()) << text;
    EXPECT_EQ(Region::parse(text)->text(), text);
  }
}

TEST(Region, RefusesWhatIsNone) {
  for (const std::string_view text : {"",
                                      "us",
                                      "us-east",
                                      "us-east-",
                                      "us-east-0",
                                      "us-east-01",
                                      "us-east-123",
                                      "us-east-1a",
                                      "us-east-1-",
                                      "-east-1",
                                      "US-EAST-1",
                                      "us_east_1",
                                      "useast1",
                                      "us-esat-1",
                                      "us-gov-gov-east-1",
                                      "global",
                                      "aws-global",
                                      "u-east-1",
                                      "europe-west-1",
                                      "us-east-1 ",
                                      "us--east-1",
                                      "us-east-us-east-us-east-us-east-us-east-1"}) {
    EXPECT_FALSE(is_region(text)) << text;
    EXPECT_FALSE(Region::parse(text).has_value()) << text;
  }
}

TEST(Region, KnowsItsPartition) {
  EXPECT_EQ(Region("eu-west-1").partition(), "aws");
  EXPECT_EQ(Region("cn-north-1").partition(), "aws-cn");
  EXPECT_EQ(Region("us-iso-east-1").partition(), "aws-iso");
  EXPECT_EQ(Region("us-isob-east-1").partition(), "aws-iso-b");
  EXPECT_EQ(Region("eu-isoe-west-1").partition(), "aws-iso-e");
  EXPECT_EQ(Region("us-isof-south-1").partition(), "aws-iso-f");
  EXPECT_EQ(Region("eusc-de-east-1").partition(), "aws-eusc");
}

TEST(Region, TellsKnownRegionsFromTheRest) {
  EXPECT_TRUE(is_known_region("us-east-1"));
  EXPECT_TRUE(is_known_region("eusc-de-east-1"));
  EXPECT_TRUE(is_known_region("af-south-1"));
  EXPECT_TRUE(is_known_region("us-west-2"));
  EXPECT_FALSE(is_known_region("us-east-9"));
  EXPECT_FALSE(is_known_region(""));
}

TEST(Region, OwnsItsText) {
  std::string text = "eu-west-1";
  const Region region = *Region::parse(text);
  text = "xxxxxxxxx";
  EXPECT_EQ(region, Region("eu-west-1"));
  EXPECT_LT(Region("eu-west-1"), Region("us-east-1"));
}

}  // namespace
}  // namespace tenon
