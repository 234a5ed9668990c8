#include "tenon/constructs/integration/event_pattern.hpp"

#include "tenon/value/json.hpp"

namespace tenon {

namespace {

Value<Json> number(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  return static_cast<double>(whole) == value ? Value<Json>(whole) : Value<Json>(value);
}

Value<Json> numeric(std::initializer_list<std::pair<std::string_view, double>> bounds) {
  std::vector<Value<Json>> items;
  for (const auto& [operation, value] : bounds) {
    items.emplace_back(operation);
    items.push_back(number(value));
  }
  return json::object({{"numeric", json::array(items)}});
}

Node list_of(std::span<const EventMatch> matches) {
  std::vector<Node> items;
  for (const EventMatch& match : matches) items.push_back(match.json());
  return Node::list(items);
}

}  // namespace

EventMatch EventMatch::exists(bool value) { return {Raw{}, json::object({{"exists", value}})}; }
EventMatch EventMatch::equals_ignore_case(std::string_view text) {
  return {Raw{}, json::object({{"equals-ignore-case", text}})};
}
EventMatch EventMatch::prefix(std::string_view text) { return {Raw{}, json::object({{"prefix", text}})}; }
EventMatch EventMatch::suffix(std::string_view text) { return {Raw{}, json::object({{"suffix", text}})}; }
EventMatch EventMatch::wildcard(std::string_view pattern) {
  return {Raw{}, json::object({{"wildcard", pattern}})};
}
EventMatch EventMatch::cidr(const Cidr& network) {
  return {Raw{}, json::object({{"cidr", std::string_view(network.text())}})};
}

EventMatch EventMatch::anything_but(std::initializer_list<std::string_view> texts) {
  std::vector<Value<Json>> items(texts.begin(), texts.end());
  return {Raw{}, json::object({{"anything-but", json::array(items)}})};
}
EventMatch EventMatch::anything_but_prefix(std::string_view text) {
  return {Raw{}, json::object({{"anything-but", json::object({{"prefix", text}})}})};
}
EventMatch EventMatch::anything_but_suffix(std::string_view text) {
  return {Raw{}, json::object({{"anything-but", json::object({{"suffix", text}})}})};
}

EventMatch EventMatch::equal_to(double value) { return {Raw{}, numeric({{"=", value}})}; }
EventMatch EventMatch::greater_than(double value) { return {Raw{}, numeric({{">", value}})}; }
EventMatch EventMatch::greater_than_or_equal_to(double value) { return {Raw{}, numeric({{">=", value}})}; }
EventMatch EventMatch::less_than(double value) { return {Raw{}, numeric({{"<", value}})}; }
EventMatch EventMatch::less_than_or_equal_to(double value) { return {Raw{}, numeric({{"<=", value}})}; }
EventMatch EventMatch::between(double lower, double upper) {
  return {Raw{}, numeric({{">=", lower}, {"<=", upper}})};
}

FieldPattern::FieldPattern(EventMatch match) : FieldPattern({std::move(match)}) {}
FieldPattern::FieldPattern(std::initializer_list<EventMatch> one_of)
    : json_(list_of({one_of.begin(), one_of.size()})) {}

FieldPattern FieldPattern::object(const std::vector<std::pair<std::string, FieldPattern>>& fields) {
  std::vector<Node> members;
  for (const auto& [name, field] : fields) {
    members.emplace_back(std::string_view(name));
    members.push_back(field.json());
  }
  return FieldPattern(Raw{}, Node::object(members));
}

Value<Json> pattern_json(const EventPattern& pattern) {
  std::vector<Node> members;
  const auto add = [&](std::string_view name, Node value) {
    members.emplace_back(name);
    members.push_back(std::move(value));
  };
  if (!pattern.account.empty()) add("account", list_of(pattern.account));
  if (!pattern.region.empty()) add("region", list_of(pattern.region));
  if (!pattern.source.empty()) add("source", list_of(pattern.source));
  if (!pattern.resources.empty()) add("resources", list_of(pattern.resources));
  if (!pattern.detail_type.empty()) add("detail-type", list_of(pattern.detail_type));
  if (!pattern.detail.empty()) add("detail", FieldPattern::object(pattern.detail).json());
  return members.empty() ? Value<Json>() : Value<Json>(Raw{}, Node::object(members));
}

}  // namespace tenon
