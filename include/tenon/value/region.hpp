#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "tenon/value/text.hpp"

namespace tenon {

namespace detail {

void this_is_not_a_region_such_as_eu_west_1();

inline constexpr std::size_t longest_region = 31;

/// The words for where in its area a region lies; all regions so far use one of them.
inline constexpr std::string_view compass_words[] = {
    "north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest"};

constexpr bool is_compass_word(std::string_view text) {
  for (const std::string_view word : compass_words) {
    if (text == word) return true;
  }
  return false;
}

constexpr bool is_area_word(std::string_view text) {
  return text.size() >= 2 && text.size() <= 4 && ascii::all_of(text, ascii::is_lower);
}

/// How the regions of a partition begin. Source: the partition table that AWS publishes with its SDKs.
struct RegionPrefix {
  std::string_view prefix;
  std::string_view partition;
};

inline constexpr RegionPrefix region_prefixes[] = {
    {"cn-", "aws-cn"},         {"us-gov-", "aws-us-gov"}, {"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"},
    {"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"}, {"eusc-", "aws-eusc"},
};

}  // namespace detail

/// Whether `text` has the shape of a region's code: an area of two to four letters, for some a second one
/// (`gov`, `iso`, `isob`, `de`), a compass word and a number without leading zero: `eu-west-1`,
/// `us-gov-east-1`, `ap-northeast-3`. A region that opened yesterday passes; `is_known_region` asks the list.
constexpr bool is_region(std::string_view text) {
  const std::size_t hyphens = ascii::count(text, '-');
  if (text.size() > detail::longest_region || hyphens < 2 || hyphens > 3) return false;
  if (!detail::is_area_word(ascii::take_field(text, '-'))) return false;
  if (hyphens == 3 && !detail::is_area_word(ascii::take_field(text, '-'))) return false;
  if (!detail::is_compass_word(ascii::take_field(text, '-'))) return false;
  std::uint64_t number = 0;
  return text.size() <= 2 && !text.starts_with('0') && ascii::read_number(text, 99, number);
}

/// Whether `text` is one of the regions that AWS had announced when this version of the library was made.
bool is_known_region(std::string_view text);

/// An AWS region: `Region home = "eu-central-1";`, its shape checked by the compiler.
class Region {
 public:
  /// From a string literal; does not compile where it has not the shape of a region's code (see `is_region`).
  template <std::size_t N>
  consteval Region(const char (&text)[N]) : text_(checked(detail::literal_text(text))) {}

  /// From text known at run time; empty where it has not the shape of a region's code.
  static constexpr std::optional<Region> parse(std::string_view text) {
    if (!is_region(text)) return std::nullopt;
    return Region(Checked{text});
  }

  /// What a region looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "the code of an AWS region such as eu-west-1 or us-gov-east-1";
  }

  /// The code as written. Lives as long as this object.
  constexpr std::string_view text() const { return text_.view(); }

  /// The partition that the region belongs to: `aws`, `aws-cn`, `aws-us-gov`, …
  constexpr std::string_view partition() const {
    for (const detail::RegionPrefix& known : detail::region_prefixes) {
      if (text().starts_with(known.prefix)) return known.partition;
    }
    return "aws";
  }

  friend constexpr bool operator==(const Region& a, const Region& b) { return a.text() == b.text(); }
  friend constexpr auto operator<=>(const Region& a, const Region& b) { return a.text() <=> b.text(); }

 private:
  struct Checked {
    std::string_view text;
  };
  constexpr explicit Region(Checked checked) : text_(checked.text) {}

  static consteval std::string_view checked(std::string_view text) {
    if (!is_region(text)) detail::this_is_not_a_region_such_as_eu_west_1();
    return text;
  }

  detail::InlineText<detail::longest_region> text_;
};

}  // namespace tenon
