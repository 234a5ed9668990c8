#include "pool.hpp"

#include <cstdlib>
#include <new>
#include <span>
#include <utility>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace tenon::detail {

namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1  // as g++ says it
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
// The sanitizer watches what malloc gives, not what a pool gives.
constexpr std::size_t largest_pooled = 0;
#else
constexpr std::size_t largest_pooled = 512;
#endif
constexpr std::size_t size_step = 16;
constexpr std::size_t small_chunk = std::size_t{1} << 18;
constexpr std::size_t small_chunks = 8;
constexpr std::size_t huge_page = std::size_t{1} << 21;

/// Memory to cut blocks from. Most apps are small; for large ones a huge page costs one page fault instead of 512.
std::span<char> take_chunk(std::size_t chunks_before) {
  const bool huge = chunks_before >= small_chunks;
  const std::size_t bytes = huge ? huge_page : small_chunk;
  void* const memory = huge ? std::aligned_alloc(bytes, bytes) : std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  if (huge) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return {static_cast<char*>(memory), bytes};
}

/// Free blocks by size, cut from chunks that are kept until the process ends.
class Pool {
 public:
  void* take(std::size_t bytes) {
    FreeBlock*& free = free_[bytes / size_step];
    if (free != nullptr) return std::exchange(free, free->next);
    if (rest_.size() < bytes) rest_ = take_chunk(chunks_++);
    char* const block = rest_.data();
    rest_ = rest_.subspan(bytes);
    return block;
  }
  void give_back(void* block, std::size_t bytes) noexcept {
    FreeBlock*& free = free_[bytes / size_step];
    free = new (block) FreeBlock{free};
  }

 private:
  struct FreeBlock {
    FreeBlock* next;
  };
  FreeBlock* free_[largest_pooled / size_step + 1] = {};
  std::span<char> rest_;
  std::size_t chunks_ = 0;
};
thread_local constinit Pool pool;

constexpr std::size_t rounded(std::size_t bytes) { return (bytes + size_step - 1) / size_step * size_step; }

}  // namespace

void* take_block(std::size_t bytes) {
  bytes = rounded(bytes);
  if (bytes <= largest_pooled) return pool.take(bytes);
  void* const memory = std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void give_back_block(void* block, std::size_t bytes) noexcept {
  bytes = rounded(bytes);
  if (bytes <= largest_pooled) {
    pool.give_back(block, bytes);
  } else {
    std::free(block);
  }
}

}  // namespace tenon::detail
