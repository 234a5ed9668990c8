#pragma once

/// \file
/// Files that are part of an app's executable, as a folder while it runs.

#include <initializer_list>
#include <string>
#include <string_view>

namespace apps {

/// A temporary folder with these files, for what takes a path, such as `Code::from_asset`. So the executable runs from
/// anywhere. It must outlive the synthesis.
class EmbeddedFolder {
 public:
  struct File {
    std::string_view name;
    std::string_view text;
  };

  /// `name` is what the CDK CLI calls the asset. Throws std::system_error where the folder cannot be written.
  EmbeddedFolder(std::string_view name, std::initializer_list<File> files);
  ~EmbeddedFolder();
  EmbeddedFolder(const EmbeddedFolder&) = delete;
  EmbeddedFolder& operator=(const EmbeddedFolder&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  std::string parent_;  // of a name that nothing else has
  std::string path_;
};

}  // namespace apps
