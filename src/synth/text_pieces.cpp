#include "text_pieces.hpp"

#include "functions.hpp"
#include "node_json.hpp"

namespace tenon::synth {

namespace {

class Pieces {
 public:
  explicit Pieces(const StackPlan& plan) : plan_(plan) {}

  void literal(std::string_view text) {
    if (text.empty()) return;
    if (pieces_.empty() || pieces_.back().node.is_set()) pieces_.emplace_back();
    pieces_.back().literal += text;
  }

  void text(const Node& node) {
    if (const auto known = literal_of(node)) {
      literal(*known);
    } else if (const Node* const imported = imported_value(node)) {
      text(*imported);
    } else if (node.kind() == NodeKind::intrinsic) {
      intrinsic(node);
    } else {
      expression(node);
    }
  }

  void expression(const Node& node) { pieces_.push_back({{}, node}); }
  void all(std::vector<Piece> pieces) {
    for (Piece& piece : pieces) {
      if (piece.node.is_set()) {
        pieces_.push_back(std::move(piece));
      } else {
        literal(piece.literal);
      }
    }
  }
  std::vector<Piece> take() { return std::move(pieces_); }

 private:
  static std::optional<std::string> literal_of(const Node& node) {
    switch (node.kind()) {
      case NodeKind::literal:
      case NodeKind::text:
      case NodeKind::written: return std::string(node.text());
      case NodeKind::integer: return std::to_string(node.integer());
      case NodeKind::number: return number_text(node.number());
      case NodeKind::boolean: return node.boolean() ? "true" : "false";
      default: return std::nullopt;
    }
  }

  void intrinsic(const Node& node) {
    const auto arguments = node.items();
    switch (node.function()) {
      case Function::TextAsJoin:
      case Function::TextAsSub:
        for (const Node& each : arguments) text(each);
        return;
      case Function::JsonAsJoin:
      case Function::JsonAsSub: all(pieces_of_json(plan_, arguments)); return;
      case Function::Unchecked: text(arguments[0]); return;
      case Function::Join:
        if (arguments[0].is_text() && arguments[0].text().empty() && arguments[1].kind() == NodeKind::list) {
          for (const Node& each : arguments[1].items()) text(each);
          return;
        }
        expression(node);
        return;
      default: expression(node);
    }
  }

  const StackPlan& plan_;
  std::vector<Piece> pieces_;
};

bool is_number(const Node& node) {
  if (node.kind() == NodeKind::intrinsic) return node.function() == Function::Length;
  if (node.kind() != NodeKind::reference || node.element().kind() != ConstructKind::parameter) return false;
  const Node* const type = node.element().body().find("Type");
  return type->is_text() && type->text() == "Number";
}

std::string escaped(std::string_view text) {
  std::string quoted;
  append_json_string(quoted, text);
  return quoted.substr(1, quoted.size() - 2);
}

/// The expression with its literals written as they stand inside a JSON text (CDK rule 4.8): what CloudFormation makes of
/// them is put between quotes.
Node escaped(const StackPlan& plan, const Node& node) {
  if (node.is_text()) return Node(std::string_view(escaped(node.text())));
  const bool composed = node.kind() == NodeKind::list || node.kind() == NodeKind::object;
  if (!composed && node.kind() != NodeKind::intrinsic) return node;
  std::vector<Node> parts;
  if (node.kind() == NodeKind::intrinsic && node.function() >= Function::TextAsJoin) {
    for (const Piece& piece : pieces_of(plan, node)) {
      parts.push_back(escaped(plan, piece.node.is_set() ? piece.node : Node(std::string_view(piece.literal))));
    }
    return Node::intrinsic(Function::TextAsJoin, parts);
  }
  for (const Node& each : node.items()) parts.push_back(escaped(plan, each));
  if (node.kind() == NodeKind::list) return Node::list(parts);
  return node.kind() == NodeKind::object ? Node::object(parts) : Node::intrinsic(node.function(), parts);
}

bool is_if(const Node& node) { return node.kind() == NodeKind::intrinsic && node.function() == Function::If; }

/// Whether the value stands between quotes in a JSON text, whichever branch is taken.
bool yields_text(const Node& node) {
  if (is_if(node)) return yields_text(node.items()[1]) && yields_text(node.items()[2]);
  return node.is_text() || (node.is_expression() && !is_number(node));
}

/// Walks a document and writes it as JSON text, leaving expressions as pieces.
class JsonPieces {
 public:
  JsonPieces(const StackPlan& plan, std::int64_t indent) : pieces_(plan), plan_(plan), indent_(indent) {}

  void value(const Node& node) {
    switch (node.kind()) {
      case NodeKind::list: list(node.items()); return;
      case NodeKind::bag:
      case NodeKind::object: object(node); return;
      case NodeKind::null: pieces_.literal("null"); return;
      case NodeKind::boolean: pieces_.literal(node.boolean() ? "true" : "false"); return;
      case NodeKind::integer:
      case NodeKind::number:
      case NodeKind::written: pieces_.text(node); return;
      default: text(node);
    }
  }

  std::vector<Piece> take() {
    if (indent_ > 0) pieces_.literal("\n");
    return pieces_.take();
  }

 private:
  void text(const Node& node) {
    if (node.kind() == NodeKind::intrinsic && node.function() == Function::Unchecked) return value(node.items()[0]);
    if (is_number(node)) return pieces_.expression(node);
    if (is_if(node) && !yields_text(node)) return decision(node.items());
    pieces_.literal("\"");
    for (const Piece& piece : pieces_of(plan_, node)) {
      if (piece.node.is_set()) {
        pieces_.expression(escaped(plan_, piece.node));
      } else {
        pieces_.literal(escaped(piece.literal));
      }
    }
    pieces_.literal("\"");
  }

  /// `Fn::If` of documents: each branch is a JSON text of its own.
  void decision(std::span<const Node> arguments) {
    const auto as_text = [](const Node& branch) {
      const Node document[] = {branch, Node(std::int64_t{0})};
      return Node::intrinsic(Function::JsonAsJoin, document);
    };
    const Node texts[] = {arguments[0], as_text(arguments[1]), as_text(arguments[2])};
    pieces_.expression(Node::intrinsic(Function::If, texts));
  }

  void list(std::span<const Node> items) {
    open("[");
    for (std::size_t i = 0; i < items.size(); ++i) {
      separate(i);
      value(items[i]);
    }
    close("]", items.empty());
  }

  void object(const Node& node) {
    open("{");
    const auto items = node.items();
    const bool bag = node.kind() == NodeKind::bag;
    const std::size_t step = bag ? 1 : 2;
    std::size_t written = 0;
    for (std::size_t i = 0; i < items.size(); i += step) {
      if (!items[i + step - 1].is_set()) continue;
      separate(written++);
      key(bag ? std::string_view(node.bag_facts().properties[items[i].property_ordinal()].name) : items[i].text());
      value(items[i + step - 1]);
    }
    close("}", written == 0);
  }

  void key(std::string_view name) {
    std::string quoted;
    append_json_string(quoted, name);
    pieces_.literal(quoted);
    pieces_.literal(indent_ > 0 ? ": " : ":");
  }

  void open(std::string_view bracket) {
    pieces_.literal(bracket);
    ++depth_;
  }
  void separate(std::size_t index) {
    if (index > 0) pieces_.literal(",");
    new_line();
  }
  void close(std::string_view bracket, bool empty) {
    --depth_;
    if (!empty) new_line();
    pieces_.literal(bracket);
  }
  void new_line() {
    if (indent_ == 0) return;
    pieces_.literal("\n" + std::string(static_cast<std::size_t>(depth_ * indent_), ' '));
  }

  Pieces pieces_;
  const StackPlan& plan_;
  std::int64_t indent_;
  std::int64_t depth_ = 0;
};

}  // namespace

std::vector<Piece> pieces_of(const StackPlan& plan, const Node& text) {
  Pieces pieces(plan);
  pieces.text(text);
  return pieces.take();
}

std::vector<Piece> pieces_of_json(const StackPlan& plan, std::span<const Node> arguments) {
  JsonPieces pieces(plan, arguments[1].integer());
  pieces.value(arguments[0]);
  return pieces.take();
}

}  // namespace tenon::synth
