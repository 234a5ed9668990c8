#include "output.hpp"

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace tenon::specgen {
namespace {

namespace fs = std::filesystem;

bool holds(const fs::path& file, std::string_view text) {
  std::error_code error;
  if (fs::file_size(file, error) != text.size() || error) return false;
  std::ifstream stream(file, std::ios::binary);
  std::string found(text.size(), '\0');
  stream.read(found.data(), static_cast<std::streamsize>(found.size()));
  return stream && found == text;
}

bool is_generated(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string line;
  std::getline(stream, line);
  return line.starts_with(banner);
}

}  // namespace

void Output::write(const fs::path& path, std::string_view text) {
  const fs::path file = folder_ / path;
  if (!written_.insert(file).second)
    throw std::logic_error(fmt::format("{} is generated twice", file.string()));
  add_to_digest(path.generic_string());
  add_to_digest(text);
  if (holds(file, text)) return;
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

void Output::add_to_digest(std::string_view text) {
  for (const char c : text) digest_ = (digest_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
}

void Output::remove_others() const {
  std::vector<fs::path> others;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file() || written_.contains(entry.path())) continue;
    if (is_generated(entry.path())) others.push_back(entry.path());
  }
  for (const fs::path& file : others) fs::remove(file);
}

}  // namespace tenon::specgen
