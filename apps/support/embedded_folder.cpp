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
    : name_(name), files_(files) {}

EmbeddedFolder::~EmbeddedFolder() {
  if (parent_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(parent_, ignored);
}

const std::string& EmbeddedFolder::path() const {
  if (path_.empty()) write();
  return path_;
}

void EmbeddedFolder::write() const {
  std::string parent = std::filesystem::temp_directory_path() / "tenon-app-XXXXXX";
  if (::mkdtemp(parent.data()) == nullptr) fail(parent);
  parent_ = parent;
  const std::filesystem::path folder = std::filesystem::path(parent) / name_;
  std::filesystem::create_directory(folder);
  for (const File& file : files_) {
    std::ofstream out(folder / file.name, std::ios::binary);
    out << file.text;
    out.close();
    if (!out) fail(folder / file.name);
  }
  path_ = folder;
}

}  // namespace apps
