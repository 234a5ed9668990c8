#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace tenon::testing_support {

/// A folder of its own for one test, gone afterwards.
class AssetTree {
 public:
  AssetTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "tenon-asset-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    root_ = std::filesystem::canonical(pattern);
  }
  ~AssetTree() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  AssetTree(const AssetTree&) = delete;
  AssetTree& operator=(const AssetTree&) = delete;

  std::string path(std::string_view relative = {}) const {
    return relative.empty() ? root_.string() : (root_ / relative).string();
  }

  void directory(std::string_view relative) const { std::filesystem::create_directories(root_ / relative); }

  void file(std::string_view relative, std::string_view content) const {
    std::filesystem::create_directories((root_ / relative).parent_path());
    std::ofstream(root_ / relative, std::ios::binary) << content;
  }

  void link(std::string_view relative, const std::string& target) const {
    std::filesystem::create_directories((root_ / relative).parent_path());
    std::filesystem::create_symlink(target, root_ / relative);
  }

  std::string bytes_of(std::string_view relative) const {
    std::ifstream stream(root_ / relative, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  std::filesystem::path root_;
};

}  // namespace tenon::testing_support
