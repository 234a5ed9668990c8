#pragma once

/// \file
/// The folder that a synthesis leaves behind: the new assembly as a whole, or what was there before,
/// untouched.

#include <string>
#include <string_view>
#include <vector>

#include "abandoned.hpp"
#include "file_tree.hpp"
#include "interruption.hpp"

namespace tenon::synth {

/// Writes beside the output folder and swaps at the end.
///
/// The new assembly is written into `<folder>.tenon-<pid>/new`. Where that cannot be renamed to the output
/// folder (the folder is a mount point, the folder above it may not be written to, or it is the working
/// directory, which a shell would lose) it is written into `<folder>/.tenon-<pid>/new` and its files change
/// places with the old ones one by one, all of them back if one cannot. If not even that can be, what is
/// nowhere else stays in the temporary folder for the next synthesis.
///
/// Ctrl-C takes effect once nothing temporary is left. What a synthesis leaves that was killed, the next one
/// into the same folder cleans up; see `clean_up_abandoned`.
///
/// Nothing waits for the disk: the promise is about failures of the synthesis, not about a loss of power.
class OutputFolder {
 public:
  /// Finds the place and makes the temporary folder. Throws `Error`: "output-not-written", or
  /// "output-not-an-assembly" where there are files that no synthesis wrote.
  explicit OutputFolder(const std::string& path);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  /// Where to write.
  const FileTree& files() const noexcept { return files_; }
  /// The output folder and the temporary one, absolute and free of links.
  const std::string& target() const noexcept { return target_; }
  const std::string& temporary() const noexcept { return temporary_.path(); }

  /// Puts the new assembly in the place of the old. What the CDK CLI keeps in the folder while the app runs
  /// (its locks, its cache of archives, its error file) stays.
  void commit();

 private:
  /// A folder that goes with this object, and with it what was not committed.
  class Temporary {
   public:
    Temporary() = default;
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() { remove(); }
    /// Makes a folder of this name, or with a number added where there is one. The system's error number when
    /// it refuses.
    int make(const std::string& name);
    const std::string& path() const noexcept { return lock_.folder(); }
    std::string below(std::string_view name) const;
    void remove() noexcept;

    bool is_needed = false;  // it holds what is nowhere else, and stays

   private:
    FolderLock lock_;
  };
  /// A rename, and what it is about: a name in the output folder, or none for the folder itself.
  struct Move {
    std::string name;
    std::string from;
    std::string to;
  };

  void inspect();
  void make_temporary();
  void swap_folders();
  void swap_contents();
  void make_moves(const std::vector<Move>& moves);
  void keep_files_of_the_cli() const;
  void take_over_caches() const;

  std::string shown_;  // as the user wrote it
  std::string target_;
  Interruption interruption_;  // goes after the temporary folder
  Temporary temporary_;
  bool exists_ = false;
  bool inside_ = false;  // whether the temporary folder lies in the output folder
  FileTree files_;
};

/// Whether the CDK CLI keeps a file or folder of this name in the output folder.
bool is_file_of_the_cli(std::string_view name);

}  // namespace tenon::synth
