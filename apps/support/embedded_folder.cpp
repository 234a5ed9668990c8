#include "embedded_folder.hpp"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace apps {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), "cannot write " + what);
}

}  // namespace

EmbeddedFolder::EmbeddedFolder(std::string_view name, std::initializer_list<File> files)
    : parent_(std::filesystem::temp_directory_path() / "tenon-app-XXXXXX") {
  if (::mkdtemp(parent_.data()) == nullptr) fail(parent_);
  path_ = std::filesystem::path(parent_) / name;
  std::filesystem::create_directory(path_);
  for (const File& file : files) {
    std::ofstream out(std::filesystem::path(path_) / file.name, std::ios::binary);
    out << file.text;
    out.close();
    if (!out) fail(path_ + "/" + std::string(file.name));
  }
}

EmbeddedFolder::~EmbeddedFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(parent_, ignored);
}

}  // namespace apps
