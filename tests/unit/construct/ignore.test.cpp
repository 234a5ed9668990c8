#include "tenon/construct/ignore.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

// Expected values come from running IgnoreStrategy of aws-cdk-lib 2.276.0 (cdk-semantics 4.17).

namespace tenon {
namespace {

using Texts = std::vector<std::string>;

struct Case {
  Texts patterns;
  Texts kept{};
  Texts left_out{};              // as a file and as a directory
  Texts left_out_but_entered{};  // a directory that holds something kept
  Texts left_out_as_directory{};
};

void expect(IgnoreMode mode, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    const IgnoreRules rules(mode, one.patterns);
    const auto check = [&](const Texts& paths, bool ignored, bool completely) {
      for (const std::string& path : paths) {
        EXPECT_EQ(rules.ignores(path), ignored) << path << " by " << testing::PrintToString(one.patterns);
        EXPECT_EQ(rules.ignores_completely(path), completely)
            << path << " by " << testing::PrintToString(one.patterns);
      }
    };
    check(one.kept, false, false);
    check(one.left_out, true, true);
    check(one.left_out_but_entered, true, false);
    check(one.left_out_as_directory, false, true);
  }
}

TEST(IgnoreGlob, AgreesWithCdk) {
  const std::vector<Case> cases{
      {{"*.js"}, {".a.js", "a.JS", "a.ts"}, {"a.js", "d/a.js"}},
      {{"*"}, {".a", "d/.a"}, {"a", "d/a"}},
      {{"**"}, {".a", "d/.a"}, {"a"}},
      {{"a/*"}, {"a", "a/.b", "a/b/c", "x/a/b"}, {"a/b"}},
      {{"a/**"}, {"a", "a/.b/c"}, {"a/b", "a/b/c"}},
      {{"**/b"}, {"a/.x/b", "ab"}, {"b", "a/b"}},
      {{"a/**/b"}, {"a/.x/b"}, {"a/b", "a/x/b", "a/x/y/b"}},
      {{"**/a/**"}, {"a", "x/a"}, {"a/b", "x/a/y"}},
      {{"?.js"}, {".js", "ab.js", "😀.js"}, {"a.js", "é.js"}},
      {{"[ab]c"}, {"cc", "[ab]c"}, {"ac", "bc"}},
      {{"[!ab]c"}, {"ac", ".c"}, {"cc"}},
      {{"[a-c]", "[]x]"}, {"d"}, {"b", "]", "x"}},
      {{"[.]a"}, {"a"}, {".a"}},
      {{"[[:digit:]_]"}, {"a"}, {"5", "_"}},
      {{"[ab"}, {"a"}, {"[ab"}},
      {{"[b-a]"}, {"a", "b", "[b-a]"}},
      {{"{a,b}.js", "c{1..3}"}, {"{a,b}.js", "c4"}, {"a.js", "b.js", "c2"}},
      {{"{01..03}"}, {"1"}, {"01", "02"}},
      {{"a{b"}, {}, {"a{b"}},
      {{"a\\{b,c\\}"}, {"ab"}, {"a{b,c}"}},
      {{"x{a,{b,c}}"}, {"x"}, {"xa", "xb", "xc"}},
      {{"\\*"}, {"a"}, {"*"}},
      {{"#a"}, {"#a"}},
      {{"a/"}, {"a", "a/b"}},
      {{"/a"}, {"a"}},
      {{"./a"}, {"a"}},
      {{"b/../a"}, {}, {"a"}},
      {{"a//b"}, {}, {"a/b"}},
      {{"*.js", "!index.js"}, {"index.js", "d/index.js"}, {"a.js"}},
      {{"!a", "a"}, {}, {"a"}},
      {{"*", "!!a"}, {"a"}},
      {{"a", "!d/a"}, {"d/a"}, {"a"}},
      {{"A"}, {"a"}, {"A"}},
  };
  expect(IgnoreMode::glob, cases);
}

TEST(IgnoreGit, AgreesWithCdk) {
  const std::vector<Case> cases{
      {{"*.js"}, {"a.ts"}, {"a.js", "d/a.js", ".a.js", "a.JS"}},
      {{"/a"}, {"d/a"}, {"a", "a/b"}},
      {{"a/"}, {}, {"a/b", "d/a/b"}, {}, {"a"}},
      {{"a/b"}, {"x/a/b"}, {"a/b", "a/b/c"}},
      {{"**/a"}, {}, {"a", "x/a", "x/y/a/z"}},
      {{"a/**"}, {"a"}, {"a/b", "a/b/c"}},
      {{"a/**/b"}, {"ab"}, {"a/b", "a/x/b", "a/x/y/b"}},
      {{"/*"}, {}, {"a", "a/b"}},
      {{"a/*"}, {"a"}, {"a/b", "a/b/c"}},
      {{"*", "!a"}, {"a"}, {"b", "d/a"}},
      {{"*", "!*/", "!a"}, {"d/a"}, {}, {"d/b"}},
      {{"d/", "!d/a"}, {}, {"d/a"}},
      {{"d/*", "!d/a"}, {"d/a"}, {"d/b"}},
      {{"?"}, {"ab"}, {"a", "d/b"}},
      {{"[a-c]"}, {"d"}, {"b", "B"}},
      {{"[!a]"}, {"b"}, {"!", "a"}},
      {{"[^a]"}, {"b"}, {"^", "a"}},
      {{"[]"}, {"a", "[]"}},
      {{"# comment", "\\#a", "\\!b"}, {"# comment"}, {"#a", "!b"}},
      {{"a  ", "b\\ "}, {"b"}, {"a", "b "}},
      {{"A"}, {}, {"a"}},
      {{".*"}, {"a"}, {".a"}},
      {{"a.b"}, {"acb"}, {"a.b"}},
      {{"(x)", "y+", "$z"}, {"yy"}, {"(x)", "y+", "$z"}},
      {{"a\\"}, {"a", "a\\"}},
      {{"**/"}, {}, {"a/b"}, {}, {"a"}},
      {{"a**b"}, {"a/b"}, {"ab", "axb"}},
  };
  expect(IgnoreMode::git, cases);
}

TEST(IgnoreDocker, AgreesWithCdk) {
  const std::vector<Case> cases{
      {{"*.js"}, {"d/a.js"}, {"a.js", "A.JS"}},
      {{"**/*.js"}, {}, {"a.js", "d/a.js", "d/e/a.js"}},
      {{"/a"}, {"d/a"}, {"a", "a/b"}},
      {{"a/"}, {}, {"a", "a/b"}},
      {{"./a/../b"}, {"a"}, {"b"}},
      {{"a"}, {"ab"}, {"a", "a/b/c"}},
      {{"a/*"}, {"a"}, {"a/b", "a/b/c"}},
      {{"*", "!a"}, {"a", "a/b"}, {"b"}},
      {{"d", "!d/a"}, {"d/a"}, {}, {"d", "d/b"}},
      {{"*", "!d/e/f"}, {"d/e/f"}, {"x"}, {"d", "d/e", "d/e/g"}},
      {{"**"}, {}, {"a", "a/b"}},
      {{"a/**"}, {"a"}, {"a/b/c"}},
      {{"a/**/b"}, {"a/xb"}, {"a/b", "a/x/y/b"}},
      {{"**/b/c"}, {}, {"b/c", "a/b/c", "b/c/d"}},
      {{"[a-c]", "[^x-z]1"}, {"d", "y1"}, {"b", "B", "a1"}},
      {{"\\*"}, {"a"}, {"*"}},
      {{"# c", " x ", "! y", "y"}, {"# c"}, {"x", "y"}},
      {{"?"}, {"ab"}, {"a", "a/b"}},
      {{"a\n!a/b"}, {"a/b"}, {"a"}},
      {{"*", "/!a"}, {"a"}},
  };
  expect(IgnoreMode::docker, cases);
}

TEST(Ignore, NothingIsLeftOutWithoutPatterns) {
  for (IgnoreMode mode : {IgnoreMode::glob, IgnoreMode::git, IgnoreMode::docker}) {
    const IgnoreRules none(mode, {});
    EXPECT_FALSE(none.ignores("a"));
    EXPECT_FALSE(none.ignores_completely("a"));
    const Texts blank{"", "#"};
    EXPECT_FALSE(IgnoreRules(mode, blank).ignores("a"));
  }
}

TEST(Ignore, RefusesWhatCdkReadsOtherwiseOrNotAtAll) {
  const auto refusal = [](IgnoreMode mode, const std::string& pattern) -> std::string {
    try {
      IgnoreRules(mode, Texts{pattern});
    } catch (const std::invalid_argument& error) {
      return error.what();
    }
    return "nothing was refused";
  };
  EXPECT_EQ(refusal(IgnoreMode::glob, "lib/@(a|b)"),
            "the exclusion pattern \"lib/@(a|b)\" is an extended glob, which is not supported; write several "
            "patterns instead");
  EXPECT_EQ(refusal(IgnoreMode::glob, "lib/[@](a)\\+(b)"), "nothing was refused");
  EXPECT_EQ(refusal(IgnoreMode::docker, "a[b"), "the exclusion pattern \"a[b\" has a [ without its ]");
}

TEST(Ignore, MatchingStaysLinearForHostilePatterns) {
  const std::string name(2000, 'a');
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  for (IgnoreMode mode : {IgnoreMode::glob, IgnoreMode::git, IgnoreMode::docker}) {
    EXPECT_FALSE(IgnoreRules(mode, Texts{pattern + "b"}).ignores(name));
    EXPECT_TRUE(IgnoreRules(mode, Texts{pattern}).ignores(name));
  }
}

}  // namespace
}  // namespace tenon
