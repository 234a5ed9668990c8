#include "file_tree.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "descriptor.hpp"
#include "interruption.hpp"
#include "tenon/construct/diagnostic.hpp"

namespace tenon::synth {

namespace {

constexpr std::size_t copy_buffer_size = std::size_t{128} * 1024;
constexpr mode_t new_file_mode = 0666;
constexpr mode_t permission_bits = 0777;

int open_new(const char* path) noexcept {
  return ::open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, new_file_mode);
}

int write_all(int descriptor, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

struct CopyFailure {
  bool reading = false;
  int error_number = 0;
};

/// Lets the kernel copy, or share the blocks, as far as it can; the rest is copied by `copy_rest`.
void copy_in_kernel(int from, int to) noexcept {
  constexpr std::size_t at_once = std::size_t{1} << 30;
  while (::copy_file_range(from, nullptr, to, nullptr, at_once, 0) > 0) {
  }
}

CopyFailure copy_rest(int from, int to) {
  std::array<char, copy_buffer_size> buffer;
  for (;;) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got == 0) return {};
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {true, errno};
    const int failed = write_all(to, {buffer.data(), static_cast<std::size_t>(got)});
    if (failed != 0) return {false, failed};
  }
}

}  // namespace

void refuse_output(std::string_view doing, std::string_view path, int error_number) {
  std::string message = "cannot ";
  message.append(doing).append(" '").append(path).append("': ");
  throw Error("output-not-written", message + std::generic_category().message(error_number));
}

int write_new_file(const char* path, std::string_view bytes) noexcept {
  Descriptor file(open_new(path));
  if (!file.is_open()) return errno;
  const int failed = write_all(file.number(), bytes);
  return failed != 0 ? failed : file.close();
}

std::string FileTree::joined(const std::string& folder, std::string_view name) {
  std::string path = folder;
  if (!name.empty()) path.append("/").append(name);
  return path;
}

void FileTree::write(std::string_view name, std::string_view bytes) const {
  Interruption::check();
  const int failed = write_new_file(real(name).c_str(), bytes);
  if (failed != 0) refuse_output("write", shown(name), failed);
}

void FileTree::copy(const std::string& source, std::string_view name) const {
  Interruption::check();
  const Descriptor from(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!from.is_open() || ::fstat(from.number(), &status) != 0) refuse_output("read the asset", source, errno);
  Descriptor to(open_new(real(name).c_str()));
  if (!to.is_open()) refuse_output("write", shown(name), errno);

  copy_in_kernel(from.number(), to.number());
  const CopyFailure failure = copy_rest(from.number(), to.number());
  if (failure.error_number != 0 && failure.reading)
    refuse_output("read the asset", source, failure.error_number);
  if (failure.error_number != 0) refuse_output("write", shown(name), failure.error_number);
  if (::fchmod(to.number(), status.st_mode & permission_bits) != 0)
    refuse_output("write", shown(name), errno);
  const int failed = to.close();
  if (failed != 0) refuse_output("write", shown(name), failed);
}

void FileTree::make_directory(std::string_view name) const {
  std::error_code error;
  std::filesystem::create_directories(real(name), error);
  if (error) refuse_output("make the folder", shown(name), error.value());
}

void FileTree::make_link(const std::string& target, std::string_view name) const {
  if (::symlink(target.c_str(), real(name).c_str()) != 0) refuse_output("make the link", shown(name), errno);
}

}  // namespace tenon::synth
