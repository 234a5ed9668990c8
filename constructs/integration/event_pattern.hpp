#pragma once

/// \file
/// Which events are meant: the typed form of EventBridge's patterns.
///
///     EventPattern{.source = {"orders"},
///                  .detail_type = {"Placed"},
///                  .detail = {{"total", EventMatch::greater_than(100)},
///                             {"country", EventMatch::prefix("E")}}}
///
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html

#include <concepts>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenon/value/cidr.hpp"
#include "tenon/value/value.hpp"

namespace tenon {

/// What a field of an event may be: a text, a number, a boolean, or something that they fit.
class EventMatch {
 public:
  template <std::size_t N>
  EventMatch(const char (&text)[N]) : json_(std::string_view(text)) {}
  EventMatch(std::string_view text) : json_(text) {}
  EventMatch(const std::string& text) : json_(std::string_view(text)) {}
  /// A text that only the deployment knows.
  EventMatch(const Value<std::string>& text) : json_(text) {}
  template <std::same_as<bool> B>
  EventMatch(B value) : json_(value) {}
  template <std::integral I>
  requires(!std::same_as<I, bool> && !std::same_as<I, char>) EventMatch(I number)
      : json_(static_cast<std::int64_t>(number)) {}

  static EventMatch null() { return EventMatch(Raw{}, Node::null()); }
  static EventMatch exists(bool value = true);
  static EventMatch equals_ignore_case(std::string_view text);
  static EventMatch prefix(std::string_view text);
  static EventMatch suffix(std::string_view text);
  /// `*` stands for any characters.
  static EventMatch wildcard(std::string_view pattern);
  static EventMatch cidr(const Cidr& network);
  static EventMatch anything_but(std::initializer_list<std::string_view> texts);
  static EventMatch anything_but_prefix(std::string_view text);
  static EventMatch anything_but_suffix(std::string_view text);
  static EventMatch equal_to(double number);
  static EventMatch greater_than(double number);
  static EventMatch greater_than_or_equal_to(double number);
  static EventMatch less_than(double number);
  static EventMatch less_than_or_equal_to(double number);
  /// Both ends belong to it.
  static EventMatch between(double lower, double upper);

  const Node& json() const noexcept { return json_; }

 private:
  EventMatch(Raw, Node json) : json_(std::move(json)) {}
  Node json_;
};

/// What a field fits: one of several matches, or an object whose own fields fit.
class FieldPattern {
 public:
  FieldPattern(EventMatch match);
  template <class T>
  requires(!std::same_as<T, FieldPattern> && !std::same_as<T, EventMatch> &&
           std::convertible_to<const T&, EventMatch>) FieldPattern(const T& match)
      : FieldPattern(EventMatch(match)) {}
  FieldPattern(std::initializer_list<EventMatch> one_of);
  /// `FieldPattern::object({{"status", {"PAID"}}})`
  static FieldPattern object(const std::vector<std::pair<std::string, FieldPattern>>& fields);

  const Node& json() const noexcept { return json_; }

 private:
  explicit FieldPattern(Raw, Node json) : json_(std::move(json)) {}
  Node json_;
};

/// Fields by name.
using DetailPattern = std::vector<std::pair<std::string, FieldPattern>>;

/// Events that fit all of the members given.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
struct EventPattern {
  std::vector<EventMatch> source = {};
  std::vector<EventMatch> detail_type = {};
  std::vector<EventMatch> account = {};
  std::vector<EventMatch> region = {};
  std::vector<EventMatch> resources = {};
  /// What the source says of the event.
  DetailPattern detail = {};
};

/// As EventBridge reads it; unset for a pattern without members.
Value<Json> pattern_json(const EventPattern& pattern);

}  // namespace tenon
