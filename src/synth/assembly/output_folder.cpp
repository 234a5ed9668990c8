#include "output_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <ranges>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tenon/construct/diagnostic.hpp"

namespace tenon::synth {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view cli_files[] = {"synth.lock", ".cache", "error.txt", "performance-counters.json"};
constexpr int most_temporary_names = 1000;
constexpr mode_t new_folder_mode = 0777;
constexpr mode_t mode_bits = 07777;

std::vector<std::string> names_in(const std::string& folder, std::string_view shown) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  if (error) refuse_output("list the folder", shown, error.value());
  std::ranges::sort(names);
  return names;
}

/// Whether the file in the folder says so of itself: other things are called manifest.json too.
bool contains(const FileTree& folder, std::string_view name, std::string_view text) {
  std::error_code error;
  if (!fs::is_regular_file(folder.real(name), error)) return false;
  std::ifstream stream(folder.real(name), std::ios::binary);
  if (!stream) refuse_output("read", folder.shown(name), errno);
  // Not by iterators, which throw where the disk fails.
  std::string content;
  for (char buffer[4096]; stream.read(buffer, sizeof(buffer)) || stream.gcount() > 0;)
    content.append(buffer, static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) refuse_output("read", folder.shown(name), errno);
  return content.find(text) != std::string::npos;
}

bool is_assembly(const FileTree& folder) {
  return contains(folder, "cdk.out", "\"version\"") || contains(folder, "manifest.json", "\"artifacts\"");
}

std::string working_directory() {
  std::error_code error;
  return fs::current_path(error).string();
}

/// The path without links as far as it exists, and without a slash at its end.
std::string resolved(const std::string& shown) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(shown, error), error);
  if (error) refuse_output("find", shown, error.value());
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return path.string();
}

/// Renaming a mount point is refused by the system.
bool is_mount_point(const std::string& folder) {
  struct stat own {};
  struct stat above {};
  if (::stat(folder.c_str(), &own) != 0 || ::stat((folder + "/..").c_str(), &above) != 0) return false;
  if (own.st_dev != above.st_dev) return true;
#ifdef STATX_ATTR_MOUNT_ROOT
  struct statx more {};
  if (::statx(AT_FDCWD, folder.c_str(), 0, STATX_BASIC_STATS, &more) == 0) {
    return (more.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  }
#endif
  return false;
}

/// Whether there is something of that name; what it is then stands in `status`.
bool is_there(const std::string& path, struct stat& status, std::string_view shown) {
  if (::lstat(path.c_str(), &status) == 0) return true;
  if (errno != ENOENT && errno != ENOTDIR) refuse_output("find", shown, errno);
  return false;
}

int rename_path(const std::string& from, const std::string& to) {
  return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

/// Lets two folders change places in one step; ENOSYS where the system cannot.
int exchange_folders(const std::string& a, const std::string& b) {
#ifdef RENAME_EXCHANGE
  return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0 ? 0 : errno;
#else
  static_cast<void>(a);
  static_cast<void>(b);
  return ENOSYS;
#endif
}

bool is_not_supported(int error_number) {
  return error_number == ENOSYS || error_number == EINVAL || error_number == EOPNOTSUPP;
}

}  // namespace

bool is_file_of_the_cli(std::string_view name) {
  if (name.starts_with("read.") && name.ends_with(".lock")) return true;
  return std::ranges::find(cli_files, name) != std::end(cli_files);
}

OutputFolder::OutputFolder(const std::string& path) : shown_(path), target_(resolved(path)), files_({}, {}) {
  clean_up_abandoned(target_);
  inspect();
  make_temporary();
  files_ = FileTree(temporary_.below(new_files_folder), shown_);
  files_.make_directory({});
}

int OutputFolder::Temporary::make(const std::string& name) {
  for (int number = 0; number < most_temporary_names; ++number) {
    const std::string path = number == 0 ? name : name + "-" + std::to_string(number);
    if (::mkdir(path.c_str(), new_folder_mode) != 0) {
      if (errno == EEXIST) continue;
      return errno;
    }
    FolderLock lock(path, FolderLock::File::make);
    const int failed = lock.error_number();
    if (failed != 0 && failed != ENOENT) {
      lock.remove_folder();
      return failed;
    }
    // Another synthesis may take a folder without a lock for one that was abandoned, and remove it.
    if (!lock.is_in_place() || lock.is_taken()) continue;
    lock_ = std::move(lock);
    return 0;
  }
  return EEXIST;
}

std::string OutputFolder::Temporary::below(std::string_view name) const {
  return std::string(path()).append("/").append(name);
}

void OutputFolder::Temporary::remove() noexcept {
  if (lock_.is_in_place() && !is_needed) lock_.remove_folder();
  lock_.release();
}

void OutputFolder::inspect() {
  struct stat status {};
  exists_ = is_there(target_, status, shown_);
  if (!exists_) return;
  if (!S_ISDIR(status.st_mode)) {
    throw Error("output-not-an-assembly",
                "'" + shown_ + "' is no folder; give another one with -o, or remove it");
  }
  const std::vector<std::string> names = names_in(target_, shown_);
  const auto foreign = std::ranges::find_if_not(names, [](const std::string& name) {
    return is_file_of_the_cli(name) ||
           name.starts_with(temporary_mark);  // the mark of a synthesis that was killed
  });
  if (foreign == names.end() || is_assembly(FileTree(target_, shown_))) return;
  throw Error("output-not-an-assembly",
              "'" + shown_ + "' holds '" + *foreign +
                  "' and no cloud assembly, and would be replaced as a whole; give a new or "
                  "empty folder with -o");
}

void OutputFolder::make_temporary() {
  const fs::path above = fs::path(target_).parent_path();
  std::error_code error;
  if (!exists_) fs::create_directories(above, error);
  if (error) refuse_output("make the folder", above.string(), error.value());

  const std::string own_name = std::string(temporary_mark) + std::to_string(::getpid());
  const bool stays = exists_ && (target_ == working_directory() || is_mount_point(target_));
  if (!stays) {
    const int failed = temporary_.make(target_ + own_name);
    if (failed == 0) return;
    if (!exists_) refuse_output("make the folder", shown_, failed);
  }
  const int failed = temporary_.make(target_ + "/" + own_name);
  if (failed != 0) refuse_output("write into the folder", shown_, failed);
  inside_ = true;
}

void OutputFolder::commit() {
  if (inside_) {
    swap_contents();
  } else {
    swap_folders();
  }
  temporary_.remove();
}

/// Afterwards the old folder has the place of the new one.
void OutputFolder::swap_folders() {
  const std::string new_files = files_.real({});
  struct stat status {};
  if (!is_there(target_, status, shown_)) {
    const int failed = rename_path(new_files, target_);
    if (failed != 0) refuse_output("rename the new folder to", shown_, failed);
    return;
  }
  keep_files_of_the_cli();
  static_cast<void>(::chmod(new_files.c_str(), status.st_mode & mode_bits));
  const int failed = exchange_folders(new_files, target_);
  if (is_not_supported(failed)) {
    const std::string old = temporary_.below(leaving_files_folder);
    make_moves({{{}, target_, old}, {{}, new_files, target_}, {{}, old, new_files}});
  } else if (failed != 0) {
    refuse_output("replace the folder", shown_, failed);
  }
  take_over_caches();
}

/// Makes all of the renames or none. The first that cannot be taken back ends it: whoever reads the folder
/// finds no manifest, and `clean_up_abandoned` what it needs.
void OutputFolder::make_moves(const std::vector<Move>& moves) {
  temporary_.is_needed = true;
  const auto failing = std::ranges::find_if(
      moves, [](const Move& move) { return std::rename(move.from.c_str(), move.to.c_str()) != 0; });
  const int failed = errno;
  const auto made = std::ranges::subrange(moves.begin(), failing) | std::views::reverse;
  temporary_.is_needed = failing != moves.end() && !std::ranges::all_of(made, [](const Move& move) {
                           return std::rename(move.to.c_str(), move.from.c_str()) == 0;
                         });
  if (failing == moves.end()) return;
  refuse_output(temporary_.is_needed ? "put everything back after failing to replace" : "replace",
                files_.shown(failing->name), failed);
}

/// The old folder keeps its files until the swap, so the locks are entered in both.
void OutputFolder::keep_files_of_the_cli() const {
  for (const std::string& name : names_in(target_, shown_)) {
    const std::string old = target_ + "/" + name;
    std::error_code error;
    if (!is_file_of_the_cli(name) || !fs::is_regular_file(fs::symlink_status(old, error))) continue;
    const std::string kept = files_.real(name);
    if (::link(old.c_str(), kept.c_str()) == 0 || errno == EEXIST) continue;
    fs::copy_file(old, kept, error);
    if (error) refuse_output("keep", files_.shown(name), error.value());
  }
}

/// After the swap: a cache that cannot be moved is only made again.
void OutputFolder::take_over_caches() const {
  std::error_code error;
  for (fs::directory_iterator at(files_.real({}), error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (is_file_of_the_cli(name) && at->is_directory(ignored))
      rename_path(at->path().string(), target_ + "/" + name);
  }
}

/// Whoever is killed at it leaves a folder without a manifest, and what `clean_up_abandoned` needs to end it.
void OutputFolder::swap_contents() {
  const Turn turn(target_);
  clean_up_abandoned_inside(target_);  // what others left that were killed since
  const std::string leaving = temporary_.below(leaving_files_folder);
  const std::string replaced = temporary_.below(replaced_files_folder);
  const std::string new_files = files_.real({});
  if (::mkdir(leaving.c_str(), new_folder_mode) != 0) refuse_output("write into the folder", shown_, errno);

  std::vector<std::string> old_names = names_in(target_, shown_);
  std::erase_if(old_names, [](const std::string& name) {
    return name.starts_with(temporary_mark) || is_file_of_the_cli(name);
  });
  std::ranges::partition(old_names, is_manifest);
  std::vector<std::string> new_names = names_in(new_files, shown_);
  std::ranges::partition(new_names, std::not_fn(is_manifest));

  // All memory is taken before the first move.
  std::vector<Move> moves;
  for (const std::string& name : old_names)
    moves.push_back({name, target_ + "/" + name, leaving + "/" + name});
  moves.push_back({{}, leaving, replaced});
  for (const std::string& name : new_names)
    moves.push_back({name, new_files + "/" + name, target_ + "/" + name});
  make_moves(moves);
}

}  // namespace tenon::synth
