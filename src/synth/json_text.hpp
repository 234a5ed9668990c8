#pragma once

/// \file
/// JSON as text, streamed: what JSON.stringify writes, with an indent of as many spaces as asked.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace tenon::synth {

/// A growing run of characters, written to through a bare pointer: `std::string` checks and terminates at every step.
class TextBuffer {
 public:
  /// Room for so many more characters; what is written there is kept by `advance`.
  char* room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - next_) < bytes) [[unlikely]] grow(bytes);
    return next_;
  }
  void advance_to(char* next) noexcept { next_ = next; }
  void append(char c) { *room(1) = c, ++next_; }
  void append(std::string_view text) {
    std::memcpy(room(text.size()), text.data(), text.size());
    next_ += text.size();
  }
  std::string_view view() const noexcept { return {begin_.get(), static_cast<std::size_t>(next_ - begin_.get())}; }
  void clear() noexcept { next_ = begin_.get(); }

 private:
  struct Free {
    void operator()(char* memory) const noexcept { std::free(memory); }
  };
  void grow(std::size_t bytes);

  std::unique_ptr<char, Free> begin_;
  char* next_ = nullptr;
  char* end_ = nullptr;
};

class JsonText {
 public:
  /// `indent` 0 writes everything on one line.
  explicit JsonText(int indent) : indent_(static_cast<std::size_t>(indent)) {}

  void begin_object() { open('{'); }
  void key(std::string_view name);
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void text(std::string_view value);
  void integer(std::int64_t value);
  void number(double value);
  void boolean(bool value) { written(value ? "true" : "false"); }
  void null() { written("null"); }
  /// A number as it was written, or JSON that is ready.
  void written(std::string_view value);

  std::string_view view() const noexcept { return out_.view(); }
  std::string take() const { return std::string(view()); }
  void reserve(std::size_t bytes) { out_.room(bytes); }
  void clear() noexcept {
    out_.clear();
    depth_ = 0;
    first_ = true;
    after_key_ = false;
  }

 private:
  void open(char bracket);
  void close(char bracket);
  void before_value();
  void new_line();

  TextBuffer out_;
  std::size_t indent_;
  std::size_t depth_ = 0;
  bool first_ = true;       // nothing stands in the innermost object or array yet
  bool after_key_ = false;  // the next value belongs to a key
};

/// The text with quotes and escapes, appended to `out`.
void append_json_string(std::string& out, std::string_view text);
/// As JavaScript prints a number: no decimal point where there is no fraction, no exponent below 1e21.
std::string number_text(double value);

}  // namespace tenon::synth
