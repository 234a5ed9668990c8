#pragma once

#include <compare>
#include <cstddef>
#include <string_view>

#include "tenon/value/text.hpp"

namespace tenon {

namespace detail {

void an_iam_action_is_service_and_name_such_as_s3_GetObject();

/// Which characters may stand in an action: 1 in its name, 2 in the service's prefix too. A table, because
/// the compiler reads the text of thousands of actions.
struct ActionCharacters {
  constexpr ActionCharacters() {
    for (int c = 0; c < 128; ++c) {
      const char character = static_cast<char>(c);
      const bool in_service = ascii::is_lower(character) || ascii::is_digit(character) || character == '-';
      const bool in_name = ascii::is_upper(character) || character == '*' || character == '?';
      allowed[c] = in_service ? 2 : in_name ? 1 : 0;
    }
  }
  signed char allowed[128]{};
};

inline constexpr ActionCharacters action_characters;

/// Whether every character from `begin` to `end` may stand in the part.
constexpr bool are_action_characters(const char* begin, const char* end, int part) {
  for (; begin != end; ++begin) {
    const auto character = static_cast<unsigned char>(*begin);
    if (character > 127 || action_characters.allowed[character] < part) return false;
  }
  return true;
}

}  // namespace detail

/// Whether `text` has the shape of an action in an IAM policy: a service's prefix (small letters, digits,
/// hyphens), a colon and a name (letters, digits, hyphens), the name possibly with `*` and `?`; or `*` alone
/// for all actions. Source: IAM User Guide, "IAM JSON policy elements: Action".
constexpr bool is_iam_action(std::string_view text) {
  if (text == "*") return true;
  const char* const end = text.data() + text.size();
  const char* colon = text.data();
  while (colon != end && *colon != ':') ++colon;
  if (colon == text.data() || end - colon < 2) return false;
  return detail::are_action_characters(text.data(), colon, 2) &&
         detail::are_action_characters(colon + 1, end, 1);
}

/// The actions of every service are generated symbols in a namespace of its own: `tenon::iam::s3::GetObject`.
namespace iam {

/// An action that a policy allows or denies: `s3:GetObject`, or with wildcards several: `s3:Get*`.
///
/// A literal's shape is checked by the compiler. Whether the service has the action is checked where the
/// symbols of the service are used (`iam::s3::GetObject`). The text lives as long as the program.
class Action {
 public:
  /// From a string literal; does not compile where it has not the shape of an action (see `is_iam_action`).
  template <std::size_t N>
  consteval Action(const char (&text)[N]) : text_(detail::literal_text(text)) {
    if (!is_iam_action(text_)) detail::an_iam_action_is_service_and_name_such_as_s3_GetObject();
  }

  /// What an action looks like, for error messages.
  static constexpr std::string_view requirement() {
    return "service:Name such as s3:GetObject, the name possibly with * and ?, or * alone";
  }

  /// The action as a policy writes it.
  constexpr std::string_view text() const { return text_; }

  friend constexpr bool operator==(const Action& a, const Action& b) { return a.text_ == b.text_; }
  friend constexpr auto operator<=>(const Action& a, const Action& b) { return a.text_ <=> b.text_; }

 private:
  std::string_view text_;
};

}  // namespace iam

}  // namespace tenon
