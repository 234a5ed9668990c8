#include "staging.hpp"

#include <filesystem>
#include <stdexcept>
#include <unordered_set>
#include <utility>

#include "tenon/construct/diagnostic.hpp"
#include "tenon/construct/fingerprint.hpp"
#include "tenon/synth/zip.hpp"

namespace tenon::synth {

namespace {

namespace fs = std::filesystem;

// CDK keeps this marker of its own out of every asset (CDK rule 4.17).
constexpr std::string_view cdk_marker = ".is_custom_resource";

bool is_within(std::string_view path, const std::string& folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

template <class Props>
AssetOptions options_of(const Props& props) {
  AssetOptions options;
  options.exclude = props.exclude;
  options.exclude.insert(options.exclude.begin(), std::string(cdk_marker));
  options.ignore_mode = props.ignore_mode;
  options.follow = props.follow;
  return options;
}

/// The text of a link that is kept.
std::string link_text(const AssetEntry& entry, const fs::path& root) {
  if (!entry.internal) return entry.link_target;
  const fs::path target = fs::path(entry.resolved_link_target).lexically_relative(root);
  const fs::path text = target.lexically_relative(fs::path(entry.path).parent_path());
  return text.empty() ? "." : text.string();
}

class Stager {
 public:
  explicit Stager(const OutputFolder& output) : output_(output), files_(output.files()) {}

  void stage(const StagedFile& file) {
    const std::string name = staged_file_name(file);
    if (!is_new(name)) return;
    if (!file.is_directory) {
      files_.copy(file.source, name);
    } else if (file.props.zip_now) {
      make_zip(file, name);
    } else {
      copy_directory(file.source, options_of(file.props), name);
    }
  }

  void stage(const StagedImage& image) {
    if (is_new(image.staged_name)) copy_directory(image.source, options_of(image.props), image.staged_name);
  }

 private:
  bool is_new(const std::string& name) { return staged_.insert(name).second; }

  std::vector<AssetEntry> entries_of(const std::string& source, const AssetOptions& options) const {
    std::vector<AssetEntry> entries = asset_entries(source, options);
    std::erase_if(entries,
                  [&](const AssetEntry& entry) { return is_within(entry.real_path, output_.temporary()); });
    for (const AssetEntry& entry : entries) {
      if (!is_within(entry.real_path, output_.target())) continue;
      throw Error("asset-contains-output",
                  "the asset '" + source + "' contains the output folder, '" + entry.path +
                      "', and would be another one after every synthesis; leave it out "
                      "with `exclude`");
    }
    return entries;
  }

  /// The archive holds what links lead to, as that of the CDK CLI.
  void make_zip(const StagedFile& file, const std::string& name) const {
    AssetOptions options = options_of(file.props);
    options.follow = SymlinkFollow::always;
    std::vector<ZipEntry> files;
    for (const AssetEntry& entry : entries_of(file.source, options)) {
      if (entry.kind == AssetEntryKind::link) {
        throw Error("output-not-written",
                    "the link '" + entry.real_path + "' leads nowhere and cannot be archived");
      }
      if (entry.kind == AssetEntryKind::file) files.push_back({entry.path, entry.real_path});
    }
    try {
      write_zip(files_.real(name), files);
    } catch (const std::runtime_error& error) {
      // It names the file as it is called while it is written.
      std::string reason = error.what();
      const std::string real = files_.real(name);
      if (const auto at = reason.find(real); at != std::string::npos)
        reason.replace(at, real.size(), "'" + files_.shown(name) + "'");
      throw Error("output-not-written", reason);
    }
  }

  void copy_directory(const std::string& source, const AssetOptions& options, const std::string& name) {
    const fs::path root = fs::canonical(source);
    files_.make_directory(name);
    for (const AssetEntry& entry : entries_of(source, options))
      copy_entry(entry, root, name + "/" + entry.path);
  }

  void copy_entry(const AssetEntry& entry, const fs::path& root, const std::string& name) {
    if (entry.kind == AssetEntryKind::directory) {
      files_.make_directory(name);
      return;
    }
    // Patterns may leave a folder out and take something in it back.
    files_.make_directory(name.substr(0, name.rfind('/')));
    if (entry.kind == AssetEntryKind::file) {
      files_.copy(entry.real_path, name);
    } else {
      files_.make_link(link_text(entry, root), name);
    }
  }

  const OutputFolder& output_;
  const FileTree& files_;
  std::unordered_set<std::string> staged_;
};

}  // namespace

std::string staged_file_name(const StagedFile& file) {
  return file.is_directory && file.props.zip_now ? file.staged_name + ".zip" : file.staged_name;
}

std::string asset_display_name(std::string_view display_name, std::string_view path) {
  if (!display_name.empty()) return std::string(display_name);
  if (!path.starts_with('/')) return std::string(path);
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path.substr(path.rfind('/') + 1));
}

void stage_assets(const Plan& plan, const OutputFolder& output) {
  Stager stager(output);
  for (const auto& stack : plan.stacks) {
    const auto& state = TreeAccess::state(*stack->stack);
    try {
      for (const StagedFile& file : state.files) stager.stage(file);
      for (const StagedImage& image : state.images) stager.stage(image);
    } catch (const std::runtime_error& error) {
      // What cannot be listed, read or packed is told without an id.
      if (dynamic_cast<const Error*>(&error) != nullptr) throw;
      throw Error("output-not-written", "the assets of '" + stack->stack->path() + "': " + error.what());
    }
  }
}

}  // namespace tenon::synth
