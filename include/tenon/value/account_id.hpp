#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>

#include "tenon/value/text.hpp"

namespace tenon {

namespace detail {

void an_account_id_has_twelve_digits();

inline constexpr std::size_t account_id_digits = 12;

}  // namespace detail

/// Whether `text` has the form of an AWS account's id: twelve digits (AWS Account Management, "View AWS
/// account identifiers").
constexpr bool is_account_id(std::string_view text) {
  return text.size() == detail::account_id_digits && ascii::all_of(text, ascii::is_digit);
}

/// The id of an AWS account: `AccountId production = "123456789012";`, checked by the compiler. A text and
/// not a number: leading zeros count.
class AccountId {
 public:
  /// From a string literal; does not compile where it has not twelve digits.
  template <std::size_t N>
  consteval AccountId(const char (&text)[N]) : text_(checked(detail::literal_text(text))) {}

  /// From text known at run time; empty where it has not twelve digits.
  static constexpr std::optional<AccountId> parse(std::string_view text) {
    if (!is_account_id(text)) return std::nullopt;
    return AccountId(Checked{text});
  }

  /// What an account's id looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "the twelve digits of an AWS account, without hyphens";
  }

  /// The twelve digits. Lives as long as this object.
  constexpr std::string_view text() const { return text_.view(); }

  friend constexpr bool operator==(const AccountId& a, const AccountId& b) { return a.text() == b.text(); }
  friend constexpr auto operator<=>(const AccountId& a, const AccountId& b) { return a.text() <=> b.text(); }

 private:
  struct Checked {
    std::string_view text;
  };
  constexpr explicit AccountId(Checked checked) : text_(checked.text) {}

  static consteval std::string_view checked(std::string_view text) {
    if (!is_account_id(text)) detail::an_account_id_has_twelve_digits();
    return text;
  }

  detail::InlineText<detail::account_id_digits> text_;
};

}  // namespace tenon
