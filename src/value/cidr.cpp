#include "tenon/value/cidr.hpp"

#include <iterator>

#include <fmt/format.h>

#include "tenon/value/invalid_value.hpp"

namespace tenon {
namespace detail {

void this_prefix_is_shorter_than_its_network_or_longer_than_an_address(const Cidr& network, int prefix) {
  throw InvalidValue(fmt::format("a subnet of {} has a prefix from {} to {}, not {}", network.text(),
                                 network.prefix(), network.address_bits(), prefix));
}

void this_subnet_lies_outside_its_network(const Cidr& network, int prefix, std::uint64_t index) {
  throw InvalidValue(fmt::format("{} has {} subnets with the prefix {}: there is none with the index {}",
                                 network.text(), network.subnet_count(prefix), prefix, index));
}

void this_subnet_lies_outside_its_network(const Cidr& network, const Cidr& subnet) {
  throw InvalidValue(fmt::format("the subnet {} lies outside the network {}", subnet.text(), network.text()));
}

void the_number_does_not_fit_into_64_bits(const Cidr& network) {
  throw InvalidValue(fmt::format("a number asked of {} does not fit 64 bits", network.text()));
}

}  // namespace detail

namespace {

struct Run {
  int begin = 0;
  int length = 0;
};

using Groups = std::array<unsigned, 8>;

Groups groups_of(const detail::AddressBits& bits) {
  Groups groups{};
  for (std::size_t i = 0; i < 8; ++i) {
    const std::uint64_t half = i < 4 ? bits.high : bits.low;
    groups[i] = static_cast<unsigned>(half >> (16 * (3 - i % 4)) & 0xFFFFU);
  }
  return groups;
}

Run longest_zero_run(const Groups& groups) {
  Run longest;
  Run current;
  for (int i = 0; i < 8; ++i) {
    current = groups[static_cast<std::size_t>(i)] != 0
                  ? Run{.begin = i + 1, .length = 0}
                  : Run{.begin = current.begin, .length = current.length + 1};
    if (current.length > longest.length) longest = current;
  }
  // RFC 5952 section 4.2.2: a single zero group is not shortened.
  return longest.length > 1 ? longest : Run{.begin = 8, .length = 0};
}

std::string ipv6_text(const detail::AddressBits& bits) {
  const Groups groups = groups_of(bits);
  const Run gap = longest_zero_run(groups);
  std::string text;
  for (int i = 0; i < 8; ++i) {
    if (i == gap.begin) text += "::";
    if (i >= gap.begin && i < gap.begin + gap.length) continue;
    const bool follows_group = i > 0 && i != gap.begin + gap.length;
    fmt::format_to(std::back_inserter(text), "{}{:x}", follows_group ? ":" : "",
                   groups[static_cast<std::size_t>(i)]);
  }
  return text;
}

std::string ipv4_text(const detail::AddressBits& bits) {
  const auto address = static_cast<std::uint32_t>(bits.high >> 32);
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 0xFFU, address >> 8 & 0xFFU,
                     address & 0xFFU);
}

}  // namespace

std::string Cidr::text() const {
  return fmt::format("{}/{}", ipv6_ ? ipv6_text(address_) : ipv4_text(address_), prefix_);
}

}  // namespace tenon
