#pragma once

/// \file
/// Which files of an asset are left out: the three pattern languages of CDK's `exclude` (cdk-semantics 4.17).

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tenon {

/// The language of exclusion patterns. In all three the last pattern that matches a path decides, and a
/// leading `!` takes back what earlier patterns excluded. A directory that is left out is not entered.
enum class IgnoreMode : std::uint8_t {
  /// Shell patterns. `*` and `?` do not match `/`; `**` as a whole segment matches any number of segments;
  /// `[a-z]`,
  /// `[!a]`, `[[:digit:]]` (ASCII), `{a,b}`, `{1..3}`, `\` before a character that stands for itself.
  /// Wildcards do not
  /// match a leading dot. A pattern without `/` is compared with the last segment of a path, any other with
  /// the whole.
  /// Upper and lower case differ. A pattern that starts with `#` or ends with `/` matches nothing.
  glob,
  /// The rules of .gitignore, ASCII letters alike in either case: a pattern with a `/` before its end is
  /// anchored at the
  /// root, `/` at the end means directories, `**/`, `/**/` and `/**` as in git. As in CDK (and unlike git)
  /// brackets
  /// know no negation.
  git,
  /// The rules of .dockerignore, ASCII letters alike in either case: every pattern is anchored at the root
  /// and also
  /// matches all below what it matches; `**` matches any number of directories. Brackets are negated by `^`.
  docker,
};

namespace detail {
class IgnoreLanguage;
}

/// Compiled exclusion patterns.
class IgnoreRules {
 public:
  /// Throws std::invalid_argument, naming the pattern, for extended globs (`@(a|b)` and the like) and for a
  /// docker pattern with an unclosed bracket; CDK reads the former in another way than shells do and fails on
  /// the latter.
  IgnoreRules(IgnoreMode mode, std::span<const std::string> patterns);
  ~IgnoreRules();
  IgnoreRules(IgnoreRules&&) noexcept;
  IgnoreRules& operator=(IgnoreRules&&) noexcept;

  /// Whether the file or link is left out. The path is relative to the root, with `/` between its segments.
  bool ignores(std::string_view path) const;

  /// Whether the directory is left out with all that is below it.
  bool ignores_completely(std::string_view directory) const;

 private:
  std::unique_ptr<const detail::IgnoreLanguage> language_;
};

}  // namespace tenon
