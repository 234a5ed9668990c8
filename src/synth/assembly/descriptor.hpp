#pragma once

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace tenon::synth {

/// An open file. Closing can fail too: some file systems report only then that the disk is full.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  bool is_open() const noexcept { return number_ >= 0; }
  int number() const noexcept { return number_; }
  /// The system's error number; 0 also for what is not open.
  int close() noexcept { return !is_open() || ::close(std::exchange(number_, -1)) == 0 ? 0 : errno; }

 private:
  int number_ = -1;
};

}  // namespace tenon::synth
