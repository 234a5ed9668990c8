#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

#include "specgen/read.hpp"

namespace tenon::specgen {

/// A folder of its own for a test, removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("tenon-specgen-" + std::to_string(getpid()) + "-" + std::to_string(count++));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }

  void write(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((path_ / file).parent_path());
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  std::string read(const std::string& file) const {
    std::ostringstream text;
    text << std::ifstream(path_ / file, std::ios::binary).rdbuf();
    return text.str();
  }

 private:
  std::filesystem::path path_;
};

/// A spec/ folder with what a test puts into it.
class FakeSpec {
 public:
  FakeSpec() {
    folder_.write("lock.json",
                  R"({"sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})");
    folder_.write("regions.json", R"({"sets": {"all": ["eu-west-1", "us-east-1"]}})");
  }

  FakeSpec& service(const std::string& name, const std::string& resources) {
    folder_.write("services/" + name + ".json",
                  R"({"namespace": "AWS::)" + name + R"(", "resources": )" + resources + "}");
    return *this;
  }
  FakeSpec& overlay(const std::string& name, const std::string& json) {
    folder_.write("overlay/" + name + ".json", json);
    return *this;
  }
  FakeSpec& iam(const std::string& prefix, const std::string& json) {
    folder_.write("iam/" + prefix + ".json", json);
    return *this;
  }

  Spec read() const { return read_spec(folder_.path()); }
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  TemporaryFolder folder_;
};

/// The message with which `function` throws; empty when it does not.
template <class Function>
std::string error_of(Function function) {
  try {
    function();
  } catch (const SpecError& error) {
    return error.what();
  }
  return {};
}

}  // namespace tenon::specgen
