#pragma once

/// \file
/// What an asset consists of and the hash that names it, by CDK's rules (cdk-semantics 4.17), so that an
/// unchanged asset keeps its name when a team moves from CDK.
///
/// Files that cannot be read are reported by std::runtime_error with their path and the reason of the system;
/// patterns that cannot be followed by std::invalid_argument. The same tree gives the same result in any
/// folder, on any day and in any locale: modes and times do not count.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/construct/ignore.hpp"

namespace tenon {

/// Which symbolic links of an asset are replaced by what they point to. A link that points to nothing stays a
/// link.
enum class SymlinkFollow : std::uint8_t {
  external,       ///< those that lead out of the asset's folder
  always,         ///< all
  never,          ///< none
  internal_only,  ///< those that stay within the asset's folder
};

/// What belongs to an asset.
struct AssetOptions {
  /// Patterns of what is left out, in the language of `ignore_mode`. Default: nothing is left out.
  std::vector<std::string> exclude{};
  /// Language of `exclude`. Default: glob.
  IgnoreMode ignore_mode = IgnoreMode::glob;
  /// Treatment of symbolic links. Default: those that lead outside are followed.
  SymlinkFollow follow = SymlinkFollow::external;
};

/// What an entry of an asset is once links are followed.
enum class AssetEntryKind : std::uint8_t { directory, file, link };

/// One thing in an asset's folder that is not left out.
struct AssetEntry {
  AssetEntryKind kind;
  /// Path relative to the asset's folder, with `/` between its segments.
  std::string path;
  /// Where it really lies: absolute, different from the folder and `path` below a link that is followed.
  std::string real_path;
  /// Text of a link that is not followed, else empty.
  std::string link_target{};
  /// Absolute path that such a link leads to, else empty. Its own directory is free of links.
  std::string resolved_link_target{};
  /// Whether such a link stays within the asset's folder.
  bool internal = false;
};

/// Everything in the folder that is not left out, a directory before what is in it, and the names within a
/// directory in the order of their UTF-16 code units. Sockets and devices are passed over. A directory that
/// is left out by a pattern but entered for the sake of something in it is not listed.
std::vector<AssetEntry> asset_entries(const std::string& directory, const AssetOptions& options = {});

/// Fingerprint of a file or folder as CDK's `FileSystem.fingerprint` gives it: 64 hexadecimal digits. Line
/// ends CR LF count as LF in files without a zero byte in their first 8 KiB. Patterns do not apply to a
/// single file.
std::string fingerprint(const std::string& path, const AssetOptions& options = {},
                        std::string_view extra_hash = {});

/// Fingerprint of an asset as CDK's `AssetStaging` gives it: `.is_custom_resource` is left out before all
/// patterns, and the salt (context key `@aws-cdk/core:assetHashSalt`) follows the extra hash.
std::string asset_fingerprint(const std::string& path, const AssetOptions& options = {},
                              std::string_view extra_hash = {}, std::string_view salt = {});

/// Name of a staged asset: `asset.`, the hash and the extension of the source, which for the archives
/// `.tar.gz`, `.zip`,
/// `.jar`, `.tar` and `.tgz` is all of it in lower case.
std::string staged_asset_name(std::string_view hash, std::string_view source_path);

/// Size and SHA-256 of a file's content as they enter a fingerprint: `<bytes>:<hexadecimal digits>`, after
/// the rule for line ends. As in CDK the content is looked at in pieces of 8 KiB: a character that lies
/// across two of them counts as replacement characters, and what is held back behind a final CR is hashed but
/// not counted or converted.
std::string content_fingerprint(const std::string& file);

}  // namespace tenon
