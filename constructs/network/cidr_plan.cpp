#include "tenon/constructs/network/cidr_plan.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

namespace tenon::detail {

namespace {

// AWS makes no smaller and no larger subnets.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
constexpr int longest_prefix = 28;
constexpr int shortest_prefix = 16;

/// Hands out the addresses of a network from its first to its last, counted from the network's start.
class Addresses {
 public:
  explicit Addresses(const Cidr& network) : network_(network) {}

  std::uint64_t left() const { return network_.address_count() - next_; }

  std::optional<Cidr> take(int prefix) {
    const std::uint64_t size = std::uint64_t{1} << (network_.address_bits() - prefix);
    const std::uint64_t index = (next_ + size - 1) / size;
    if (prefix < network_.prefix() || (index + 1) * size > network_.address_count()) return std::nullopt;
    next_ = (index + 1) * size;
    return network_.subnet(prefix, index);
  }

 private:
  const Cidr& network_;
  std::uint64_t next_ = 0;
};

/// The prefix of the largest equal blocks of which so many fit, leaving alignment out, as CDK does.
int shared_prefix(std::uint64_t addresses, std::uint64_t count) {
  return 33 - static_cast<int>(std::bit_width(addresses / count));
}

}  // namespace

CidrPlan plan_cidrs(const Cidr& network, std::span<const int> prefixes) {
  Addresses addresses(network);
  std::vector<std::optional<Cidr>> blocks(prefixes.size());
  const auto place = [&](std::size_t i, int prefix) {
    if (prefix >= shortest_prefix && prefix <= longest_prefix) blocks[i] = addresses.take(prefix);
    return blocks[i].has_value();
  };
  const auto misfit = [&](std::size_t i, int prefix) {
    return CidrPlan{.blocks = {},
                    .error = fmt::format("subnet {} of {} does not fit: /{} in what is left of {}", i + 1,
                                         prefixes.size(), prefix, network.text())};
  };
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    if (prefixes[i] != 0 && !place(i, prefixes[i])) return misfit(i, prefixes[i]);
  }
  const auto sharing = static_cast<std::uint64_t>(std::ranges::count(prefixes, 0));
  const int prefix = sharing == 0 ? 0 : shared_prefix(addresses.left(), sharing);
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    if (prefixes[i] == 0 && !place(i, prefix)) return misfit(i, prefix);
  }
  CidrPlan plan;
  for (const auto& block : blocks) plan.blocks.push_back(*block);
  return plan;
}

}  // namespace tenon::detail
