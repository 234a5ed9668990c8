#pragma once

/// \file
/// Zip archives whose bytes depend on nothing but the names and contents of the files: entries sorted by
/// name, every time 1980-01-01 00:00, permissions 0644 or 0755 (as seen on Unix), no entries for directories,
/// deflate. Time zone, locale, owner, modification times and the order of the directory do not count; another
/// version of zlib may compress to other bytes. An archive appears whole or not at all.
///
/// Errors: std::invalid_argument for names that an archive must not hold, std::runtime_error with path and
/// reason for what cannot be read or written.

#include <span>
#include <string>

#include "tenon/construct/fingerprint.hpp"

namespace tenon {

/// One file of an archive.
struct ZipEntry {
  /// Name in the archive: UTF-8, relative, `/` between segments, without `.`, `..` or empty segments.
  std::string name;
  /// The file to read. It is entered as executable (0755) if its owner may execute it, else as 0644.
  std::string source;
};

/// Writes the files to a new archive at the path, replacing what is there. No files make an empty archive.
void write_zip(const std::string& zip_path, std::span<const ZipEntry> entries);

/// Writes everything in the folder to a new archive, links replaced by what they lead to, as the CDK CLI
/// does. Default: nothing is left out. `options.follow` does not count. Throws for a link that leads nowhere.
void zip_directory(const std::string& directory, const std::string& zip_path,
                   const AssetOptions& options = {});

}  // namespace tenon
