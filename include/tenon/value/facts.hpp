#pragma once

/// \file
/// What the library knows about a property bag and a resource type. The generator writes these tables into the
/// library from `spec/`; headers only name them.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace tenon {

/// The form of a property's value.
enum class Shape : std::uint8_t { text, integer, number, boolean, json, timestamp, tag, bag, list, map, alternatives };

/// When CloudFormation replaces the resource because the property changed.
enum class Replacement : std::uint8_t { no, maybe, yes };

/// How a resource type writes its tags.
enum class TagStyle : std::uint8_t { none, standard, auto_scaling_group, map };

/// A text whose form one of Tenon's checked literals knows.
enum class Format : std::uint8_t { none, arn, cidr, schedule };

struct BagFacts;

/// What a value may be. Limits are of the value (numbers), the length (text) or the number of items (lists, maps).
struct Schema {
  Shape shape = Shape::json;
  Format format = Format::none;
  bool unique_items = false;
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  const char* pattern = nullptr;                  ///< ECMA-262 regular expression of a text, or of a map's keys
  std::span<const char* const> allowed = {};      ///< allowed texts, or integers as decimal digits; empty when any is allowed
  const Schema* element = nullptr;                ///< of a list or map
  const BagFacts* bag = nullptr;                  ///< of a bag
  std::span<const Schema* const> alternatives = {};
};

/// One property of a bag.
struct PropertyFacts {
  std::string_view name;
  const Schema* schema;
  bool required = false;
  bool deprecated = false;
  Replacement replacement = Replacement::no;
};

/// A rule about which properties of a bag may stand together; bits are the properties' ordinals in `properties`.
struct GroupRule {
  enum class Kind : std::uint8_t { at_most_one, exactly_one, at_least_one, requires_all, excludes_all };
  Kind kind;
  std::uint16_t subject;                          ///< of requires_all and excludes_all
  std::span<const std::uint16_t> properties;
};

/// The properties of a bag in alphabetical order: member i of the bag lies at 16·i and has `properties[i]`.
struct BagFacts {
  std::string_view name;
  std::span<const PropertyFacts> properties;
  std::span<const GroupRule> rules = {};
};

/// A resource type.
struct TypeFacts {
  std::string_view type;                          ///< "AWS::SQS::Queue"
  const BagFacts* properties;
  std::span<const char* const> attributes = {};   ///< names for Fn::GetAtt, in the generated class's order
  std::span<const char* const> ref = {};          ///< the attributes or properties that `Ref` returns
  std::span<const char* const> primary_identifier = {};
  const char* arn = nullptr;                      ///< "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"
  const char* tags = nullptr;                     ///< the property that holds the tags
  TagStyle tag_style = TagStyle::none;
  bool stateful = false;                          ///< deleting the resource loses data
  std::span<const char* const> regions = {};      ///< where the type exists; empty when not known
  std::span<const std::span<const char* const>> replacement_groups = {};
  std::span<const Shape> attribute_shapes = {};   ///< of `attributes`; empty when all are text
  const char* transform = nullptr;                ///< the macro that makes the type: "AWS::Serverless-2016-10-31"
};

}  // namespace tenon
