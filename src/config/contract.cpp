#include "tenon/config/contract.hpp"

#include <algorithm>

#include "../construct/exports.hpp"
#include "../construct/state.hpp"
#include "tenon/construct/naming.hpp"
#include "tenon/value/text.hpp"

namespace tenon {

namespace {

constexpr std::string_view error_id = "invalid-contract";
constexpr std::string_view group_id = "Contracts";
// Lists travel as one text (CDK rule 4.11).
constexpr std::string_view list_delimiter = "||";

bool is_contract_name(std::string_view name) {
  return !name.empty() && ascii::is_letter(name.front()) &&
         ascii::all_of(name, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
}

/// The part of an export's name for a field: those take hyphens and no underscores.
std::string hyphenated(std::string_view field) {
  std::string text(field);
  std::ranges::replace(text, '_', '-');
  return text;
}

void report(Stack& stack, std::string_view contract, std::string_view value, std::string_view allowed,
            std::string_view message, std::source_location where) {
  stack.report({.id = error_id,
                .path = stack.path(),
                .property = std::string(contract),
                .value = std::string(value),
                .allowed = std::string(allowed),
                .message = std::string(message),
                .where = where});
}

bool check_name(Stack& stack, std::string_view contract, std::source_location where) {
  if (is_contract_name(contract)) return true;
  report(stack, contract, contract, "a letter, then letters, digits and hyphens",
         "this is no name of a contract", where);
  return false;
}

Value<std::string> export_name_of(const Value<std::string>& publisher, std::string_view contract,
                                  std::string_view field) {
  if (const auto name = publisher.literal()) return contract_export_name(*name, contract, field);
  return Fn::Join(":", {publisher, contract, hyphenated(field)});
}

}  // namespace

std::string contract_output_id(std::string_view contract, std::string_view field) {
  const std::string_view ids[] = {group_id, contract, field};
  return logical_id(ids);
}

std::string contract_export_name(std::string_view stack_name, std::string_view contract,
                                 std::string_view field) {
  std::string name(stack_name);
  return name.append(":").append(contract).append(":").append(hyphenated(field));
}

namespace detail {

ContractWriter::ContractWriter(Stack& publisher, std::string_view contract, std::source_location where)
    : publisher_(publisher), contract_(contract), where_(where) {
  if (!check_name(publisher, contract, where)) return;
  if (publisher.nesting_parent() != nullptr) {
    report(publisher, contract, publisher.path(), "the stack that it is nested in",
           "a nested stack has no name that others could import from", where);
    return;
  }
  group_ = &group_below(publisher, group_id).add(contract, Construct::Props{}, where);
}

void ContractWriter::add(std::string_view field, const Node& value, bool is_list) {
  if (group_ == nullptr) return;
  const std::string name = contract_export_name(publisher_.stack_name(), contract_, field);
  if (!value.is_set()) {
    return report(publisher_, contract_, field, "a value for every member", "a member has no value", where_);
  }
  if (!is_valid_export_name(name)) {
    return report(publisher_, contract_, name, "255 letters, digits, '-' and ':' at most",
                  "CloudFormation does not take this name for an export", where_);
  }
  const Value<Json> carried = is_list ? Value<Json>(Fn::Join(list_delimiter, List<std::string>(Raw{}, value)))
                                      : Value<Json>(Raw{}, value);
  const auto& output =
      group_->add(field, Output::Props{.Value = carried, .Export = Output::ExportName{.Name = name}}, where_);
  TreeAccess::lock_logical_id(output);  // importers find the output by it
}

ContractReader::ContractReader(Stack& importer, const Value<std::string>& publisher,
                               std::string_view contract, const ContractImport& how,
                               std::source_location where)
    : publisher_(publisher), contract_(contract), how_(how) {
  region_ = how.region ? Value<std::string>(how.region->text()) : importer.region();
  check_name(importer, contract, where);
  const auto name = publisher.literal();
  if (name && !is_valid_stack_name(*name)) {
    report(importer, contract, *name, "a letter, then letters, digits and '-', 128 at most",
           "the publisher's name is no name of a stack", where);
  }
  if (how.strength == ReferenceStrength::strong && (how.region || how.role_arn.is_set())) {
    report(importer, contract, {}, "a weak import",
           "exports do not leave their region and account: a strong import takes neither", where);
  }
}

Node ContractReader::get(std::string_view field, bool is_list) const {
  const Value<std::string> text =
      how_.strength == ReferenceStrength::strong
          ? Fn::ImportValue(export_name_of(publisher_, contract_, field))
          : Fn::GetStackOutput(publisher_, contract_output_id(contract_, field), region_, how_.role_arn);
  if (!is_list) return text;
  return Fn::Split(list_delimiter, text);
}

}  // namespace detail

}  // namespace tenon
