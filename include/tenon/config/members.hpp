#pragma once

/// \file
/// The members of a struct that its team wrote by hand, by Boost.Hana: what `load` and contracts walk.
///
/// A struct has them by `BOOST_HANA_DEFINE_STRUCT` (`<boost/hana/define_struct.hpp>`) or, when it is written
/// as usual, by `BOOST_HANA_ADAPT_STRUCT` (`<boost/hana/adapt_struct.hpp>`); 40 members at most.

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <boost/hana/accessors.hpp>
#include <boost/hana/concept/struct.hpp>
#include <boost/hana/first.hpp>
#include <boost/hana/second.hpp>
#include <boost/hana/unpack.hpp>

namespace tenon::detail {

template <class S>
concept HasMembers = boost::hana::Struct<S>::value;

/// The type of a member, from what describes it.
template <class S, class Member>
using FieldOf =
    std::remove_cvref_t<decltype(boost::hana::second(std::declval<const Member&>())(std::declval<S&>()))>;

/// Calls `visit` once with all that describes the members, in their order.
template <class S, class Visit>
decltype(auto) visit_members(const Visit& visit) {
  return boost::hana::unpack(boost::hana::accessors<S>(), visit);
}

template <class Member>
constexpr std::string_view name_of(const Member&) {
  return std::remove_cvref_t<decltype(boost::hana::first(std::declval<const Member&>()))>::c_str();
}

/// Stands for an initializer of whatever type is asked for.
struct AnyInitializer {
  template <class T>
  operator T() const;
};

/// Whether these fields, in this order, are all that an `S` is made of: a member that Hana does not know of
/// would shift those behind it.
template <class S, class... Field>
concept MadeOf = requires {
  S{std::declval<Field>()...};
}
&&!requires { S{std::declval<Field>()..., {}}; }
&&!requires { S{std::declval<Field>()..., AnyInitializer()}; };

/// Throws `Error` ("misordered-members") unless the addresses ascend: members of one type in another order
/// than the struct's own would be mistaken for each other.
void check_order(std::initializer_list<const void*> members);

/// What describes all members of an `S`.
template <class S, class... Member>
struct Members {
  static S make(FieldOf<S, Member>&&... field) {
    static_assert(
        MadeOf<S, FieldOf<S, Member>...>,
        "BOOST_HANA_ADAPT_STRUCT names all members of the struct, in the order in which it declares them");
    S made{std::move(field)...};
    check_order({&boost::hana::second(Member())(made)...});
    return made;
  }

  /// Nothing where a field is missing.
  static std::optional<S> make_if_complete(std::optional<FieldOf<S, Member>>&&... field) {
    if (!(field.has_value() && ...)) return std::nullopt;
    return make(std::move(*field)...);
  }
};

}  // namespace tenon::detail
