#include "interruption.hpp"

#include <atomic>
#include <csignal>
#include <cstddef>
#include <iterator>
#include <mutex>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::synth {

namespace {

constexpr int signals[] = {SIGINT, SIGTERM, SIGHUP};

std::atomic<int> received = 0;
static_assert(std::atomic<int>::is_always_lock_free, "a handler may use nothing else");

// Several syntheses may be under way in one process: the first sets the handlers, the last takes them away.
std::mutex mutex;
std::size_t living = 0;
bool is_set[std::size(signals)] = {};

extern "C" void remember_signal(int signal) {
  if (received.exchange(signal) == 0) return;
  std::signal(signal, SIG_DFL);
  std::raise(signal);
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
  if (const int signal = received.exchange(0); signal != 0) std::raise(signal);
}

void Interruption::check() {
  if (received != 0) throw Error("output-not-written", "the synthesis was interrupted");
}

}  // namespace tenon::synth
