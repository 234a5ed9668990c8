#include "tenon/value/value.hpp"

#include <array>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "tenon/value/arn.hpp"
#include "tenon/value/cidr.hpp"
#include "tenon/value/expression.hpp"
#include "tenon/value/format.hpp"
#include "tenon/value/json.hpp"
#include "tenon/value/schedule.hpp"

namespace tenon {
namespace {

constexpr char speeds[] = "FAST\0SLOW";
using Speed = OneOf<speeds>;
struct KeyArn;
struct TopicArn;
using KeyReference = Reference<KeyArn>;
using KeyOrTopic = Reference<KeyArn, TopicArn>;

template <class From, class To>
constexpr bool fits = std::is_convertible_v<From, To>;

using Text = Value<std::string>;
using If =
    decltype(Fn::If(std::declval<ConditionExpression>(), std::declval<Text>(), std::declval<NoValueType>()));
using IfNumber = decltype(Fn::If(std::declval<ConditionExpression>(), 1, 2));

// --- what fits where, each with what does not
// ---------------------------------------------------------------------

static_assert(fits<std::string, Text> && fits<std::string_view, Text> && fits<const char*, Text>);
static_assert(!fits<int, Text> && !fits<bool, Text> && !fits<double, Text>);

static_assert(fits<bool, Value<bool>> && !fits<int, Value<bool>> && !fits<const char*, Value<bool>> &&
              !fits<std::string, Value<bool>>);

static_assert(fits<int, Value<std::int64_t>> && fits<unsigned, Value<std::int64_t>> &&
              fits<long long, Value<std::int64_t>> && fits<short, Value<std::int64_t>>);
static_assert(!fits<double, Value<std::int64_t>> && !fits<bool, Value<std::int64_t>> &&
              !fits<char, Value<std::int64_t>> && !fits<std::string, Value<std::int64_t>>);

static_assert(fits<double, Value<double>> && fits<float, Value<double>> && fits<int, Value<double>>);
static_assert(!fits<bool, Value<double>> && !fits<char, Value<double>> && !fits<std::string, Value<double>>);

static_assert(fits<Attribute<void>, Text> && fits<ArnAttribute<KeyArn>, Text>);
static_assert(!fits<Attribute<void>, Value<bool>> && !fits<Attribute<void>, Value<std::int64_t>> &&
              !fits<Attribute<void>, List<std::string>>);

static_assert(fits<Attribute<KeyArn>, KeyReference> && fits<ArnAttribute<KeyArn>, KeyReference> &&
              fits<Attribute<TopicArn>, KeyOrTopic>);
static_assert(!fits<Attribute<TopicArn>, KeyReference> && !fits<Attribute<void>, KeyReference> &&
              !fits<Text, KeyReference>);

static_assert(fits<ArnAttribute<KeyArn>, Value<Arn>> && fits<ArnAttribute<void>, Value<Arn>>);
static_assert(!fits<Attribute<KeyArn>, Value<Arn>> && !fits<Text, Value<Arn>>);
static_assert(fits<Arn, Value<Arn>> && fits<Cidr, Value<Cidr>> && !fits<Arn, Value<Cidr>>);

static_assert(fits<TextExpression, Text> && fits<TextExpression, KeyReference> &&
              fits<TextExpression, Speed> && fits<TextExpression, Value<Arn>> &&
              fits<TextExpression, Value<Json>>);
static_assert(!fits<TextExpression, Value<bool>> && !fits<TextExpression, Value<std::int64_t>> &&
              !fits<TextExpression, List<std::string>> && !fits<TextExpression, Map<std::string>> &&
              !fits<TextExpression, Value<Tag>>);

static_assert(fits<ListExpression, List<std::string>> && fits<ListExpression, Value<Json>> &&
              fits<ListExpression, Tags>);
static_assert(!fits<ListExpression, Text> && !fits<ListExpression, Value<bool>> &&
              !fits<ListExpression, Map<std::string>>);

static_assert(fits<Expression, Text> && fits<Expression, Value<bool>> &&
              fits<Expression, Value<std::int64_t>> && fits<Expression, List<std::string>> &&
              fits<Expression, Map<std::string>> && fits<Expression, Speed> &&
              fits<Expression, KeyReference> && fits<Expression, Value<Tag>> && fits<Expression, Tags>);
static_assert(fits<Unchecked, Speed> && fits<Unchecked, KeyReference> && fits<Unchecked, List<std::string>> &&
              fits<Unchecked, Value<bool>>);
static_assert(fits<NoValueType, Text> && fits<NoValueType, List<Tag>> && fits<NoValueType, Value<bool>>);

static_assert(fits<If, Text> && fits<If, Value<Json>> && !fits<If, Value<bool>> &&
              !fits<If, List<std::string>>);
static_assert(fits<IfNumber, Value<std::int64_t>> && fits<IfNumber, Value<double>> && !fits<IfNumber, Text>);

static_assert(fits<std::vector<std::string>, List<std::string>> &&
              fits<std::array<std::string_view, 2>, List<std::string>> &&
              fits<std::span<const std::string>, List<std::string>> && fits<std::vector<Tag>, List<Tag>> &&
              fits<std::vector<int>, List<std::int64_t>>);
static_assert(!fits<std::vector<int>, List<std::string>> &&
              !fits<std::vector<std::string>, List<std::int64_t>> && !fits<Text, List<std::string>> &&
              !fits<std::string, List<std::string>>);

static_assert(fits<Tag, Value<Tag>> && !fits<Tag, Text> && fits<Tag, Value<Json>>);
static_assert(fits<ConditionExpression, Value<ConditionExpression>> &&
              !fits<Text, Value<ConditionExpression>> && !fits<ConditionExpression, Text>);

static_assert(!std::is_default_constructible_v<Required<"Name", Text>>);
static_assert(std::is_default_constructible_v<Text>);
static_assert(fits<std::string, Required<"Name", Text>> && !fits<int, Required<"Name", Text>>);
static_assert(fits<TextExpression, Required<"Name", Text>> && fits<NoValueType, Required<"Name", List<Tag>>>);
static_assert(fits<int, Required<"Name", Value<std::int64_t>>> && fits<Tag, Required<"Name", Value<Tag>>>);

// --- what is held
// --------------------------------------------------------------------------------------------------

TEST(Value, AddsNothingToTheNode) {
  static_assert(sizeof(Text) == sizeof(Node) && sizeof(List<Tag>) == sizeof(Node) &&
                sizeof(Map<Json>) == sizeof(Node));
  static_assert(sizeof(Speed) == sizeof(Node) && sizeof(KeyReference) == sizeof(Node) &&
                sizeof(Tags) == sizeof(Node));
  static_assert(sizeof(Required<"Name", Text>) == sizeof(Node));
  static_assert(sizeof(Tag) == 3 * sizeof(Node));
}

TEST(Value, OfTextHoldsALiteralByPointerAndCopiesWhatChanges) {
  EXPECT_EQ(Text("literal").kind(), NodeKind::literal);
  char local[] = "local";
  const Text copied(local);
  local[0] = 'X';
  EXPECT_EQ(copied.kind(), NodeKind::text);
  EXPECT_EQ(copied.literal(), "local");
  const char* pointer = local;
  EXPECT_EQ(Text(pointer).kind(), NodeKind::text);
  EXPECT_EQ(Text(std::string("string")).literal(), "string");
}

TEST(Value, TheLiteralOfATemporaryIsACopy) {
  static_assert(std::same_as<decltype(std::declval<Text&>().literal()), std::optional<std::string_view>>);
  static_assert(std::same_as<decltype(std::declval<Text>().literal()), std::optional<std::string>>);
  const auto copy = Text(std::string("longer than what a node holds by itself")).literal();
  EXPECT_EQ(copy, "longer than what a node holds by itself");
}

TEST(Value, GivesItsLiteralAndNothingForAnExpression) {
  EXPECT_EQ(Text("x").literal(), "x");
  EXPECT_EQ(Text(pseudo::region).literal(), std::nullopt);
  EXPECT_EQ(Text().literal(), std::nullopt);
  EXPECT_EQ(Value<bool>(false).literal(), false);
  EXPECT_EQ(Value<bool>(Fn::ImportValue("x")).literal(), std::nullopt);
  EXPECT_EQ(Value<std::int64_t>(-7).literal(), -7);
  EXPECT_EQ(Value<std::int64_t>(Fn::ImportValue("x")).literal(), std::nullopt);
}

TEST(Value, OfANumberKeepsWholeNumbersWhole) {
  EXPECT_EQ(Value<double>(3).kind(), NodeKind::integer);
  EXPECT_EQ(Value<double>(0.5).kind(), NodeKind::number);
}

TEST(OneOf, TakesWhatIsAllowed) {
  const Speed fast = "FAST";
  const Speed slow = "SLOW";
  EXPECT_EQ(fast.text(), "FAST");
  EXPECT_EQ(slow.text(), "SLOW");
  static_assert(detail::is_allowed(speeds, sizeof(speeds), "SLOW"));
  static_assert(!detail::is_allowed(speeds, sizeof(speeds), "SLO") &&
                !detail::is_allowed(speeds, sizeof(speeds), "SLOWER") &&
                !detail::is_allowed(speeds, sizeof(speeds), "AST") &&
                !detail::is_allowed(speeds, sizeof(speeds), ""));
  // A text that is computed is checked by synthesis.
  EXPECT_EQ(Speed(std::string_view("NEW")).text(), "NEW");
}

TEST(List, TakesItemsOfAnyMixture) {
  const List<std::string> mixed{"a", std::string("b"), pseudo::region, Fn::Select(0, Fn::GetAZs())};
  ASSERT_EQ(mixed.items().size(), 4U);
  EXPECT_EQ(mixed.items()[0].kind(), NodeKind::literal);
  EXPECT_EQ(mixed.items()[2].kind(), NodeKind::name);
  EXPECT_EQ(mixed.items()[3].kind(), NodeKind::intrinsic);
}

TEST(List, TakesRangesAndCopiesThem) {
  std::vector<std::string> from{"a", "b"};
  const List<std::string> list = from;
  from[0] = "changed";
  EXPECT_EQ(list.items()[0].text(), "a");
  EXPECT_EQ(List<std::int64_t>(std::array{1, 2, 3}).items().size(), 3U);
  EXPECT_EQ(List<Tag>(std::vector<Tag>{{.Key = "k", .Value = "v"}}).items()[0].find("Key")->text(), "k");
}

TEST(List, ThatIsEmptyIsNotTheSameAsNone) {
  EXPECT_FALSE(List<std::string>().is_set());
  EXPECT_TRUE(List<std::string>(std::vector<std::string>()).is_set());
}

TEST(List, HoldsLists) {
  const List<List<std::string>> rows{{"a", "b"}, {"c"}};
  ASSERT_EQ(rows.items().size(), 2U);
  EXPECT_EQ(rows.items()[1].items()[0].text(), "c");
}

TEST(Map, KeepsTheOrderGiven) {
  const Map<std::string> map{{"b", "1"}, {"a", pseudo::region}};
  ASSERT_EQ(map.items().size(), 4U);
  EXPECT_EQ(map.items()[0].text(), "b");
  EXPECT_EQ(map.items()[2].text(), "a");
  EXPECT_TRUE(map.find("a")->is_expression());
}

TEST(Map, HoldsMaps) {
  const Map<Map<Json>> map{{"production", {{"Memory", 2048}, {"Names", json::array({"x"})}}}};
  EXPECT_EQ(map.find("production")->find("Memory")->integer(), 2048);
}

TEST(Json, TakesEveryValue) {
  EXPECT_EQ(Value<Json>("x").text(), "x");
  EXPECT_EQ(Value<Json>(1).integer(), 1);
  EXPECT_EQ(Value<Json>(true).kind(), NodeKind::boolean);
  EXPECT_EQ(Value<Json>(1.5).number(), 1.5);
  EXPECT_EQ(Value<Json>(List<std::string>{"x"}).kind(), NodeKind::list);
  EXPECT_EQ(Value<Json>(Tag{.Key = "k", .Value = "v"}).kind(), NodeKind::bag);
  EXPECT_EQ(Value<Json>(pseudo::region).kind(), NodeKind::name);
  EXPECT_EQ(Value<Json>(format("{}", pseudo::region)).kind(), NodeKind::intrinsic);
}

TEST(Tags, AreTheSameListForEveryType) {
  const Tags tags{{.Key = "b", .Value = "1"},
                  {.Key = "a", .PropagateAtLaunch = false, .Value = pseudo::stack_name}};
  ASSERT_EQ(tags.items().size(), 2U);
  EXPECT_EQ(tags.items()[0].find("Key")->text(), "b");
  EXPECT_EQ(Tags(std::vector<Tag>{{.Key = "k", .Value = "v"}}).items().size(), 1U);
}

}  // namespace
}  // namespace tenon
