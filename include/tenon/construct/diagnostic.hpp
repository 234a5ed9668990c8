#pragma once

/// \file
/// What is wrong, where, and what would be right.

#include <cstdint>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tenon {

enum class Severity : std::uint8_t { info, warning, error };

/// One finding. `id` is stable and has a page in `docs/errors/<id>.md`.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string_view id{};   ///< "duplicate-logical-id"; of static storage
  std::string path{};      ///< of the construct
  std::string property{};  ///< "Properties.DelaySeconds"; empty when it is not about one
  std::string value{};     ///< what was given; empty when nothing was
  std::string allowed{};   ///< what is allowed, or what to do instead
  std::string message{};   ///< the sentence
  std::source_location where{};
};

/// `error duplicate-logical-id at Orders/Queue, Properties.X: message; got "…", allowed: … (main.cpp:12)`
std::string to_string(const Diagnostic& diagnostic);

/// A broken invariant, or a call that makes no sense. What a user can get wrong in a value becomes a
/// `Diagnostic`.
class Error : public std::runtime_error {
 public:
  Error(std::string_view id, const std::string& message) : std::runtime_error(message), id_(id) {}
  /// Stable; has a page in `docs/errors/`.
  std::string_view id() const noexcept { return id_; }

 private:
  std::string_view id_;
};

}  // namespace tenon
