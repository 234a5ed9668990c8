#pragma once

/// \file
/// Ctrl-C while an assembly is written: what is half written goes, and then the process.

namespace tenon::synth {

/// While one lives, SIGINT, SIGTERM and SIGHUP wait for its end, unless the app handles or ignores them
/// itself. A signal that comes again after a second does not wait.
class Interruption {
 public:
  Interruption();
  /// Lets a signal that came do what it does by default: it ends the process.
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// Throws `Error` ("output-not-written") when a signal has come, so that whoever writes gives up.
  static void check();
};

}  // namespace tenon::synth
