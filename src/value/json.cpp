#include "tenon/value/json.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <nlohmann/json.hpp>

#include "tenon/value/invalid_value.hpp"

namespace tenon::json {

namespace {

/// Builds nodes while nlohmann/json reads, so that key order and the spelling of numbers survive.
class NodeBuilder {
 public:
  bool null() { return add(Node::null()); }
  bool boolean(bool value) { return add(Node(value)); }
  bool number_integer(std::int64_t value) { return add(Node(value)); }
  bool number_unsigned(std::uint64_t value) {
    if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return add(Node(static_cast<std::int64_t>(value)));
    }
    return add(Node::written(std::to_string(value)));
  }
  bool number_float(double /*value*/, std::string spelling) {
    // nlohmann/json puts the decimal point of the process's locale in.
    std::ranges::replace_if(
        spelling, [](char c) { return !is_of_number(c); }, '.');
    return add(Node::written(spelling));
  }
  bool string(std::string& text) { return add(Node(std::string_view(text))); }
  bool binary(nlohmann::json::binary_t& /*bytes*/) { return false; }
  bool start_object(std::size_t /*size*/) { return open(); }
  bool key(std::string& text) { return add(Node(std::string_view(text))); }
  bool end_object() { return close(&Node::object); }
  bool start_array(std::size_t /*size*/) { return open(); }
  bool end_array() { return close(&Node::list); }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::json::exception& error) {
    throw InvalidValue(error.what());
  }

  Node take() { return std::move(levels_.front().front()); }

 private:
  // What is deeper is no document that AWS takes, and all that goes through nodes is recursive.
  static constexpr std::size_t deepest = 500;
  static bool is_of_number(char c) {
    return std::string_view("0123456789+-eE").find(c) != std::string_view::npos;
  }
  bool add(Node node) {
    levels_.back().push_back(std::move(node));
    return true;
  }
  bool open() {
    if (levels_.size() > deepest) throw InvalidValue("nested more than " + std::to_string(deepest) + " deep");
    levels_.emplace_back();
    return true;
  }
  bool close(Node (*make)(std::span<const Node>)) {
    Node node = make(levels_.back());
    levels_.pop_back();
    return add(std::move(node));
  }

  std::vector<std::vector<Node>> levels_{1};
};

Value<Json> list_of(const Value<Json>* first, std::size_t count) {
  return {Raw{}, Node::list({static_cast<const Node*>(first), count})};
}

}  // namespace

Value<Json> object(std::initializer_list<Map<Json>::Entry> entries) { return {Raw{}, Map<Json>(entries)}; }
Value<Json> object(std::span<const Map<Json>::Entry> entries) {
  std::vector<Node> keys_and_values;
  for (const auto& entry : entries) {
    keys_and_values.push_back(entry.key);
    keys_and_values.push_back(entry.value);
  }
  return {Raw{}, Node::object(keys_and_values)};
}
Value<Json> array(std::initializer_list<Value<Json>> items) { return list_of(items.begin(), items.size()); }
Value<Json> array(std::span<const Value<Json>> items) { return list_of(items.data(), items.size()); }
Value<Json> null() { return {Raw{}, Node::null()}; }

Value<Json> parse(std::string_view text) {
  NodeBuilder builder;
  nlohmann::json::sax_parse(text, &builder);
  return {Raw{}, builder.take()};
}

TextExpression string(const Value<Json>& document, StringOptions options) {
  const auto function = options.rendering == Rendering::join ? Function::JsonAsJoin : Function::JsonAsSub;
  const std::array<Node, 2> arguments{document, Node(std::int64_t{options.indent})};
  return TextExpression(Node::intrinsic(function, arguments));
}

}  // namespace tenon::json
