#pragma once

/// \file
/// Writes ready buffers on several threads, while the caller makes more.

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "file_tree.hpp"

namespace tenon::synth {

/// Files to write. What does not work is kept until `finish`, which throws for the first of the files that
/// failed.
class FileQueue {
 public:
  /// `threads` write, the caller of `finish` among them. The tree must outlive the queue.
  FileQueue(const FileTree& tree, unsigned threads) : tree_(tree), threads_(threads) {}
  /// Stops early what `finish` did not wait for.
  ~FileQueue();
  FileQueue(const FileQueue&) = delete;
  FileQueue& operator=(const FileQueue&) = delete;

  /// Before `start`. The bytes must stay where they are until `finish`.
  void add(std::string name, std::string_view bytes);
  void start();
  void finish();

 private:
  struct File {
    std::string name;
    std::string real;
    std::string_view bytes;
    int error_number = 0;
  };

  void work() noexcept;

  const FileTree& tree_;
  unsigned threads_;
  std::vector<File> files_;
  std::atomic<std::size_t> next_{0};
  std::vector<std::jthread> workers_;
};

}  // namespace tenon::synth
