#include "tenon/constructs/network/cidr_plan.hpp"

#include <gtest/gtest.h>

namespace tenon::detail {
namespace {

std::string planned(const Cidr& network, const std::vector<int>& prefixes) {
  const CidrPlan plan = plan_cidrs(network, prefixes);
  EXPECT_EQ(plan.blocks.empty(), !plan.error.empty());
  std::string text = plan.error;
  for (const Cidr& block : plan.blocks) text += (text.empty() ? "" : " ") + block.text();
  return text;
}

TEST(CidrPlan, DividesTheNetworkEvenlyAmongThoseWithoutASize) {
  EXPECT_EQ(planned("10.0.0.0/16", {0, 0, 0, 0}), "10.0.0.0/18 10.0.64.0/18 10.0.128.0/18 10.0.192.0/18");
  // Three share what four would: prefixes are powers of two.
  EXPECT_EQ(planned("10.0.0.0/16", {0, 0, 0}), "10.0.0.0/18 10.0.64.0/18 10.0.128.0/18");
  EXPECT_EQ(planned("10.0.0.0/16", {0}), "10.0.0.0/16");
}

TEST(CidrPlan, PutsThoseWithASizeFirstAndAlignsThem) {
  EXPECT_EQ(planned("10.0.0.0/16", {24, 20, 24}), "10.0.0.0/24 10.0.16.0/20 10.0.32.0/24");
  EXPECT_EQ(planned("10.20.0.0/21", {0, 24, 24, 0}), "10.20.2.0/23 10.20.0.0/24 10.20.1.0/24 10.20.4.0/23");
}

TEST(CidrPlan, FillsTheNetworkToItsLastAddress) {
  EXPECT_EQ(planned("10.255.255.224/27", {28, 28}), "10.255.255.224/28 10.255.255.240/28");
}

TEST(CidrPlan, SaysWhatDoesNotFit) {
  EXPECT_EQ(planned("10.0.0.0/24", {25, 25, 28}),
            "subnet 3 of 3 does not fit: /28 in what is left of 10.0.0.0/24");
  EXPECT_EQ(planned("10.0.0.0/24", {24, 0}),
            "subnet 2 of 2 does not fit: /33 in what is left of 10.0.0.0/24");
  EXPECT_EQ(planned("10.0.0.0/24", {23}), "subnet 1 of 1 does not fit: /23 in what is left of 10.0.0.0/24");
  // AWS makes no subnet smaller than /28.
  EXPECT_EQ(planned("10.0.0.0/27", {0, 0, 0}),
            "subnet 1 of 3 does not fit: /29 in what is left of 10.0.0.0/27");
}

}  // namespace
}  // namespace tenon::detail
