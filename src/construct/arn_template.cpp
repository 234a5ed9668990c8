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
  bool is_last_of_slash;
};

std::optional<Field> field_of(std::string_view text) {
  if (text.starts_with("${") && text.ends_with('}') && text.find('}') == text.size() - 1) {
    return Field{text.substr(2, text.size() - 3), true, 0, 0, false, false};
  }
  if (text.find("${") != text.npos) return std::nullopt;
  return Field{text, false, 0, 0, false, false};
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
        field->is_last_of_slash = stop == end;
        field->is_last_of_colon = slash == 0 && stop == end;
        fields.push_back(*field);
      }
      at = stop + 1;
    }
    start = end + 1;
  }
  return fields;
}

/// What is left behind so many separators.
std::string_view from_nth(std::string_view text, char separator, std::int64_t index) {
  for (; index > 0; --index) {
    const auto at = text.find(separator);
    if (at == text.npos) return {};
    text.remove_prefix(at + 1);
  }
  return text;
}

std::string_view nth(std::string_view text, char separator, std::int64_t index) {
  const auto rest = from_nth(text, separator, index);
  return rest.substr(0, rest.find(separator));
}

Node part_of(const Value<std::string>& arn, const Field& field) {
  if (const auto known = arn.literal()) {
    const auto part = nth(*known, ':', field.colon);
    if (field.is_last_of_colon) return Node(part);
    // Names may have a path: "role/path/name", "parameter/app/key".
    return Node(field.is_last_of_slash ? from_nth(part, '/', field.slash) : nth(part, '/', field.slash));
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

constexpr std::string_view with_path = "WithPath";

/// Whether `Ref` of the type returns what the template's variable stands for: they are called alike ("Name" and
/// "EventBusName", "DBSubnetGroupName" and "SubnetGroupName", "RoleName" and "RoleNameWithPath").
bool is_same(std::string_view ref, std::string_view variable) {
  if (variable.ends_with(with_path)) variable.remove_suffix(with_path.size());
  return variable.ends_with(ref) || ref.ends_with(variable);
}

/// A name without the path before it; an expression stays as it is.
Node without_path(const Node& name) {
  if (!name.is_text()) return name;
  const auto text = name.text();
  return Node(text.substr(text.rfind('/') + 1));
}

bool names_arn(std::string_view name) { return name.ends_with("Arn") || name.ends_with("ARN"); }

bool ref_is_arn(const TypeFacts& facts) { return facts.ref.size() == 1 && names_arn(facts.ref[0]); }

/// Adds the resource's own ARN under every name that the type has for it: "Arn", "DBInstanceArn", `Ref`.
void add_arn(NamedNodes& named, const TypeFacts& facts, const Node& arn) {
  named.emplace_back("Arn", arn);
  const std::string_view own = facts.type.substr(facts.type.rfind(':') + 1);
  for (const std::string_view attribute : facts.attributes) {
    const bool is_own = names_arn(attribute) && attribute.substr(0, attribute.size() - 3) == own;
    if (is_own || attribute == "ARN") named.emplace_back(attribute, arn);
  }
  if (ref_is_arn(facts)) named.emplace_back("Ref", arn);
}

}  // namespace

NamedNodes attributes_of_arn(const TypeFacts& facts, const Value<std::string>& arn) {
  NamedNodes named;
  add_arn(named, facts, arn);
  if (facts.arn == nullptr) return named;
  const auto fields = fields_of(facts.arn);
  const auto is_own = [](const Field& field) { return field.is_variable && !is_of_environment(field.name); };
  for (const Field& field : fields) {
    if (!is_own(field)) continue;
    const Node part = part_of(arn, field);
    named.emplace_back(field.name, part);
    if (facts.ref.size() != 1 || ref_is_arn(facts) || !is_same(facts.ref[0], field.name)) continue;
    const Node name = field.name.ends_with(with_path) ? without_path(part) : part;
    named.emplace_back("Ref", name);
    if (facts.ref[0] != field.name) named.emplace_back(facts.ref[0], name);
  }
  return named;
}

NamedNodes attributes_of_name(const TypeFacts& facts, const Value<std::string>& name) {
  if (ref_is_arn(facts)) return attributes_of_arn(facts, name);
  NamedNodes named{{"Ref", name}};
  for (const char* ref : facts.ref) named.emplace_back(ref, name);
  if (facts.arn == nullptr) return named;
  std::vector<Node> pieces;
  std::string_view rest = facts.arn;
  std::size_t own = 0;
  bool named_alike = facts.ref.size() == 1;
  while (!rest.empty()) {
    const auto start = std::min(rest.find("${"), rest.size());
    if (start > 0) pieces.emplace_back(rest.substr(0, start));
    rest.remove_prefix(start);
    if (rest.empty()) break;
    const auto end = rest.find('}');
    const auto variable = rest.substr(2, end - 2);
    pieces.push_back(is_of_environment(variable) ? pseudo_of(variable) : Node(name));
    if (!is_of_environment(variable)) {
      ++own;
      named_alike = named_alike && is_same(facts.ref[0], variable);
    }
    rest.remove_prefix(end + 1);
  }
  // With two names in it, or one that is not what `Ref` returns (a queue's URL), the ARN does not follow.
  if (own == 1 && named_alike) add_arn(named, facts, Node::intrinsic(Function::TextAsJoin, pieces));
  return named;
}

}  // namespace tenon
