#include "tenon/synth/zip.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <vector>

#include <sys/stat.h>
#include <zip.h>

#include "../construct/utf.hpp"

namespace tenon {
namespace {

constexpr zip_uint16_t first_dos_date = (1 << 5) | 1;  // 1980-01-01
constexpr zip_uint16_t midnight = 0;
constexpr zip_uint32_t plain_file = 0100644;
constexpr zip_uint32_t executable_file = 0100755;
constexpr unsigned int unix_mode_shift = 16;
constexpr zip_uint32_t compression_level = 6;

[[noreturn]] void fail(std::string_view what, const std::string& path, std::string_view reason) {
  throw std::runtime_error("cannot " + std::string(what) + " " + path + ": " + std::string(reason));
}

std::string system_reason() { return std::generic_category().message(errno); }

struct Discard {
  void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discard>;

Archive create(const std::string& path) {
  int code = 0;
  Archive archive(zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
  if (!archive) {
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    fail("create the archive", path, reason);
  }
  return archive;
}

bool is_valid_name(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos || !detail::is_utf8(name)) return false;
  for (;;) {
    const std::size_t end = name.find('/');
    const std::string_view segment = name.substr(0, end);
    if (segment.empty() || segment == "." || segment == "..") return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 1);
  }
}

void check_names(std::span<const ZipEntry> sorted) {
  for (const ZipEntry& entry : sorted) {
    if (!is_valid_name(entry.name)) {
      throw std::invalid_argument("an archive cannot hold a file named \"" + entry.name +
                                  "\"; names are relative UTF-8 paths without \".\" and \"..\"");
    }
  }
  const auto twice = std::adjacent_find(
      sorted.begin(), sorted.end(), [](const ZipEntry& a, const ZipEntry& b) { return a.name == b.name; });
  if (twice != sorted.end()) {
    throw std::invalid_argument("the archive would hold two files named \"" + twice->name + "\"");
  }
}

zip_uint32_t mode_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail("read", path, system_reason());
  if (!S_ISREG(status.st_mode)) fail("archive", path, "it is not a file");
  return (status.st_mode & S_IXUSR) != 0 ? executable_file : plain_file;
}

void add(zip_t* archive, const ZipEntry& entry) {
  const zip_uint32_t mode = mode_of(entry.source);
  zip_source_t* source = zip_source_file(archive, entry.source.c_str(), 0, -1);
  if (source == nullptr) fail("read", entry.source, zip_strerror(archive));
  const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail("archive", entry.source, zip_strerror(archive));
  }
  const auto at = static_cast<zip_uint64_t>(index);
  // The DOS form of the time: libzip would convert a time_t by the local time zone.
  const bool done =
      zip_file_set_dostime(archive, at, midnight, first_dos_date, 0) == 0 &&
      zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_UNIX, mode << unix_mode_shift) == 0 &&
      zip_set_file_compression(archive, at, ZIP_CM_DEFLATE, compression_level) == 0;
  if (!done) fail("archive", entry.source, zip_strerror(archive));
}

/// libzip writes no archive without entries: the end record alone is one.
void write_empty(const std::string& path) {
  constexpr std::array<unsigned char, 22> end_record{'P', 'K', 5, 6};
  const std::string beside = path + ".tmp";
  std::FILE* file = std::fopen(beside.c_str(), "wb");
  if (file == nullptr) fail("create the archive", path, system_reason());
  const bool written = std::fwrite(end_record.data(), 1, end_record.size(), file) == end_record.size();
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed || std::rename(beside.c_str(), path.c_str()) != 0) {
    const std::string reason = system_reason();
    std::remove(beside.c_str());
    fail("write the archive", path, reason);
  }
}

}  // namespace

void write_zip(const std::string& zip_path, std::span<const ZipEntry> entries) {
  if (entries.empty()) {
    write_empty(zip_path);
    return;
  }
  std::vector<ZipEntry> sorted(entries.begin(), entries.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const ZipEntry& a, const ZipEntry& b) { return a.name < b.name; });
  check_names(sorted);
  Archive archive = create(zip_path);
  for (const ZipEntry& entry : sorted) add(archive.get(), entry);
  // Contents are read, and the archive moved to its place, only now.
  if (zip_close(archive.get()) != 0) fail("write the archive", zip_path, zip_strerror(archive.get()));
  archive.release();
}

void zip_directory(const std::string& directory, const std::string& zip_path, const AssetOptions& options) {
  AssetOptions following = options;
  following.follow = SymlinkFollow::always;
  std::vector<ZipEntry> files;
  for (AssetEntry& entry : asset_entries(directory, following)) {
    if (entry.kind == AssetEntryKind::link)
      fail("archive", entry.real_path, "it is a link that leads nowhere");
    if (entry.kind == AssetEntryKind::file)
      files.push_back({std::move(entry.path), std::move(entry.real_path)});
  }
  write_zip(zip_path, files);
}

}  // namespace tenon
