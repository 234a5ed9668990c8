#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "document.hpp"

namespace tenon::detail {

namespace {

using Json = nlohmann::json;

/// Tells how far the parser has read, which it does not tell itself.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** last) : at_(at), last_(last) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *last_ = at_++;
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) { return a.at_ == b.at_; }

 private:
  const char* at_;
  const char** last_;
};

/// Builds the tree from the parser's events. Numbers are read one character too far; a line's own end belongs
/// to it, so that is still the same line.
class Builder {
 public:
  Builder(const char* begin, const char* const& last) : counted_(begin), last_(last) {}

  ConfigNode take() { return std::move(root_); }

  bool null() { return add({}); }
  bool boolean(bool value) { return add({.kind = ConfigKind::scalar, .text = value ? "true" : "false"}); }
  bool number_integer(std::int64_t value) {
    return add({.kind = ConfigKind::scalar, .text = fmt::to_string(value)});
  }
  bool number_unsigned(std::uint64_t value) {
    return add({.kind = ConfigKind::scalar, .text = fmt::to_string(value)});
  }
  bool number_float(double, const std::string& written) {
    return add({.kind = ConfigKind::scalar, .text = written});
  }
  bool string(std::string& text) {
    return add({.kind = ConfigKind::text, .text = std::move(text), .may_be_text = true});
  }
  bool binary(Json::binary_t&) { return false; }  // JSON has none
  bool start_object(std::size_t) { return open(ConfigKind::object); }
  bool start_array(std::size_t) { return open(ConfigKind::list); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& key) {
    key_ = std::move(key);
    key_line_ = line();
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) {
    std::string_view text = error.what();
    if (const auto end = text.find("] "); end != std::string_view::npos) text.remove_prefix(end + 2);
    if (const auto end = text.find(": ");
        text.starts_with("parse error at") && end != std::string_view::npos) {
      text.remove_prefix(end + 2);
    }
    throw ConfigFinding{.line = line(), .text = fmt::format("not JSON: {}", text)};
  }

 private:
  int line() {
    for (; counted_ < last_; ++counted_) lines_ += *counted_ == '\n' ? 1 : 0;
    return lines_;
  }

  ConfigNode& put(ConfigNode node) {
    const bool in_object = !open_.empty() && open_.back()->kind == ConfigKind::object;
    node.line = in_object ? key_line_ : line();
    if (in_object) node.key = std::move(key_);
    return open_.empty() ? root_ = std::move(node) : open_.back()->items.emplace_back(std::move(node));
  }
  bool add(ConfigNode node) {
    put(std::move(node));
    return true;
  }
  bool open(ConfigKind kind) {
    if (open_.size() == deepest_config) {
      throw ConfigFinding{.line = line(), .text = fmt::format("nested more than {} deep", deepest_config)};
    }
    // An open node's own list does not grow while what is below it is open, so the pointer stays.
    open_.push_back(&put({.kind = kind}));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  ConfigNode root_;
  std::vector<ConfigNode*> open_;
  std::string key_;
  int key_line_ = 0;
  const char* counted_;
  const char* const& last_;
  int lines_ = 1;
};

}  // namespace

ConfigNode read_json(std::string_view text) {
  const char* last = text.data();
  Builder builder(text.data(), last);
  Json::sax_parse(Cursor(text.data(), &last), Cursor(text.data() + text.size(), &last), &builder);
  return builder.take();
}

}  // namespace tenon::detail
