#pragma once

/// \file
/// Whole templates against files that a person has approved.
///
///     const auto check = tenon::testing::matches_snapshot(Template::of(stack), "snapshots/orders.json");
///
/// What is in the file is approved by a command: with `TENON_APPROVE=1` in the environment the same test
/// writes it anew, and the change is then looked at and committed like any other. Where `CI` is set nothing
/// is approved.

#include <source_location>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/testing/template.hpp"

namespace tenon::testing {

struct SnapshotOptions {
  /// The folder that relative names of files begin in. Default: the environment variable
  /// `TENON_SNAPSHOT_ROOT`, which CTest can set; without it the folder of the source that calls.
  std::string root = {};
  /// Hashes of assets (64 hexadecimal digits, anywhere in a text or a key) are written as `(hash)`: a change
  /// of the files alone is no difference then.
  bool mask_asset_hashes = false;
  /// Paths whose values are written as `(masked)`, with `*` for any characters:
  /// `Resources.*.Properties.Environment.Variables.BUILD`. Default: none.
  std::vector<std::string> masked = {};
};

/// Whether the template is that of the file, apart from what is masked; the order of members does not count.
/// Fails where there is no such file, where approval is asked for and `CI` is set, and where an approved file
/// cannot be written: it then is as it was.
Result matches_snapshot(const Template& actual, std::string_view file, const SnapshotOptions& options = {},
                        std::source_location where = std::source_location::current());

}  // namespace tenon::testing
