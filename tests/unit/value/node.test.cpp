#include "tenon/value/node.hpp"

#include <array>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include "tenon/value/value.hpp"

namespace tenon {
namespace {

Node text(std::string_view of) { return Node(of); }
Node integer(std::int64_t of) { return Node(of); }

TEST(Node, TakesSixteenBytesAndNothingThrowsWhenItIsCopied) {
  static_assert(sizeof(Node) == 16);
  static_assert(std::is_nothrow_copy_constructible_v<Node> && std::is_nothrow_move_assignable_v<Node>);
  static_assert(std::is_nothrow_default_constructible_v<Node>);
}

TEST(Node, IsUnsetUntilItIsGivenAValue) {
  const Node node;
  EXPECT_EQ(node.kind(), NodeKind::unset);
  EXPECT_FALSE(node.is_set());
  EXPECT_TRUE(Node::null().is_set());
  EXPECT_FALSE(node == Node::null());
}

TEST(Node, HoldsScalars) {
  EXPECT_TRUE(Node(true).boolean());
  EXPECT_FALSE(Node(false).boolean());
  EXPECT_EQ(integer(std::numeric_limits<std::int64_t>::min()).integer(),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(Node(0.1).number(), 0.1);
  EXPECT_EQ(Node::written("1.10").text(), "1.10");
}

TEST(Node, CopiesTextAndHoldsALiteralByPointer) {
  std::string changing = "before";
  const Node copied = text(changing);
  changing = "after!";
  EXPECT_EQ(copied.text(), "before");

  static constexpr char literal[] = "literal";
  const Node held = Node::literal(literal, sizeof(literal) - 1);
  EXPECT_EQ(held.text().data(), literal);
  EXPECT_TRUE(held.is_text() && copied.is_text());
}

TEST(Node, HoldsTextWithZerosAndNoText) {
  EXPECT_EQ(text(std::string_view("a\0b", 3)).text(), std::string_view("a\0b", 3));
  EXPECT_EQ(text("").text(), "");
  EXPECT_TRUE(text("").is_set());
}

TEST(Node, SharesWhatLivesOnTheHeap) {
  Node copy;
  {
    const std::array items{text("one"), text("two")};
    const Node list = Node::list(items);
    copy = list;
    EXPECT_EQ(copy.items().data(), list.items().data());
  }
  ASSERT_EQ(copy.items().size(), 2U);
  EXPECT_EQ(copy.items()[1].text(), "two");
}

TEST(Node, CanBeAssignedFromWhatItHolds) {
  const std::array inner{text("kept")};
  const std::array outer{Node::list(inner)};
  Node node = Node::list(outer);
  node = node.items()[0];
  ASSERT_EQ(node.kind(), NodeKind::list);
  EXPECT_EQ(node.items()[0].text(), "kept");
  Node& same = node;
  node = same;
  EXPECT_EQ(node.items()[0].text(), "kept");
  node = std::move(same);
  EXPECT_EQ(node.items()[0].text(), "kept");
}

TEST(Node, IsUnsetWhenItWasMovedFrom) {
  Node from = text("moved");
  const Node to = std::move(from);
  EXPECT_FALSE(from.is_set());  // NOLINT(bugprone-use-after-move)
  EXPECT_EQ(to.text(), "moved");
}

TEST(Node, FindsWhatAnObjectHoldsUnderAKey) {
  const std::array nodes{text("a"), integer(1), text("b"), integer(2)};
  const Node object = Node::object(nodes);
  ASSERT_NE(object.find("b"), nullptr);
  EXPECT_EQ(object.find("b")->integer(), 2);
  EXPECT_EQ(object.find("c"), nullptr);
  EXPECT_EQ(text("a").find("a"), nullptr);
}

TEST(Node, KeepsOfABagOnlyTheMembersThatAreSet) {
  const Tag tag{.Key = "k", .Value = "v"};
  const Node bag = Value<Tag>(tag);
  ASSERT_EQ(bag.items().size(), 2U);
  EXPECT_EQ(bag.items()[1].property_ordinal(), 2);
  EXPECT_EQ(std::string_view(bag.bag_facts().properties[bag.items()[1].property_ordinal()].name), "Value");
  EXPECT_EQ(bag.find("Value")->text(), "v");
  EXPECT_EQ(bag.find("PropagateAtLaunch"), nullptr);
}

TEST(Node, SurvivesDeepNesting) {
  constexpr int depth = 10'000;
  Node node = text("bottom");
  for (int i = 0; i < depth; ++i) node = Node::list(std::array{node});
  int found = 0;
  for (const Node* each = &node; each->kind() == NodeKind::list; each = &each->items()[0]) ++found;
  EXPECT_EQ(found, depth);
}

TEST(Node, ComparesByWhatItSays) {
  static constexpr char a[] = "a";
  const Node literal = Node::literal(a, 1);
  EXPECT_TRUE(literal == text("a"));
  EXPECT_FALSE(literal == text("b"));

  struct Case {
    Node left;
    Node right;
    bool same;
  };
  const std::array one{integer(1)};
  const std::array also_one{integer(1)};
  const std::array two{integer(2)};
  const std::array both{integer(1), integer(2)};
  const std::array pair{text("k"), integer(1)};
  const std::array other_key{text("l"), integer(1)};
  const Case cases[] = {
      {integer(1), integer(1), true},
      {integer(1), Node(1.0), false},
      {Node(true), integer(1), false},
      {Node::written("1.0"), Node::written("1.00"), false},
      {Node::name("AWS::Region", 11), Node::name("AWS::Region", 11), true},
      {Node::name("AWS::Region", 11), text("AWS::Region"), false},
      {Node::list(one), Node::list(also_one), true},
      {Node::list(one), Node::list(two), false},
      {Node::list(one), Node::list(both), false},
      {Node::object(pair), Node::object(pair), true},
      {Node::object(pair), Node::object(other_key), false},
      {Node::object(pair), Node::list(pair), false},
      {Node::intrinsic(Function::Base64, one), Node::intrinsic(Function::Base64, also_one), true},
      {Node::intrinsic(Function::Base64, one), Node::intrinsic(Function::ImportValue, one), false},
      {Value<Tag>(Tag{.Key = "k", .Value = "v"}), Value<Tag>(Tag{.Key = "k", .Value = "v"}), true},
      {Value<Tag>(Tag{.Key = "k", .Value = "v"}), Value<Tag>(Tag{.Key = "k", .Value = "w"}), false},
      {Value<Tag>(Tag{.Key = "k", .Value = "v"}),
       Value<Tag>(Tag{.Key = "k", .PropagateAtLaunch = true, .Value = "v"}), false},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    EXPECT_EQ(cases[i].left == cases[i].right, cases[i].same) << "case " << i;
    EXPECT_EQ(cases[i].right == cases[i].left, cases[i].same) << "case " << i;
  }
}

TEST(Node, TellsWhatOnlyTheDeploymentKnows) {
  EXPECT_TRUE(Node::name("AWS::Region", 11).is_expression());
  EXPECT_TRUE(Node::intrinsic(Function::GetAZs, std::array{text("")}).is_expression());
  EXPECT_FALSE(text("AWS::Region").is_expression());
  EXPECT_FALSE(Node::list({}).is_expression());
  EXPECT_FALSE(Node().is_expression());
}

}  // namespace
}  // namespace tenon
