#include "tenon/construct/fingerprint.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "tenon/construct/ordering.hpp"
#include "tenon/construct/digest.hpp"
#include "utf.hpp"

namespace tenon {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> follow_names{"external", "always", "never", "internal-only"};
constexpr std::array<std::string_view, 3> ignore_mode_names{"glob", "git", "docker"};
constexpr std::array<std::string_view, 5> archive_extensions{".tar.gz", ".zip", ".jar", ".tar", ".tgz"};

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum value) {
  return names[static_cast<std::size_t>(value)];
}

[[noreturn]] void fail(std::string_view what, const std::string& path, const std::error_code& reason) {
  throw std::runtime_error("cannot " + std::string(what) + " " + path + ": " + reason.message());
}

// --- the files of an asset ---

std::string real_path(const std::string& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  if (error) fail("find", path, error);
  return std::move(real).string();
}

std::string real_path_or_self(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::canonical(path, error);
  return error ? path : real.string();
}

std::string joined(const std::string& directory, std::string_view name) {
  if (directory.empty()) return std::string(name);
  std::string path = directory;
  if (path.back() != '/') path += '/';
  return path += name;
}

/// Where a link leads, as far as its text tells; only the directory of the target is freed of links.
std::string resolved_target(const std::string& link_path, const std::string& target) {
  fs::path path = (fs::path(link_path).parent_path() / target).lexically_normal();
  if (!path.has_filename() && path.has_relative_path()) path = path.parent_path();
  return joined(real_path_or_self(path.parent_path().string()), path.filename().string());
}

bool is_within(const std::string& root, const std::string& path) {
  return path == root || (path.starts_with(root) && (root == "/" || path[root.size()] == '/'));
}

class AssetWalk {
 public:
  AssetWalk(std::string root, const AssetOptions& options)
      : root_(std::move(root)), follow_(options.follow), rules_(options.ignore_mode, options.exclude) {}

  std::vector<AssetEntry> entries() {
    walk({}, root_, root_);
    return std::move(entries_);
  }

 private:
  struct Child {
    std::string name;
    fs::file_type type;
  };

  static std::vector<Child> children_of(const std::string& directory) {
    std::vector<Child> children;
    std::error_code error;
    fs::directory_iterator at(directory, error);
    for (; !error && at != fs::directory_iterator(); at.increment(error)) {
      const fs::file_type type = at->symlink_status(error).type();
      if (error) break;
      children.push_back({at->path().filename().string(), type});
    }
    if (error) fail("list the directory", directory, error);
    std::sort(children.begin(), children.end(),
              [](const Child& a, const Child& b) { return compare_code_units(a.name, b.name) < 0; });
    return children;
  }

  void walk(const std::string& path, const std::string& real, const std::string& canonical) {
    // A link to a directory that is being walked would never end.
    const auto [own, is_new] = ancestors_.insert(canonical);
    if (!is_new) return;
    for (const Child& child : children_of(real)) {
      const std::string child_path = joined(path, child.name);
      const std::string child_real = joined(real, child.name);
      if (child.type == fs::file_type::symlink) {
        visit_link(child_path, child_real);
      } else if (child.type == fs::file_type::directory) {
        visit_directory(child_path, child_real, joined(canonical, child.name));
      } else if (child.type == fs::file_type::regular) {
        visit_file(child_path, child_real);
      }
    }
    ancestors_.erase(own);
  }

  void visit_directory(const std::string& path, const std::string& real, const std::string& canonical) {
    if (rules_.ignores_completely(path)) return;
    if (!rules_.ignores(path)) entries_.push_back({AssetEntryKind::directory, path, real});
    walk(path, real, canonical);
  }

  void visit_file(const std::string& path, const std::string& real) {
    if (!rules_.ignores(path)) entries_.push_back({AssetEntryKind::file, path, real});
  }

  void visit_link(const std::string& path, const std::string& real) {
    std::error_code error;
    const std::string target = fs::read_symlink(real, error).string();
    if (error) fail("read the link", real, error);
    const std::string resolved = resolved_target(real, target);
    const bool internal = is_within(root_, resolved);
    const fs::file_status status = follows(internal) ? fs::status(resolved, error) : fs::file_status();
    if (error || !fs::exists(status)) {
      if (!rules_.ignores(path)) {
        entries_.push_back({AssetEntryKind::link, path, real, target, resolved, internal});
      }
    } else if (fs::is_directory(status)) {
      visit_directory(path, resolved, real_path_or_self(resolved));
    } else if (fs::is_regular_file(status)) {
      visit_file(path, resolved);
    } else if (!rules_.ignores(path)) {
      throw std::runtime_error("the link " + real + " leads to " + resolved +
                               ", which is neither a file nor a directory");
    }
  }

  bool follows(bool internal) const {
    switch (follow_) {
      case SymlinkFollow::always:
        return true;
      case SymlinkFollow::external:
        return !internal;
      case SymlinkFollow::internal_only:
        return internal;
      case SymlinkFollow::never:
        return false;
    }
    return false;
  }

  std::string root_;
  SymlinkFollow follow_;
  IgnoreRules rules_;
  std::set<std::string> ancestors_;
  std::vector<AssetEntry> entries_;
};

// --- content ---

class File {
 public:
  explicit File(const std::string& path)
      : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("open", path_, last_error());
  }
  ~File() { ::close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Fills the buffer as far as the file reaches.
  std::size_t read(char* buffer, std::size_t size) {
    std::size_t filled = 0;
    while (filled < size) {
      const ssize_t got = ::read(descriptor_, buffer + filled, size - filled);
      if (got == 0) break;
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail("read", path_, last_error());
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  static std::error_code last_error() { return {errno, std::generic_category()}; }

  const std::string& path_;
  int descriptor_;
};

/// Hashes a content piece by piece in the way that `content_fingerprint` describes.
class ContentHash {
 public:
  void add_piece(std::string_view bytes) {
    if (size_ == 0) binary_ = bytes.find('\0') != std::string_view::npos;
    if (binary_) {
      count(bytes);
      return;
    }
    std::string repaired;
    if (!detail::is_utf8(bytes)) {
      repaired = detail::repaired_utf8(bytes);
      bytes = repaired;
    }
    if (bytes.ends_with('\r')) {
      held_ += bytes;
    } else if (held_.empty()) {
      count_with_line_feeds(bytes);
    } else {
      held_ += bytes;
      count_with_line_feeds(std::exchange(held_, {}));
    }
  }

  std::string finish() {
    if (!held_.empty()) hash_.update(held_);
    return std::to_string(size_) + ':' + hash_.hex();
  }

 private:
  void count(std::string_view bytes) {
    size_ += bytes.size();
    hash_.update(bytes);
  }

  void count_with_line_feeds(std::string_view text) {
    for (std::size_t at = text.find("\r\n"); at != std::string_view::npos; at = text.find("\r\n")) {
      count(text.substr(0, at));
      text.remove_prefix(at + 1);
    }
    count(text);
  }

  Sha256 hash_;
  std::size_t size_ = 0;
  bool binary_ = false;
  std::string held_;
};

void add_field(Sha256& hash, std::string_view header, std::string_view value) {
  hash.update("\x01");
  hash.update(header);
  hash.update("\x02");
  hash.update(value);
  hash.update("\x03");
}

/// The path of an entry as it is hashed.
std::string hashed_path(std::string_view path) {
  std::string key(path);
  std::replace(key.begin(), key.end(), '\\', '/');
  return key;
}

std::string hashed_link_target(const std::string& root, const AssetEntry& entry) {
  if (!entry.internal || !entry.link_target.starts_with('/')) return entry.link_target;
  const std::string_view inside = std::string_view(entry.resolved_link_target).substr(root.size());
  return hashed_path(inside.starts_with('/') ? inside.substr(1) : inside);
}

std::string extension_of(std::string_view path) {
  std::string lower(path);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (std::string_view extension : archive_extensions) {
    if (lower.ends_with(extension)) return std::string(extension);
  }
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  const bool has_extension = dot != std::string_view::npos && dot > 0 && name != "..";
  return has_extension ? std::string(name.substr(dot)) : std::string();
}

}  // namespace

std::vector<AssetEntry> asset_entries(const std::string& directory, const AssetOptions& options) {
  return AssetWalk(real_path(directory), options).entries();
}

std::string content_fingerprint(const std::string& file) {
  constexpr std::size_t piece_size = 8192;
  constexpr std::size_t pieces_at_once = 32;
  std::vector<char> buffer(piece_size * pieces_at_once);
  File source(file);
  ContentHash hash;
  for (std::size_t filled = buffer.size(); filled == buffer.size();) {
    filled = source.read(buffer.data(), buffer.size());
    for (std::string_view rest(buffer.data(), filled); !rest.empty();) {
      hash.add_piece(rest.substr(0, piece_size));
      rest.remove_prefix(std::min(piece_size, rest.size()));
    }
  }
  return hash.finish();
}

std::string fingerprint(const std::string& path, const AssetOptions& options, std::string_view extra_hash) {
  const std::string root = real_path(path);
  Sha256 hash;
  add_field(hash, "options.extra", extra_hash);
  add_field(hash, "options.follow", name_of(follow_names, options.follow));
  if (options.ignore_mode != IgnoreMode::glob) {
    add_field(hash, "options.ignoreMode", name_of(ignore_mode_names, options.ignore_mode));
  }
  std::error_code error;
  if (!fs::is_directory(root, error)) {
    add_field(hash, "file:", content_fingerprint(root));
    return hash.hex();
  }
  for (const AssetEntry& entry : AssetWalk(root, options).entries()) {
    if (entry.kind == AssetEntryKind::file) {
      add_field(hash, "file:" + hashed_path(entry.path), content_fingerprint(entry.real_path));
    } else if (entry.kind == AssetEntryKind::link) {
      add_field(hash, "link:" + hashed_path(entry.path), hashed_link_target(root, entry));
    }
  }
  return hash.hex();
}

std::string asset_fingerprint(const std::string& path, const AssetOptions& options,
                              std::string_view extra_hash, std::string_view salt) {
  AssetOptions all = options;
  all.exclude.insert(all.exclude.begin(), ".is_custom_resource");
  return fingerprint(path, all, std::string(extra_hash).append(salt));
}

std::string staged_asset_name(std::string_view hash, std::string_view source_path) {
  return "asset." + std::string(hash) + extension_of(source_path);
}

}  // namespace tenon
