#pragma once

/// \file
/// Names made of a construct's place in the tree, and what is known of names. Not part of the public API.

#include <string>
#include <string_view>

namespace tenon {
class Construct;
class Node;
}  // namespace tenon

namespace tenon::detail {

/// The ids from the root to the construct as one name with a hash that keeps paths apart, as CDK's
/// `Names.uniqueId`.
std::string unique_id(const Construct& construct);
/// The end of it, where it is longer than so many characters.
std::string unique_id(const Construct& construct, std::size_t max_length);

/// With what a text begins, as far as that is known now; empty where it begins with a deploy-time value.
std::string_view known_beginning(const Node& text);

}  // namespace tenon::detail
