#include "tenon/value/format.hpp"

#include <array>
#include <vector>

namespace tenon {

namespace {

/// Literal text between placeholders, braces undoubled.
class Pieces {
 public:
  void character(char c) { literal_ += c; }
  void value(const Node& node) {
    flush();
    nodes_.push_back(node);
  }
  std::vector<Node> take() {
    flush();
    return std::move(nodes_);
  }

 private:
  void flush() {
    if (literal_.empty()) return;
    nodes_.emplace_back(std::string_view(literal_));
    literal_.clear();
  }

  std::string literal_;
  std::vector<Node> nodes_;
};

}  // namespace

TextExpression detail::format(Function rendering, std::string_view text, std::span<const Value<std::string>> values) {
  Pieces pieces;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool brace = text[i] == '{' || text[i] == '}';
    if (!brace) {
      pieces.character(text[i]);
      continue;
    }
    if (text[i] == '{' && text[i + 1] == '}') {
      pieces.value(values[next++]);
    } else {
      pieces.character(text[i]);
    }
    ++i;
  }
  return TextExpression(Node::intrinsic(rendering, pieces.take()));
}

TextExpression sub(detail::SubString text) {
  const std::array arguments{Node::literal(text.text.data(), text.text.size())};
  return TextExpression(Node::intrinsic(Function::Sub, arguments));
}

TextExpression sub(detail::SubString text, const Map<std::string>& variables) {
  const std::array<Node, 2> arguments{Node::literal(text.text.data(), text.text.size()), variables};
  return TextExpression(Node::intrinsic(Function::Sub, arguments));
}

TextExpression sub_text(std::string_view text, const Map<std::string>& variables) {
  std::vector<Node> arguments{Node(text)};
  if (variables.is_set()) arguments.push_back(variables);
  return TextExpression(Node::intrinsic(Function::Sub, arguments));
}

}  // namespace tenon
