#include "arn_template.hpp"

#include <algorithm>
#include <optional>

#include "tenon/value/expression.hpp"

namespace tenon {

namespace {

/// One text between the separators of a template: a variable or a literal.
struct Field {
  std::string_view name;  // of the variable, or the literal
  bool is_variable;
  std::int64_t colon;     // which of the texts between colons
  std::int64_t slash;     // which of the texts between slashes inside that
  bool is_last_of_colon;
};

std::optional<Field> field_of(std::string_view text) {
  if (text.starts_with("${") && text.ends_with('}') && text.find('}') == text.size() - 1) {
    return Field{text.substr(2, text.size() - 3), true, 0, 0, false};
  }
  if (text.find("${") != text.npos) return std::nullopt;
  return Field{text, false, 0, 0, false};
}

/// The fields of "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}".
std::vector<Field> fields_of(std::string_view arn_template) {
  std::vector<Field> fields;
  std::int64_t colon = 0;
  for (std::size_t start = 0; start <= arn_template.size(); ++colon) {
    // A variable holds no colon, so the next one ends the field.
    const auto end = std::min(arn_template.find(':', start), arn_template.size());
    std::int64_t slash = 0;
    for (std::size_t at = start; at <= end; ++slash) {
      const auto stop = std::min(arn_template.find('/', at), end);
      if (auto field = field_of(arn_template.substr(at, stop - at))) {
        field->colon = colon;
        field->slash = slash;
        field->is_last_of_colon = slash == 0 && stop == end;
        fields.push_back(*field);
      }
      at = stop + 1;
    }
    start = end + 1;
  }
  return fields;
}

std::string_view nth(std::string_view text, char separator, std::int64_t index) {
  for (; index > 0; --index) {
    const auto at = text.find(separator);
    if (at == text.npos) return {};
    text.remove_prefix(at + 1);
  }
  return text.substr(0, text.find(separator));
}

Node part_of(const Value<std::string>& arn, const Field& field) {
  if (const auto known = arn.literal()) {
    const auto part = nth(*known, ':', field.colon);
    return Node(field.is_last_of_colon ? part : nth(part, '/', field.slash));
  }
  const Value<std::string> part = Fn::Select(field.colon, Fn::Split(":", arn));
  if (field.is_last_of_colon) return part;
  return Value<std::string>(Fn::Select(field.slash, Fn::Split("/", part)));
}

bool is_of_environment(std::string_view variable) {
  return variable == "Partition" || variable == "Region" || variable == "Account";
}

Node pseudo_of(std::string_view variable) {
  if (variable == "Partition") return pseudo::partition;
  return variable == "Region" ? Node(pseudo::region) : Node(pseudo::account_id);
}

bool ref_is_arn(const TypeFacts& facts) {
  return facts.ref.size() == 1 && std::string_view(facts.ref[0]).ends_with("Arn");
}

}  // namespace

NamedNodes attributes_of_arn(const TypeFacts& facts, const Value<std::string>& arn) {
  NamedNodes named{{"Arn", arn}};
  if (ref_is_arn(facts)) named.emplace_back("Ref", arn);
  if (ref_is_arn(facts) && facts.ref[0] != std::string_view("Arn")) named.emplace_back(facts.ref[0], arn);
  if (facts.arn == nullptr) return named;
  const auto fields = fields_of(facts.arn);
  const auto is_own = [](const Field& field) { return field.is_variable && !is_of_environment(field.name); };
  const auto own = std::ranges::count_if(fields, is_own);
  for (const Field& field : fields) {
    if (!is_own(field)) continue;
    const Node part = part_of(arn, field);
    named.emplace_back(field.name, part);
    const bool is_ref = facts.ref.size() == 1 && (facts.ref[0] == field.name || own == 1);
    if (is_ref && !ref_is_arn(facts)) named.emplace_back("Ref", part);
  }
  return named;
}

NamedNodes attributes_of_name(const TypeFacts& facts, const Value<std::string>& name) {
  NamedNodes named{{"Ref", name}};
  for (const char* ref : facts.ref) named.emplace_back(ref, name);
  if (facts.arn == nullptr) return named;
  std::vector<Node> pieces;
  std::string_view rest = facts.arn;
  std::size_t own = 0;
  while (!rest.empty()) {
    const auto start = std::min(rest.find("${"), rest.size());
    if (start > 0) pieces.emplace_back(rest.substr(0, start));
    rest.remove_prefix(start);
    if (rest.empty()) break;
    const auto end = rest.find('}');
    const auto variable = rest.substr(2, end - 2);
    pieces.push_back(is_of_environment(variable) ? pseudo_of(variable) : Node(name));
    own += !is_of_environment(variable);
    rest.remove_prefix(end + 1);
  }
  // With two names in it, the ARN does not follow from one.
  if (own == 1) named.emplace_back("Arn", Node::intrinsic(Function::TextAsJoin, pieces));
  return named;
}

}  // namespace tenon
