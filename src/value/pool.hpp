#pragma once

/// \file
/// Memory for what a tree is made of: many small blocks of few sizes.

#include <cstddef>

namespace tenon::detail {

/// A block of the calling thread's pool, aligned for every fundamental type. Throws std::bad_alloc.
void* take_block(std::size_t bytes);
/// Gives a block of so many bytes to the calling thread's pool, which keeps it until the process ends.
void give_back_block(void* block, std::size_t bytes) noexcept;

}  // namespace tenon::detail
