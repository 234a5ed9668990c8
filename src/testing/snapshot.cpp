#include "tenon/testing/snapshot.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "comparison.hpp"

namespace tenon::testing {

namespace fs = std::filesystem;

using detail::Json;

namespace {

constexpr std::size_t most_differences_shown = 5;
constexpr std::size_t digits_of_a_hash = 64;
constexpr const char* approve_variable = "TENON_APPROVE";
constexpr std::string_view how_to_approve =
    "if this is meant, approve it: run this test again with TENON_APPROVE=1 in the environment "
    "(TENON_APPROVE=1 ctest --test-dir <build> -R <test>), look at the change of the file and commit it";

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// As the services of continuous integration set `CI`.
bool is_switched_on(const char* name) {
  const std::string value = environment(name);
  return !value.empty() && value != "0" && value != "false";
}

fs::path file_of(std::string_view file, const SnapshotOptions& options, const std::source_location& where) {
  const fs::path given(file);
  if (given.is_absolute()) return given;
  fs::path root = options.root.empty() ? environment("TENON_SNAPSHOT_ROOT") : options.root;
  if (root.empty()) root = fs::path(where.file_name()).parent_path();
  return root / given;
}

// --- masks
// -----------------------------------------------------------------------------------------------------------

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// The text with `(hash)` for every run of exactly 64 hexadecimal digits.
std::string without_hashes(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    const auto end =
        std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(), is_hexadecimal);
    const auto run = static_cast<std::size_t>(end - text.begin()) - i;
    if (run == digits_of_a_hash) {
      result += "(hash)";
    } else {
      result += text.substr(i, std::max<std::size_t>(run, 1));
    }
    i += std::max<std::size_t>(run, 1);
  }
  return result;
}

class Masking {
 public:
  explicit Masking(const SnapshotOptions& options) : options_(options) {}

  Json apply(const Json& value, const std::string& path = {}) const {
    if (std::ranges::any_of(options_.masked, [&](const auto& each) { return detail::is_like(each, path); })) {
      return "(masked)";
    }
    if (value.is_string()) return text(value.get_ref<const std::string&>());
    if (value.is_object()) return object(value, path);
    if (!value.is_array()) return value;
    Json list = Json::array();
    for (const Json& item : value) list.push_back(apply(item, fmt::format("{}[{}]", path, list.size())));
    return list;
  }

 private:
  std::string text(const std::string& text) const {
    return options_.mask_asset_hashes ? without_hashes(text) : text;
  }

  Json object(const Json& value, const std::string& path) const {
    Json result = Json::object();
    for (const auto& [key, member] : value.items()) {
      std::string masked = text(key);
      while (result.contains(masked)) masked += "+";  // keys that only their hashes tell apart
      result[masked] = apply(member, detail::member_path(path, key));
    }
    return result;
  }

  const SnapshotOptions& options_;
};

// --- differences
// -----------------------------------------------------------------------------------------------------

/// All differences of two values, each as a path with both.
class Differences {
 public:
  void compare(const Json* approved, const Json* actual, const std::string& path) {
    if (approved != nullptr && actual != nullptr) {
      if (approved->is_object() && actual->is_object()) return compare_objects(*approved, *actual, path);
      if (approved->is_array() && actual->is_array()) return compare_lists(*approved, *actual, path);
      if (*approved == *actual) return;
    }
    found_.push_back(fmt::format("\n  at {}: approved {}, now {}", path.empty() ? "the top" : path,
                                 shown(approved), shown(actual)));
  }

  std::size_t count() const { return found_.size(); }

  std::string text() const {
    std::string text;
    for (std::size_t i = 0; i < std::min(count(), most_differences_shown); ++i) text += found_[i];
    if (count() > most_differences_shown)
      text += fmt::format("\n  and {} more", count() - most_differences_shown);
    return text;
  }

 private:
  void compare_objects(const Json& approved, const Json& actual, const std::string& path) {
    for (const auto& [key, member] : approved.items()) {
      compare(&member, detail::find_member(actual, key), detail::member_path(path, key));
    }
    for (const auto& [key, member] : actual.items()) {
      if (!approved.contains(key)) compare(nullptr, &member, detail::member_path(path, key));
    }
  }

  void compare_lists(const Json& approved, const Json& actual, const std::string& path) {
    const auto item = [](const Json& list, std::size_t i) { return i < list.size() ? &list[i] : nullptr; };
    for (std::size_t i = 0; i < std::max(approved.size(), actual.size()); ++i) {
      compare(item(approved, i), item(actual, i), fmt::format("{}[{}]", path, i));
    }
  }

  static std::string shown(const Json* value) { return value == nullptr ? "nothing" : detail::shown(*value); }

  std::vector<std::string> found_;
};

// --- files
// -----------------------------------------------------------------------------------------------------------

std::optional<std::string> read_file(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  return std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
}

std::string reason_of(int error_number) { return std::generic_category().message(error_number); }

/// Writes and closes; the system's error number when it refuses.
int write_all(int descriptor, std::string_view text) {
  int failed = 0;
  while (failed == 0 && !text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      failed = errno;
    } else {
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  // A full disk may show itself only here.
  if (failed == 0 && ::fsync(descriptor) != 0) failed = errno;
  if (::close(descriptor) != 0 && failed == 0) failed = errno;
  return failed;
}

/// Writes the file as a whole or leaves it as it was; says why it could not.
std::optional<std::string> replace_file(const fs::path& file, std::string_view text) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (error)
    return fmt::format("the folder {} cannot be made: {}", file.parent_path().string(), error.message());
  constexpr mode_t new_file_mode = 0666;
  const std::string temporary = fmt::format("{}.tenon-{}", file.string(), ::getpid());
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, new_file_mode);
  if (descriptor < 0) return fmt::format("{} cannot be written: {}", file.string(), reason_of(errno));
  int failed = write_all(descriptor, text);
  if (failed == 0 && std::rename(temporary.c_str(), file.c_str()) != 0) failed = errno;
  if (failed == 0) return std::nullopt;
  ::unlink(temporary.c_str());
  return fmt::format("{} cannot be written: {}", file.string(), reason_of(failed));
}

/// What stands in the way of a snapshot; empty when nothing does.
std::string problem_of(const fs::path& file, const Json& actual, const Masking& masking) {
  const std::optional<std::string> text = read_file(file);
  std::error_code error;
  if (!text && fs::exists(file, error)) return fmt::format("the snapshot {} cannot be read", file.string());
  if (!text) return fmt::format("there is no snapshot {}", file.string());
  const Json approved = detail::json_of(*text);
  if (approved.is_discarded()) return fmt::format("the snapshot {} is no JSON", file.string());
  const Json masked = masking.apply(approved);
  Differences differences;
  differences.compare(&masked, &actual, {});
  if (differences.count() == 0) return {};
  return fmt::format("the template differs from the snapshot {} in {} place{}:{}", file.string(),
                     differences.count(), differences.count() == 1 ? "" : "s", differences.text());
}

}  // namespace

Result matches_snapshot(const Template& actual, std::string_view file, const SnapshotOptions& options,
                        std::source_location where) {
  const fs::path path = file_of(file, options, where);
  const Masking masking(options);
  const Json masked = masking.apply(Json::parse(actual.text()));
  const std::string problem = problem_of(path, masked, masking);
  if (problem.empty()) return {true, fmt::format("the template is that of {}", path.string())};
  if (!is_switched_on(approve_variable)) return {false, fmt::format("{}\n{}", problem, how_to_approve)};
  if (is_switched_on("CI")) {
    return {false, fmt::format(
                       "{}\n{} is set, but so is CI, where nobody looks at what is approved: approve it on a "
                       "machine of your own and commit the file",
                       problem, approve_variable)};
  }
  if (const auto failed = replace_file(path, masked.dump(2) + "\n"))
    return {false, "nothing was approved: " + *failed};
  return {true, fmt::format("approved: {} was written", path.string())};
}

}  // namespace tenon::testing
