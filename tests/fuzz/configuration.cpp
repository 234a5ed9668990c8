// Typed configuration. What is accepted is written out, read again, and must be what it was; what is refused
// must be so with file and line, for each thing that is wrong.
#include <array>
#include <map>
#include <optional>
#include <utility>

#include <boost/hana/define_struct.hpp>

#include "fuzz.hpp"
#include "tenon/config/load.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/account_id.hpp"
#include "tenon/value/arn.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/region.hpp"

namespace shop {

enum class Tier { small, large };
constexpr auto spellings(Tier) {
  return std::array{tenon::Spelling{"small", Tier::small}, tenon::Spelling{"large", Tier::large}};
}

struct Network {
  BOOST_HANA_DEFINE_STRUCT(Network, (tenon::Cidr, cidr), (std::vector<tenon::Cidr>, subnets));
};
void check(const Network& network, const tenon::ConfigPlace& at) {
  if (network.subnets.size() > 3) (at / "subnets" / 3).refuse("three subnets at most");
}

using Limits = std::map<std::string, std::int8_t>;

struct Config {
  BOOST_HANA_DEFINE_STRUCT(Config, (std::optional<std::string>, name),
                           (std::optional<tenon::AccountId>, account), (std::optional<tenon::Region>, region),
                           (std::optional<Network>, network), (std::optional<std::vector<Network>>, peers),
                           (std::optional<tenon::Port>, port), (std::optional<tenon::Duration>, timeout),
                           (std::optional<tenon::Arn>, role), (std::optional<Tier>, tier),
                           (std::optional<bool>, enabled), (std::optional<std::int64_t>, weight),
                           (std::optional<std::uint64_t>, quota), (std::optional<double>, ratio),
                           (std::optional<Limits>, limits),
                           (std::optional<std::vector<tenon::TextEntry>>, tags));
};

}  // namespace shop

namespace {

using fuzz::require;
using shop::Config;

constexpr std::string_view file = TENON_FUZZ_NAME;
constexpr std::size_t most_bytes_of_a_line = 4096;

bool has_place(std::string_view line) {
  if (!line.starts_with(file) || !line.substr(file.size()).starts_with(':')) return false;
  const std::string_view rest = line.substr(file.size() + 1);
  const auto digits = rest.find_first_not_of("0123456789");
  return digits != 0 && digits != rest.npos && rest.substr(digits).starts_with(": ");
}

void check_refusal(std::string_view text) {
  // A value that is shown may hold line ends of its own, in a text: the first line has the place.
  const std::string_view first = text.substr(0, text.find('\n'));
  require(has_place(first), "a refusal begins with file and line", text);
  require(first.size() < most_bytes_of_a_line, "a refusal does not repeat the whole file", text);
}

/// What was read, so that two readings can be compared.
std::string shown(const shop::Network& network) {
  std::string text = network.cidr.text() + "[";
  for (const tenon::Cidr& each : network.subnets) text += each.text() + ",";
  return text + "]";
}

std::string shown(const Config& config) {
  std::string text;
  const auto add = [&](std::string_view value) { text.append(value).append("|"); };
  if (config.name) add(*config.name);
  if (config.account) add(config.account->text());
  if (config.region) add(config.region->text());
  if (config.network) add(shown(*config.network));
  for (const shop::Network& peer : config.peers.value_or(std::vector<shop::Network>())) add(shown(peer));
  if (config.port) add(config.port->text());
  if (config.timeout) add(config.timeout->text());
  if (config.role) add(config.role->text());
  if (config.tier) add(*config.tier == shop::Tier::small ? "small" : "large");
  if (config.enabled) add(*config.enabled ? "yes" : "no");
  if (config.weight) add(std::to_string(*config.weight));
  if (config.quota) add(std::to_string(*config.quota));
  if (config.ratio) add(std::to_string(*config.ratio));
  for (const auto& [key, value] : config.limits.value_or(shop::Limits()))
    add(key + "=" + std::to_string(value));
  for (const auto& [key, value] : config.tags.value_or(std::vector<tenon::TextEntry>()))
    add(key + "=" + value);
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A text without data would stand for the file's own content.
  const std::string text(fuzz::text_of(data, size));
  try {
    const auto config = tenon::load_text<Config>(text, file);
    const auto again = tenon::load_text<Config>(text, file);
    require(shown(config) == shown(again), "a text is read the same way twice");
    // Over itself: whatever the file gives wins, so nothing may change.
    const tenon::detail::ConfigSource partial{.name = file, .text = text, .is_partial = true};
    require(shown(tenon::detail::load<Config>(partial, &config)) == shown(config),
            "over itself it is what it was");
  } catch (const tenon::Error& error) {
    require(error.id() == "invalid-configuration", "the error's id", error.id());
    check_refusal(error.what());
  }
  return 0;
}
