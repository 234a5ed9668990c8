#pragma once

/// \file
/// Typed contracts: values that one stack publishes and stacks of other teams, apps and deployments import.
///
/// The contract is a struct in a header that both sides include. Its members are texts (`Value<std::string>`,
/// `Value<Arn>`, …), what `ref()` and the attributes of a resource give (`Attribute<kind>`,
/// `ArnAttribute<kind>`), which stays of its kind on the other side, and lists of texts.
///
///     struct NetworkContract {
///       BOOST_HANA_DEFINE_STRUCT(NetworkContract,
///         (tenon::Attribute<aws::ec2::kind::VPC_VpcId>, vpc_id),
///         (tenon::List<tenon::Reference<aws::ec2::kind::Subnet_SubnetId>>, private_subnet_ids));
///     };
///
///     tenon::publish(stack, "network",
///                    NetworkContract{.vpc_id = vpc.ref(), .private_subnet_ids = {a.ref(), b.ref()}});
///     const auto network = tenon::import_contract<NetworkContract>(stack, "NetworkProd", "network");
///
/// Stacks of one app need none of this: they use each other's attributes, and synthesis wires them.

#include <source_location>
#include <string>
#include <string_view>

#include "tenon/config/members.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/value/expression.hpp"

namespace tenon {

/// How a contract is imported.
struct ContractImport {
  /// `weak`: `Fn::GetStackOutput`, the publisher may change or go. `strong`: `Fn::ImportValue`,
  /// CloudFormation refuses to change or delete what is imported; only within one region and account. `both`
  /// imports as `weak` does: the exports are there in any case.
  ReferenceStrength strength = ReferenceStrength::weak;
  /// Where the publisher is deployed; weak imports only. Default: the importing stack's own region.
  Optional<Region> region = {};
  /// The role that may read the publisher's outputs from another account; weak imports only. Default: the
  /// deploying principal.
  Value<std::string> role_arn = {};
};

/// The logical id of the output that carries a field: that of the path `Contracts/<contract>/<field>` (CDK
/// rule 4.2), so the same in every stack.
std::string contract_output_id(std::string_view contract, std::string_view field);

/// The name of the field's export: `<stack name>:<contract>:<field>` with hyphens for underscores, such as
/// "NetworkProd:network:vpc-id".
std::string contract_export_name(std::string_view stack_name, std::string_view contract,
                                 std::string_view field);

namespace detail {

template <class Field>
inline constexpr bool is_contract_text = TextShell<Field> && !std::same_as<Field, Value<Json>>;
template <class Kind>
inline constexpr bool is_contract_text<Attribute<Kind>> = true;
template <class Kind>
inline constexpr bool is_contract_text<ArnAttribute<Kind>> = true;

template <class Field>
inline constexpr bool is_contract_list = false;
template <class T>
inline constexpr bool is_contract_list<List<T>> = is_contract_text<typename Item<T>::type>;

class ContractWriter {
 public:
  ContractWriter(Stack& publisher, std::string_view contract, std::source_location where);

  void add(std::string_view field, const Node& value, bool is_list);

 private:
  Stack& publisher_;
  Construct* group_ = nullptr;  // null: the contract is refused as a whole
  std::string_view contract_;
  std::source_location where_;
};

class ContractReader {
 public:
  ContractReader(Stack& importer, const Value<std::string>& publisher, std::string_view contract,
                 const ContractImport& how, std::source_location where);

  Node get(std::string_view field, bool is_list) const;

 private:
  Value<std::string> publisher_;
  std::string_view contract_;
  const ContractImport& how_;
  Value<std::string> region_;
};

template <class Field>
consteval bool check_contract_field() {
  static_assert(
      is_contract_text<Field> || is_contract_list<Field>,
      "the members of a contract are texts, attributes and lists of texts: an output carries nothing else");
  return is_contract_list<Field>;
}

template <class Contract>
consteval void check_contract() {
  static_assert(
      HasMembers<Contract>,
      "a contract is a struct that has its members by BOOST_HANA_DEFINE_STRUCT or BOOST_HANA_ADAPT_STRUCT");
}

}  // namespace detail

/// Adds one output with an export for each member of the contract (see `contract_output_id`,
/// `contract_export_name`). Lists travel as one text joined with `||` (CDK rule 4.11).
///
/// `name`: a letter, then letters, digits and hyphens; one contract of a name in a stack. A wrong name, a
/// member without a value and a nested stack are reported as "invalid-contract".
template <class Contract>
void publish(Stack& publisher, std::string_view name, const Contract& contract,
             std::source_location where = std::source_location::current()) {
  detail::check_contract<Contract>();
  if constexpr (detail::HasMembers<Contract>) {
    detail::ContractWriter writer(publisher, name, where);
    detail::visit_members<Contract>([&](const auto&... member) {
      (writer.add(detail::name_of(member), boost::hana::second(member)(contract),
                  detail::check_contract_field<detail::FieldOf<Contract, decltype(member)>>()),
       ...);
    });
  }
}

/// The contract `name` as the stack called `publisher` publishes it: an expression for each member, which
/// CloudFormation reads when it deploys `importer`. The publisher is not looked for: it must be deployed
/// before.
///
/// A wrong name, and a strong import from another region or account, are reported as "invalid-contract".
template <class Contract>
Contract import_contract(Stack& importer, const Value<std::string>& publisher, std::string_view name,
                         const ContractImport& how = {},
                         std::source_location where = std::source_location::current()) {
  detail::check_contract<Contract>();
  if constexpr (detail::HasMembers<Contract>) {
    const detail::ContractReader reader(importer, publisher, name, how, where);
    return detail::visit_members<Contract>([&](const auto&... member) {
      return detail::Members<Contract, std::remove_cvref_t<decltype(member)>...>::make(
          detail::FieldOf<Contract, decltype(member)>(
              Raw{},
              reader.get(detail::name_of(member),
                         detail::check_contract_field<detail::FieldOf<Contract, decltype(member)>>()))...);
    });
  }
}

}  // namespace tenon
