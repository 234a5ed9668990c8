#include "tenon/synth/zip.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <zip.h>

#include "../construct/asset_tree.hpp"

namespace tenon {
namespace {

using testing_support::AssetTree;

/// An entry as another reader of the archive sees it.
struct Found {
  std::string name;
  std::string content;
  unsigned int mode;
  zip_uint8_t system;

  bool operator==(const Found&) const = default;
};

void PrintTo(const Found& found, std::ostream* out) {
  *out << found.name << " mode " << std::oct << found.mode << std::dec << " system " << int{found.system}
       << ": " << found.content;
}

std::vector<Found> read_back(const std::string& path) {
  int code = 0;
  zip_t* archive = zip_open(path.c_str(), ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (archive == nullptr) {
    ADD_FAILURE() << "no archive: " << code;
    return {};
  }
  std::vector<Found> entries;
  for (zip_uint64_t i = 0; i < static_cast<zip_uint64_t>(zip_get_num_entries(archive, 0)); ++i) {
    zip_stat_t status;
    zip_stat_init(&status);
    zip_stat_index(archive, i, 0, &status);
    std::string content(status.size, '\0');
    zip_file_t* file = zip_fopen_index(archive, i, 0);
    EXPECT_EQ(zip_fread(file, content.data(), content.size()), static_cast<zip_int64_t>(content.size()));
    zip_fclose(file);
    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    zip_file_get_external_attributes(archive, i, 0, &system, &attributes);
    entries.push_back({status.name, content, attributes >> 16, system});
  }
  zip_discard(archive);
  return entries;
}

std::string zipped(const AssetTree& tree, const AssetOptions& options = {}) {
  const AssetTree target;
  zip_directory(tree.path(), target.path("a.zip"), options);
  return target.bytes_of("a.zip");
}

void add_files(const AssetTree& tree) {
  tree.file("index.js", "exports.h=()=>1\n");
  tree.file("bin/run", "#!/bin/sh\n");
  tree.file("Zeta", std::string(20000, 'z'));
  tree.file("é/ü.txt", "u");
  tree.file("empty", "");
  tree.directory("nothing");
  ASSERT_EQ(::chmod(tree.path("bin/run").c_str(), 0700), 0);
  ASSERT_EQ(::chmod(tree.path("index.js").c_str(), 0600), 0);
}

constexpr unsigned int plain = 0100644;
constexpr unsigned int executable = 0100755;

TEST(Zip, HoldsFilesSortedByNameWithNormalisedModes) {
  const AssetTree tree;
  add_files(tree);
  const AssetTree target;
  zip_directory(tree.path(), target.path("a.zip"));
  const std::vector<Found> expected{
      {"Zeta", std::string(20000, 'z'), plain, ZIP_OPSYS_UNIX},
      {"bin/run", "#!/bin/sh\n", executable, ZIP_OPSYS_UNIX},
      {"empty", "", plain, ZIP_OPSYS_UNIX},
      {"index.js", "exports.h=()=>1\n", plain, ZIP_OPSYS_UNIX},
      {"é/ü.txt", "u", plain, ZIP_OPSYS_UNIX},
  };
  EXPECT_EQ(read_back(target.path("a.zip")), expected);
  EXPECT_LT(target.bytes_of("a.zip").size(), 2000U);  // compressed
}

TEST(Zip, EveryTimeIsTheFirstOfJanuary1980) {
  const AssetTree tree;
  add_files(tree);
  const std::string bytes = zipped(tree);
  // Time and date of the first local header lie at its bytes 10 to 13: midnight, and day 1 of month 1 of year
  // 0.
  EXPECT_EQ(bytes.substr(0, 4), "PK\x03\x04");
  EXPECT_EQ(bytes.substr(10, 4), std::string("\0\0\x21\0", 4));
  std::size_t central = 0;
  for (std::size_t at = bytes.find("PK\x01\x02"); at != std::string::npos;
       at = bytes.find("PK\x01\x02", at + 1)) {
    EXPECT_EQ(bytes.substr(at + 12, 4), std::string("\0\0\x21\0", 4));
    ++central;
  }
  EXPECT_EQ(central, 5U);
}

class TimeZone {
 public:
  explicit TimeZone(const char* zone) {
    if (const char* before = ::getenv("TZ")) before_ = before;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~TimeZone() {
    if (before_) {
      ::setenv("TZ", before_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  std::optional<std::string> before_;
};

TEST(Zip, BytesDependOnNamesAndContentsAlone) {
  const AssetTree one;
  add_files(one);
  const std::string expected = zipped(one);
  EXPECT_EQ(zipped(one), expected);
  {
    const AssetTree other;
    add_files(other);
    ASSERT_EQ(::chmod(other.path("index.js").c_str(), 0666), 0);
    ASSERT_EQ(::chmod(other.path("bin/run").c_str(), 0777), 0);
    const timespec times[2] = {{1600000000, 0}, {1600000000, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, other.path("Zeta").c_str(), times, 0), 0);
    EXPECT_EQ(zipped(other), expected);
  }
  for (const char* zone : {"UTC", "America/Los_Angeles", "Asia/Kolkata", "XYZ-14"}) {
    const TimeZone there(zone);
    EXPECT_EQ(zipped(one), expected) << zone;
  }
  one.file("empty", "no more");
  EXPECT_NE(zipped(one), expected);
}

TEST(Zip, OrderOfTheListDoesNotCount) {
  const AssetTree tree;
  add_files(tree);
  const std::vector<ZipEntry> ascending{{"a", tree.path("index.js")}, {"b", tree.path("Zeta")}};
  const std::vector<ZipEntry> descending{ascending[1], ascending[0]};
  write_zip(tree.path("1.zip"), ascending);
  write_zip(tree.path("2.zip"), descending);
  EXPECT_EQ(tree.bytes_of("1.zip"), tree.bytes_of("2.zip"));
}

TEST(Zip, LinksAreReplacedByWhatTheyLeadTo) {
  const AssetTree tree;
  tree.file("asset/file", "content");
  tree.link("asset/link", "file");
  tree.file("outside/f", "f");
  tree.link("asset/dir", "../outside");
  zip_directory(tree.path("asset"), tree.path("a.zip"), {.follow = SymlinkFollow::never});
  const std::vector<Found> expected{
      {"dir/f", "f", plain, ZIP_OPSYS_UNIX},
      {"file", "content", plain, ZIP_OPSYS_UNIX},
      {"link", "content", plain, ZIP_OPSYS_UNIX},
  };
  EXPECT_EQ(read_back(tree.path("a.zip")), expected);
  tree.link("asset/dangling", "nowhere");
  try {
    zip_directory(tree.path("asset"), tree.path("a.zip"));
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(),
              "cannot archive " + tree.path("asset/dangling") + ": it is a link that leads nowhere");
  }
  EXPECT_EQ(read_back(tree.path("a.zip")), expected);
}

TEST(Zip, LeavesOutWhatThePatternsSay) {
  const AssetTree tree;
  add_files(tree);
  const AssetTree target;
  zip_directory(tree.path(), target.path("a.zip"), {.exclude = {"*", "!index.js"}});
  ASSERT_EQ(read_back(target.path("a.zip")).size(), 1U);
  EXPECT_EQ(read_back(target.path("a.zip"))[0].name, "index.js");
}

TEST(Zip, AnEmptyFolderMakesAnEmptyArchive) {
  const AssetTree tree;
  tree.directory("empty");
  tree.file("a.zip", "what was there before");
  zip_directory(tree.path("empty"), tree.path("a.zip"));
  EXPECT_EQ(tree.bytes_of("a.zip"), "PK\x05\x06" + std::string(18, '\0'));
  EXPECT_THROW(zip_directory(tree.path("empty"), tree.path("missing/a.zip")), std::runtime_error);
}

TEST(Zip, ReplacesAnArchiveWholeOrNotAtAll) {
  const AssetTree tree;
  tree.file("f", "1");
  write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{"old", tree.path("f")}, {"older", tree.path("f")}});
  write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{"new", tree.path("f")}});
  const std::string before = tree.bytes_of("a.zip");
  ASSERT_EQ(read_back(tree.path("a.zip")).size(), 1U);
  EXPECT_THROW(write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{"x", tree.path("missing")}}),
               std::runtime_error);
  EXPECT_THROW(write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{"x", tree.path()}}), std::runtime_error);
  EXPECT_EQ(tree.bytes_of("a.zip"), before);
}

TEST(Zip, RefusesNamesThatAnArchiveMustNotHold) {
  const AssetTree tree;
  tree.file("f", "1");
  for (const char* name : {"", "/etc/passwd", "../f", "a/../b", "a//b", "a/", "./a", "\xFF"}) {
    EXPECT_THROW(write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{name, tree.path("f")}}),
                 std::invalid_argument)
        << name;
  }
  EXPECT_THROW(
      write_zip(tree.path("a.zip"), std::vector<ZipEntry>{{"a", tree.path("f")}, {"a", tree.path("f")}}),
      std::invalid_argument);
  EXPECT_EQ(tree.bytes_of("a.zip"), "");
}

}  // namespace
}  // namespace tenon
