#pragma once

/// \file
/// What syntheses that were killed have left behind: nobody else can clean up after them but the next one.

#include <string>
#include <string_view>

namespace tenon::synth {

/// What the names of temporary folders have between the output folder's name and the process.
inline constexpr std::string_view temporary_mark = ".tenon-";
/// What a temporary folder that lies in the output folder has in it: the new assembly; and what was in the
/// output folder, under the first name until all of that has left, under the second while the new takes its
/// place.
inline constexpr std::string_view new_files_folder = "new";
inline constexpr std::string_view leaving_files_folder = "old";
inline constexpr std::string_view replaced_files_folder = "replaced";
/// What is added to a temporary folder's name for the old assembly, while the new one takes its place.
inline constexpr std::string_view aside_mark = "-old";

/// Says that a folder is in use. The system takes the lock away when the process ends, however it ends.
class FolderLock {
 public:
  FolderLock() = default;
  /// Locks the folder unless somebody else has done so, or the file system has no locks.
  explicit FolderLock(const std::string& folder);
  ~FolderLock() { release(); }
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;

  bool is_held() const noexcept { return held_; }
  /// Whether somebody else has locked it.
  bool is_taken() const noexcept { return taken_; }
  /// Whether the folder is still the one that was opened, and not one of somebody else or none.
  bool is_of(const std::string& folder) const noexcept;
  void release() noexcept;

 private:
  int descriptor_ = -1;
  bool held_ = false;
  bool taken_ = false;
};

/// Removes the temporary folders of syntheses into `target` that were killed. Where one was killed while old
/// and new changed places, first all of the old comes back, or what is left of the new takes its place.
void clean_up_abandoned(const std::string& target);

}  // namespace tenon::synth
