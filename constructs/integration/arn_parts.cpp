#include "tenon/constructs/integration/arn_parts.hpp"

#include <algorithm>
#include <vector>

#include "tenon/construct/naming.hpp"
#include "tenon/value/format.hpp"

namespace tenon::detail {

Value<std::string> arn_part(const Value<std::string>& arn, std::int64_t index) {
  const auto literal = arn.literal();
  if (!literal) return Fn::Select(index, Value<Json>(List<std::string>(Fn::Split(":", arn))));
  std::string_view rest = *literal;
  for (std::int64_t i = 0; i < index; ++i) {
    const auto colon = rest.find(':');
    rest.remove_prefix(colon == rest.npos ? rest.size() : colon + 1);
  }
  return rest.substr(0, rest.find(':'));
}

Value<std::string> arn_in(const Stack& stack, std::string_view service, const Value<std::string>& resource) {
  return format("arn:{}:{}:{}:{}:{}", stack.partition(), service, stack.region(), stack.account(), resource);
}

std::string resource_name(const Construct& construct, std::size_t max_length) {
  const Stack& stack = construct.stack();
  std::vector<std::string_view> ids;
  for (const Construct* each = &construct; each != &stack; each = each->parent()) ids.push_back(each->id());
  ids.push_back(stack.stack_name());
  std::ranges::reverse(ids);
  return unique_resource_name(IdPath(ids), {.max_length = max_length, .separator = "-"});
}

}  // namespace tenon::detail
