#pragma once

/// \file
/// Files that are part of an app's executable, as a folder while it runs.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace apps {

/// A temporary folder with these files, for what takes a path, such as `Code::from_asset`. So the executable
/// runs from anywhere. It must outlive the synthesis.
class EmbeddedFolder {
 public:
  struct File {
    std::string_view name;
    std::string_view text;
  };

  /// `name` is what the CDK CLI calls the asset.
  EmbeddedFolder(std::string_view name, std::initializer_list<File> files);
  ~EmbeddedFolder();
  EmbeddedFolder(const EmbeddedFolder&) = delete;
  EmbeddedFolder& operator=(const EmbeddedFolder&) = delete;

  /// Where it is. It is written when it is first asked for, so that `--version` and `--help` need no folder;
  /// throws std::system_error where it cannot be written.
  const std::string& path() const;

 private:
  void write() const;

  std::string name_;
  std::vector<File> files_;
  mutable std::string parent_;  // of a name that nothing else has; empty: not written
  mutable std::string path_;
};

}  // namespace apps
