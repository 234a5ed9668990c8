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

EmbeddedFolder::EmbeddedFolder(std::initializer_list<File> files)
    : path_(std::filesystem::temp_directory_path() / "tenon-app-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) fail(path_);
  for (const File& file : files) {
    std::ofstream out(std::filesystem::path(path_) / file.name, std::ios::binary);
    out << file.text;
    out.close();
    if (!out) fail(path_ + "/" + std::string(file.name));
  }
}

EmbeddedFolder::~EmbeddedFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace apps
