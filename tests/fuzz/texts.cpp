// The small texts of AWS: account, region, ARN, CIDR block, duration, port, schedule, size. What is accepted
// has a text that is read as the same value.
#include <optional>

#include "fuzz.hpp"
#include "tenon/value/account_id.hpp"
#include "tenon/value/arn.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/duration.hpp"
#include "tenon/value/port.hpp"
#include "tenon/value/region.hpp"
#include "tenon/value/schedule.hpp"
#include "tenon/value/size.hpp"

namespace {

using fuzz::require;

template <class T>
std::optional<T> check_round_trip(std::string_view text) {
  const std::optional<T> value = T::parse(text);
  if (!value) return value;
  const std::optional<T> again = T::parse(value->text());
  require(again.has_value(), "the text of a value is read", value->text());
  require(*again == *value, "and is the same value", value->text());
  return value;
}

void check_arn(std::string_view text) {
  const auto arn = check_round_trip<tenon::Arn>(text);
  if (!arn) return;
  std::string joined = "arn";
  for (const std::string_view part :
       {arn->partition(), arn->service(), arn->region(), arn->account(), arn->resource()})
    joined.append(":").append(part);
  require(joined == text, "an ARN is its parts", joined);
}

void check_cidr(std::string_view text) {
  const auto block = check_round_trip<tenon::Cidr>(text);
  if (block) require(block->contains(*block) && block->overlaps(*block), "a block contains itself", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_arn(text);
  check_cidr(text);
  check_round_trip<tenon::AccountId>(text);
  check_round_trip<tenon::Duration>(text);
  check_round_trip<tenon::Port>(text);
  check_round_trip<tenon::PortRange>(text);
  check_round_trip<tenon::Region>(text);
  check_round_trip<tenon::Schedule>(text);
  check_round_trip<tenon::Size>(text);
  return 0;
}
