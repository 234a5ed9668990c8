#pragma once

/// \file
/// JSON as text, streamed: what JSON.stringify writes, with an indent of as many spaces as asked.

#include <cstdint>
#include <string>
#include <string_view>

namespace tenon::synth {

class JsonText {
 public:
  /// `indent` 0 writes everything on one line.
  explicit JsonText(int indent) : indent_(indent) {}

  void begin_object() { open('{'); }
  void key(std::string_view name);
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  void text(std::string_view value);
  void integer(std::int64_t value);
  void number(double value);
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void null() { raw("null"); }
  /// A number as it was written, or JSON that is ready.
  void written(std::string_view value) { raw(value); }

  std::string take() { return std::move(out_); }
  std::string_view view() const { return out_; }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }
  void clear() {
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
  void raw(std::string_view value);

  std::string out_;
  int indent_;
  int depth_ = 0;
  bool first_ = true;       // nothing stands in the innermost object or array yet
  bool after_key_ = false;  // the next value belongs to a key
};

/// The text with quotes and escapes, appended to `out`.
void append_json_string(std::string& out, std::string_view text);
/// As JavaScript prints a number: no decimal point where there is no fraction, no exponent below 1e21.
std::string number_text(double value);

}  // namespace tenon::synth
