#pragma once

/// \file
/// What is drawn, whatever it is written as.

#include <cstdint>
#include <string>
#include <vector>

#include "style.hpp"

namespace tenon::graph {

inline constexpr std::size_t none = static_cast<std::size_t>(-1);

/// What is drawn around others.
enum class FrameKind : std::uint8_t { stage, stack, nested_stack, construct };

struct Frame {
  std::string path;  // of the construct; unique among frames
  std::string title;
  FrameKind kind = FrameKind::stack;
  std::size_t parent = none;
};

struct PictureNode {
  std::string path;  // unique among nodes
  std::string title;
  std::string service;  // "Lambda"; of several services their names
  std::string note;     // "in Network"; empty when there is nothing to say
  Category category = Category::other;
  std::size_t frame = none;
  bool existing = false;  // made by somebody else: outside of the App
};

/// Ordered from what says least to what says most: an edge that is several is drawn as the last.
enum class EdgeKind : std::uint8_t { order, reference, grant, connection };
inline constexpr std::size_t edge_kinds = 4;

struct PictureEdge {
  std::size_t from = none;
  std::size_t to = none;
  EdgeKind kind = EdgeKind::reference;
  std::string label;
  bool between_frames = false;  // `from` and `to` are frames
};

struct Picture {
  std::vector<Frame> frames;  // parents before what is in them
  std::vector<PictureNode> nodes;
  std::vector<PictureEdge> edges;
};

}  // namespace tenon::graph
