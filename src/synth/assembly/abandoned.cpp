#include "abandoned.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "tenon/value/text.hpp"

namespace tenon::synth {

namespace {

namespace fs = std::filesystem;

constexpr mode_t new_file_mode = 0666;

/// "123", "123-4".
bool is_of_a_process(std::string_view name) {
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

/// What cannot be looked at is neither there nor gone.
bool is_there(const fs::path& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}
bool is_gone(const fs::path& path) { return !is_there(path) && errno == ENOENT; }

bool has_no_locks(int error_number) {
  return error_number == ENOSYS || error_number == EOPNOTSUPP || error_number == ENOLCK;
}

bool moved(const fs::path& from, const fs::path& to) { return std::rename(from.c_str(), to.c_str()) == 0; }

/// Moves everything in one folder to another; whether nothing is left there.
bool move_all(const fs::path& from, const fs::path& to) {
  if (is_gone(from)) return true;
  std::error_code error;
  std::vector<fs::path> paths;
  for (fs::directory_iterator at(from, error); !error && at != fs::directory_iterator(); at.increment(error))
    paths.push_back(at->path());
  if (error) return false;
  std::ranges::partition(paths, [](const fs::path& path) { return !is_manifest(path.filename().string()); });
  return std::ranges::all_of(paths, [&](const fs::path& path) { return moved(path, to / path.filename()); });
}

/// Ends what a synthesis from inside the output folder has begun; whether nothing of its folder is needed any
/// more.
bool recovered_inside(const fs::path& target, const fs::path& temporary) {
  if (!is_gone(temporary / replaced_files_folder)) return move_all(temporary / new_files_folder, target);
  return move_all(temporary / leaving_files_folder, target);
}

/// The same for one beside it: the old assembly, which was to come back.
bool recovered_beside(const fs::path& target, const fs::path& temporary) {
  const fs::path old = temporary / leaving_files_folder;
  return is_there(target) || is_gone(old) || moved(old, target);
}

void remove_unless_in_use(const std::string& folder, const auto& recovered) {
  FolderLock lock(folder, FolderLock::File::find);
  // Killed before there was a file, or after: nothing but an empty folder is removed.
  if (lock.error_number() == ENOENT) ::rmdir(folder.c_str());
  if (lock.is_held() && lock.is_in_place() && recovered(folder)) lock.remove_folder();
}

}  // namespace

FolderLock::FolderLock(std::string folder, File file)
    : folder_(std::move(folder)), file_((fs::path(folder_) / lock_file).string()) {
  // For writing: over NFS nothing else can be locked.
  const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | (file == File::make ? O_CREAT | O_EXCL : 0);
  descriptor_ = Descriptor(::open(file_.c_str(), flags, new_file_mode));
  held_ = descriptor_.is_open() && ::flock(descriptor_.number(), LOCK_EX | LOCK_NB) == 0;
  const int failed = held_ ? 0 : errno;
  taken_ = failed == EWOULDBLOCK;
  error_number_ = taken_ || (descriptor_.is_open() && has_no_locks(failed)) ? 0 : failed;
}

bool FolderLock::is_in_place() const noexcept {
  struct stat opened {};
  struct stat found {};
  if (!descriptor_.is_open()) return false;
  if (::lstat(file_.c_str(), &found) != 0) return errno != ENOENT;
  if (::fstat(descriptor_.number(), &opened) != 0) return true;
  return opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

void FolderLock::release() noexcept {
  descriptor_.close();
  held_ = taken_ = false;
}

void FolderLock::remove_folder() noexcept {
  try {
    for (const std::string_view name : {new_files_folder, leaving_files_folder, replaced_files_folder}) {
      const fs::path part = fs::path(folder_) / name;
      std::error_code error;
      if (!is_gone(part)) fs::remove_all(part, error);
      if (error) return release();
    }
    ::unlink(file_.c_str());
    release();  // NFS keeps what is open under another name
    ::rmdir(folder_.c_str());
  } catch (const std::bad_alloc&) {
    release();
  }
}

Turn::Turn(const std::string& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  while (descriptor_.is_open() && ::flock(descriptor_.number(), LOCK_EX) != 0 && errno == EINTR) {
  }
}

void clean_up_abandoned_inside(const std::string& target) {
  for (const std::string& folder : temporary_folders(target, std::string(temporary_mark)))
    remove_unless_in_use(folder, [&](const auto& temporary) { return recovered_inside(target, temporary); });
}

void clean_up_abandoned(const std::string& target) {
  const fs::path path(target);
  const std::string beside = path.filename().string() + std::string(temporary_mark);
  for (const std::string& folder : temporary_folders(path.parent_path(), beside))
    remove_unless_in_use(folder, [&](const auto& temporary) { return recovered_beside(target, temporary); });
  if (temporary_folders(target, std::string(temporary_mark)).empty()) return;
  const Turn turn(target);
  clean_up_abandoned_inside(target);
}

bool is_manifest(std::string_view name) { return name == "manifest.json"; }

}  // namespace tenon::synth
