#include "file_queue.hpp"

#include <algorithm>
#include <system_error>

namespace tenon::synth {

namespace {

// Starting a thread takes about as long as writing this much.
constexpr std::size_t bytes_worth_a_thread = std::size_t{256} * 1024;

}  // namespace

FileQueue::~FileQueue() {
  next_ = files_.size();
  workers_.clear();
}

void FileQueue::add(std::string name, std::string_view bytes) {
  std::string real = tree_.real(name);
  files_.push_back({std::move(name), std::move(real), bytes});
}

void FileQueue::start() {
  std::size_t bytes = 0;
  for (const File& file : files_) bytes += file.bytes.size();
  const std::size_t useful =
      std::min({std::size_t{threads_}, files_.size(), bytes / bytes_worth_a_thread + 1});
  try {
    for (std::size_t i = 1; i < useful; ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    // Where the system gives no more threads, those there are write everything.
  }
}

void FileQueue::finish() {
  work();
  workers_.clear();
  for (const File& file : files_) {
    if (file.error_number != 0) refuse_output("write", tree_.shown(file.name), file.error_number);
  }
}

void FileQueue::work() noexcept {
  for (;;) {
    const std::size_t index = next_.fetch_add(1);
    if (index >= files_.size()) return;
    File& file = files_[index];
    file.error_number = write_new_file(file.real.c_str(), file.bytes);
  }
}

}  // namespace tenon::synth
