#include "interruption.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <mutex>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::synth {

namespace {

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

// GNU timeout sends the same signal twice at once, to the process and to its group.
constexpr std::int64_t time_of_one_signal = 1'000'000'000;

std::atomic<int> received = 0;
std::atomic<std::int64_t> received_at = 0;  // nanoseconds; 0 when none has come
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<std::int64_t>::is_always_lock_free,
              "a handler may use nothing else");

std::int64_t nanoseconds() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

// Several syntheses may be under way in one process: the first sets the handlers, the last takes them away.
std::mutex mutex;
std::size_t living = 0;
bool is_set[std::size(signals)] = {};

extern "C" void remember_signal(int signal) {
  const int error_number = errno;
  const std::int64_t now = nanoseconds();
  std::int64_t first = 0;
  if (received_at.compare_exchange_strong(first, now)) {
    received = signal;
  } else if (now - first >= time_of_one_signal) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  errno = error_number;
}

bool set_handler(int signal) {
  struct sigaction before {};
  if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return false;
  struct sigaction action {};
  action.sa_handler = &remember_signal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  return ::sigaction(signal, &action, nullptr) == 0;
}

}  // namespace

Interruption::Interruption() {
  const std::lock_guard lock(mutex);
  if (living++ > 0) return;
  for (std::size_t i = 0; i < std::size(signals); ++i) is_set[i] = set_handler(signals[i]);
}

Interruption::~Interruption() {
  const std::lock_guard lock(mutex);
  if (--living > 0) return;
  for (std::size_t i = 0; i < std::size(signals); ++i) {
    if (is_set[i]) std::signal(signals[i], SIG_DFL);
  }
  received_at = 0;
  if (const int signal = received.exchange(0); signal != 0) std::raise(signal);
}

void Interruption::check() {
  if (received != 0) throw Error("output-not-written", "the synthesis was interrupted");
}

}  // namespace tenon::synth
