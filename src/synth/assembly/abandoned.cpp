#include "abandoned.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/value/text.hpp"

namespace tenon::synth {

namespace {

namespace fs = std::filesystem;

/// "123", "123-4", "123-old", "123-4-old".
bool is_of_a_process(std::string_view name) {
  if (name.ends_with(aside_mark)) name.remove_suffix(aside_mark.size());
  const std::string_view process = ascii::take_field(name, '-');
  const auto is_number = [](std::string_view text) { return ascii::all_of(text, ascii::is_digit); };
  return !process.empty() && is_number(process) && is_number(name);
}

/// Paths of the temporary folders in `folder` that begin with `prefix`.
std::vector<std::string> temporary_folders(const fs::path& folder, const std::string& prefix) {
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && is_of_a_process(std::string_view(name).substr(prefix.size())))
      found.push_back(at->path().string());
  }
  std::ranges::sort(found);
  return found;
}

/// Moves everything in one folder to another; whether all could be moved.
bool move_all(const fs::path& from, const fs::path& to) {
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(from, error); !error && at != fs::directory_iterator(); at.increment(error))
    paths.push_back(at->path());
  bool all = !error;
  for (const fs::path& path : paths)
    all = std::rename(path.c_str(), (to / path.filename()).c_str()) == 0 && all;
  return all;
}

/// Ends what a synthesis from inside the output folder has begun; whether nothing of its folder is needed any
/// more.
bool recovered(const fs::path& target, const fs::path& temporary) {
  std::error_code unknown;
  if (fs::exists(temporary / replaced_files_folder, unknown))
    return move_all(temporary / new_files_folder, target);
  if (fs::exists(temporary / leaving_files_folder, unknown))
    return move_all(temporary / leaving_files_folder, target);
  return true;
}

void remove_unless_in_use(const std::string& folder, const auto& recover) {
  const FolderLock lock(folder);
  std::error_code ignored;  // what cannot be removed is in nobody's way
  if (lock.is_held() && recover()) fs::remove_all(folder, ignored);
}

}  // namespace

FolderLock::FolderLock(const std::string& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {
  held_ = descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  taken_ = descriptor_ >= 0 && !held_ && errno == EWOULDBLOCK;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      held_(std::exchange(other.held_, false)),
      taken_(std::exchange(other.taken_, false)) {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(held_, other.held_);
  std::swap(taken_, other.taken_);
  return *this;
}

bool FolderLock::is_of(const std::string& folder) const noexcept {
  struct stat opened {};
  struct stat found {};
  return descriptor_ >= 0 && ::fstat(descriptor_, &opened) == 0 && ::stat(folder.c_str(), &found) == 0 &&
         opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

void FolderLock::release() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  held_ = taken_ = false;
}

void clean_up_abandoned(const std::string& target) {
  const fs::path path(target);
  const std::string beside = path.filename().string() + std::string(temporary_mark);
  for (const std::string& folder : temporary_folders(path.parent_path(), beside)) {
    remove_unless_in_use(folder, [&] {
      // The old assembly, which was to come back.
      const bool is_needed = folder.ends_with(aside_mark) && ::access(target.c_str(), F_OK) != 0;
      return !is_needed || std::rename(folder.c_str(), target.c_str()) != 0;
    });
  }
  for (const std::string& folder : temporary_folders(path, std::string(temporary_mark)))
    remove_unless_in_use(folder, [&] { return recovered(path, folder); });
}

}  // namespace tenon::synth
