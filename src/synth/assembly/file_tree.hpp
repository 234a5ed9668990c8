#pragma once

/// \file
/// Files and folders of an assembly that is being written. Every failure of the system becomes
/// `Error("output-not-written")` that names the file as the finished assembly would have it, and the reason.

#include <string>
#include <string_view>

namespace tenon::synth {

/// Throws `Error("output-not-written")`: "cannot <doing> '<path>': <reason of the system>".
[[noreturn]] void refuse_output(std::string_view doing, std::string_view path, int error_number);

/// A folder that files are written into under relative names with `/` between their segments.
class FileTree {
 public:
  /// `shown` is what messages call the folder, which at first stands elsewhere.
  FileTree(std::string real, std::string shown) : real_(std::move(real)), shown_(std::move(shown)) {}

  /// Where the file of this name really stands.
  std::string real(std::string_view name) const { return joined(real_, name); }
  /// What messages call it.
  std::string shown(std::string_view name) const { return joined(shown_, name); }

  /// Writes a file that must not be there yet.
  void write(std::string_view name, std::string_view bytes) const;
  /// Copies a file with its permissions to a name that must not be there yet.
  void copy(const std::string& source, std::string_view name) const;
  /// Makes the folder and those above it; one that is there already is fine.
  void make_directory(std::string_view name) const;
  /// Makes a symbolic link with this text.
  void make_link(const std::string& target, std::string_view name) const;

 private:
  static std::string joined(const std::string& folder, std::string_view name);

  std::string real_;
  std::string shown_;
};

/// As `FileTree::write`, for threads: the error number of the system, 0 when all went well.
int write_new_file(const char* path, std::string_view bytes) noexcept;

}  // namespace tenon::synth
