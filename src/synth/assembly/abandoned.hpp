#pragma once

/// \file
/// Temporary folders, and what syntheses that were killed have left of theirs: nobody else can clean up after
/// them but the next one.

#include <string>
#include <string_view>

#include "descriptor.hpp"

namespace tenon::synth {

/// What the names of temporary folders have between the output folder's name and the process.
inline constexpr std::string_view temporary_mark = ".tenon-";

/// All that a temporary folder has in it: the new assembly; what was in the output folder, under the second
/// name until all of that has left, under the third while the new takes its place; and the file that says
/// whose folder it is.
inline constexpr std::string_view new_files_folder = "new";
inline constexpr std::string_view leaving_files_folder = "old";
inline constexpr std::string_view replaced_files_folder = "replaced";
inline constexpr std::string_view lock_file = "tenon.lock";

/// Says that a temporary folder is in use. The system takes the lock away when the process ends, however it
/// ends; the file stays, and tells the folder from one that only has such a name.
class FolderLock {
 public:
  enum class File { make, find };

  FolderLock() = default;
  /// Locks the folder unless somebody else has done so, or the file system has no locks.
  FolderLock(std::string folder, File file);

  const std::string& folder() const noexcept { return folder_; }
  /// Why there is no file, or no lock although the file system has locks; else 0, and where it is taken.
  int error_number() const noexcept { return error_number_; }
  bool is_held() const noexcept { return held_; }
  /// Whether somebody else has locked it.
  bool is_taken() const noexcept { return taken_; }
  /// Whether the folder still has the file that was opened, and not one of somebody else or none. Where the
  /// disk does not say, it does.
  bool is_in_place() const noexcept;
  void release() noexcept;
  /// Removes the folder, the file last: whoever is killed at it leaves what the next one can remove. What
  /// cannot be removed is in nobody's way.
  void remove_folder() noexcept;

 private:
  std::string folder_;
  std::string file_;
  Descriptor descriptor_;
  int error_number_ = 0;
  bool held_ = false;
  bool taken_ = false;
};

/// While one lives, no other synthesis moves files into or out of the folder: it waits. Where the file system
/// has no locks for folders, nobody waits.
class Turn {
 public:
  explicit Turn(const std::string& folder);

 private:
  Descriptor descriptor_;
};

/// Removes the temporary folders of syntheses into `target` that were killed. Where one was killed while old
/// and new changed places, first all of the old comes back, or what is left of the new takes its place.
void clean_up_abandoned(const std::string& target);
/// The same for those in it alone, by whoever has the turn.
void clean_up_abandoned_inside(const std::string& target);

/// For sorting: the CDK CLI reads no folder without a manifest, so it comes last to where things are put, and
/// leaves first.
bool is_manifest(std::string_view name);

}  // namespace tenon::synth
