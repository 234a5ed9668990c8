#include "tenon/construct/fingerprint.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "asset_tree.hpp"

// Expected values come from running FileSystem.fingerprint and AssetStaging of aws-cdk-lib 2.276.0 on the
// same trees (cdk-semantics 4.17).

namespace tenon {
namespace {

using testing_support::AssetTree;
using namespace std::string_literals;

TEST(Fingerprint, GoldenVectorOfSection423) {
  const AssetTree tree;
  tree.file("index.js", "exports.h=()=>1\n");
  EXPECT_EQ(fingerprint(tree.path()), "d7c7adb5fd10683bc23ecb7d3db520340fadea430ffa77aff438d3a1a6a1c842");
}

void add_nested_files(const AssetTree& tree) {
  tree.file("a/b/c.txt", "c");
  tree.file("a/b.txt", "b");
  tree.file("a.txt", "a");
  tree.file("Z", "z");
  tree.file("10", "ten");
  tree.file("9", "nine");
  tree.file("é", "e");
  tree.file("\uFFEE", "half");
  tree.file("😀", "smile");
  tree.file("with\\backslash", "w");
  tree.file("empty", "");
  tree.directory("nothing");
}

TEST(Fingerprint, VisitsNestedFilesInOrderOfCodeUnits) {
  const AssetTree tree;
  add_nested_files(tree);
  EXPECT_EQ(fingerprint(tree.path()), "ac84d243292a96434b8fa0a23cd5e4978ddb944abec42f094e1b943d72965e35");
}

TEST(Fingerprint, OfASingleFileDoesNotNameIt) {
  const AssetTree tree;
  add_nested_files(tree);
  EXPECT_EQ(fingerprint(tree.path("a.txt")),
            "ec7ffd1fe7710974353e7bfff32c8d2776397375ca0e3805b1b919d9cf91579a");
  EXPECT_EQ(fingerprint(tree.path("a.txt"), {.exclude = {"*"}, .follow = SymlinkFollow::never}, "v2"),
            "de4fc3365b5f147a08c949748dd8340991b40e2fa075b8bf87b309bf98a55c5a");
}

TEST(Fingerprint, DoesNotDependOnFolderModeOrTime) {
  const AssetTree one;
  const AssetTree two;
  add_nested_files(one);
  add_nested_files(two);
  ASSERT_EQ(::chmod(two.path("a.txt").c_str(), 0700), 0);
  const timespec times[2] = {{1, 0}, {1, 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, two.path("Z").c_str(), times, 0), 0);
  EXPECT_EQ(fingerprint(one.path()), fingerprint(two.path()));
  EXPECT_EQ(fingerprint(one.path() + "/./a/.."), fingerprint(two.path()));
}

TEST(Fingerprint, DependsOnNamesContentsAndExtraHash) {
  const AssetTree tree;
  tree.file("a", "1");
  const std::string before = fingerprint(tree.path());
  EXPECT_NE(fingerprint(tree.path(), {}, "extra"), before);
  tree.file("a", "2");
  const std::string changed = fingerprint(tree.path());
  EXPECT_NE(changed, before);
  tree.file("b", "2");
  EXPECT_NE(fingerprint(tree.path()), changed);
}

struct Content {
  std::string bytes;
  std::string_view expected;
};

TEST(ContentFingerprint, AgreesWithCdkAboutLineEndsAndText) {
  const std::string x(8191, 'x');
  std::string lines;
  for (int i = 0; i < 3000; ++i) lines += "line\r\n";
  const std::vector<Content> cases{
      {"", "0:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"a\nb\n", "4:911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"},
      {"a\r\nb\r\n", "4:911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2"},
      {"a\rb", "3:af9081672dd5ef3247a30c2db5b0dafcc9bcf981a26aefb3c55d210d43fcc14e"},
      {"a\r\r\n", "3:8e4621379786ef42a4fec155cd525c291dd7db3c1fde3478522f4f61c03fd1bd"},
      {"a\r\nb\r",
       "0:464c8c7baee96c964ae5d50b87cbc47ec4b8e8f836d6cb43d412da227eb15c9a"},  // held back to the end, and so
                                                                               // not counted
      {"a\0\r\nb"s,
       "5:3ae063476ea12ae4569623bc8302e8351469618d9b2e40149d12db7e5ad5ad32"},  // a zero byte: left as it is
      {x + "x\0\r\n"s,
       "8194:a11d0564ce2850f0afc094003eb47f3cf34ce17b310a834b3a3218a2ac3185dd"},  // too late a zero byte
      {x + "\r\n",
       "8192:db644400d4963bd2de75269cd7661a3a94f7a61376ed6f6d9dd00c960833ce97"},  // across two pieces
      {x + "\r\nab\r\nc", "8196:d3c694d99e92e7e6a5c7ed157f3ac62a5df2a5932333e235d7454f8b1ff1b3c0"},
      {x + "é\n",
       "8198:d50324cd56bf24903be9fcdaaba2c3c9c9dba761e6655aa6f70094169a90a2b8"},  // a character across two
                                                                                  // pieces
      {x + "\r\0\r\n"s, "3:8f3ceed0ad4821751f261030ff08550d20aefe9a25b10d1a97c74622f9636999"},
      {"a\xE9\r\n", "5:ac8d6e1e901dac0630c12b995618b09b5711fe14ca07c2cd6dc97e0bb4f92616"},  // no UTF-8
      {"a\xFF\xC3(\xE2\x82"
       "A\xF0\x9F\x98"
       "A\xED\xA0\x80\xF4\x90\x80\x80\xC0\x80\xE0\x80"
       "A\xF0\x80",
       "56:b067101f47b43bcb0b0b38815838128f99ecb6c458e550da2b34c0f13329589a"},
      {"é中😀\r\n", "10:fb4cf6ca4dec71c27d410ae54fb033efc1fdb4c75e86f2eb78eb3adce7b4af3c"},
      {lines, "15000:b6445ebe86dd904df33bb9580bec278d5ce38584b8f6f8ec1748c71fb062e774"},
  };
  const AssetTree tree;
  for (const auto& [bytes, expected] : cases) {
    tree.file("content", bytes);
    EXPECT_EQ(content_fingerprint(tree.path("content")), expected)
        << bytes.substr(0, 40) << " … of " << bytes.size();
  }
}

TEST(Fingerprint, FollowsLinksAsTheModeSays) {
  struct Case {
    SymlinkFollow follow;
    std::string_view expected;
  };
  const AssetTree outer;
  outer.file("out/f", "outside\n");
  outer.file("out/dir/g", "g");
  outer.link("out/dir/l", "g");
  outer.file("links/file", "content");
  outer.file("links/dir/inner", "inner");
  outer.link("links/dir/up", "..");
  outer.link("links/internal", "file");
  outer.link("links/internal_dir", "dir");
  outer.link("links/absolute", outer.path("links/dir/inner"));
  outer.link("links/external", "../out/f");
  outer.link("links/external_dir", "../out/dir");
  outer.link("links/dangling", "nowhere");
  outer.link("links/to_link", "internal");
  const Case cases[] = {
      {SymlinkFollow::external, "59dfe83d6086d2a09686e482706422320cd7379e19ef0a4d0355b68298fbf7af"},
      {SymlinkFollow::always, "37620404484c85ae21ee85197a10aef1fc5d356bd57353b27e2d360bfda15f4b"},
      {SymlinkFollow::never, "7e09547a4a40e3b187ff999f0779e025f377bdd03db5b5c0c8f3bf4b1a35e7f5"},
      {SymlinkFollow::internal_only, "d462f7414e8bbd57522159d52a2b7efb884d62d5f6e318bcb5bb4447dfddc221"},
  };
  for (const auto& [follow, expected] : cases) {
    EXPECT_EQ(fingerprint(outer.path("links"), {.follow = follow}), expected) << static_cast<int>(follow);
  }
  outer.link("to_links", "links");
  EXPECT_EQ(fingerprint(outer.path("to_links")), cases[0].expected);
}

void add_project(const AssetTree& tree) {
  tree.file("index.js", "1");
  tree.file("index.ts", "2");
  tree.file(".hidden", "3");
  tree.file("README.md", "4");
  tree.file(".is_custom_resource", "5");
  tree.file("node_modules/m/index.js", "6");
  tree.file("src/a.js", "7");
  tree.file("src/test/a.test.js", "8");
  tree.file("src/deep/er/b.js", "9");
}

TEST(Fingerprint, LeavesOutWhatThePatternsSay) {
  struct Case {
    IgnoreMode mode;
    std::vector<std::string> exclude;
    std::string_view expected;
  };
  const std::vector<Case> cases{
      {IgnoreMode::glob, {}, "a7a819d32aecf2035835116e706d0197eed3e10b66f57223b95c4aaf4bc4923a"},
      {IgnoreMode::glob, {"*.ts"}, "07a0b2b4afefc1d9a76f11e76b4a881e0226b6224f1d2a8981627a2509353950"},
      {IgnoreMode::glob,
       {"*", "!index.js"},
       "595e9a64b91aa05be3a0cf5bebe7596e4b8f095903c49135f5f8ee38e0053104"},
      {IgnoreMode::glob,
       {"**", "!src", "!src/**"},
       "e52e4ab1c2d1801e82bfee53231c0dc2458f4e6d3a07ec9bbc0d4cee6e0dd8ef"},
      {IgnoreMode::glob,
       {"node_modules", "**/*.test.js"},
       "581ea84251c04449380384d036f4ab922a535b5afacc78492bf6657004388a20"},
      {IgnoreMode::glob,
       {".is_custom_resource"},
       "e739168753a3801e044f4ac15202cb85ba591a9c1286116e9aacb75ead5d16aa"},
      {IgnoreMode::glob,
       {".is_custom_resource", "!.is_custom_resource"},
       "a7a819d32aecf2035835116e706d0197eed3e10b66f57223b95c4aaf4bc4923a"},
      {IgnoreMode::git,
       {"*.ts", "node_modules/"},
       "c6c5964e2203b524c48703a6dcf8929cd0bce99ee4c1edffdf690928f250c9aa"},
      {IgnoreMode::git,
       {"*", "!src/", "!*.js"},
       "352531100fcb7ad2870befd2b799db1afc53985f6b2a8282eb564b99bbe3dba4"},
      {IgnoreMode::git,
       {"/index.*", "TEST"},
       "6001aa67e129244109410106cdafa73cd9a1be13978fc218fdc4d2f9e380df42"},
      {IgnoreMode::docker,
       {"**/*.js", "!src/a.js"},
       "1333c8e1ac96a44c554f46276895f06c2044b1ea8cdfe000d05cc66bed393654"},
      {IgnoreMode::docker,
       {"*", "!src/deep/er"},
       "d365da87af3d1491eaebdd18a5dd92b71090c52c8629c761a6ee8942a1f8746a"},
      {IgnoreMode::docker,
       {"node_modules", "readme.MD"},
       "811af8d5dc78f3681a802da0d03b474f61388c9731ef042e131ae4ed36efa9ca"},
  };
  const AssetTree tree;
  add_project(tree);
  for (const auto& [mode, exclude, expected] : cases) {
    EXPECT_EQ(fingerprint(tree.path(), {.exclude = exclude, .ignore_mode = mode}), expected)
        << testing::PrintToString(exclude);
  }
}

TEST(AssetFingerprint, LeavesOutTheMarkOfCustomResourcesAndAddsTheSalt) {
  const AssetTree tree;
  add_project(tree);
  EXPECT_EQ(asset_fingerprint(tree.path()),
            "e739168753a3801e044f4ac15202cb85ba591a9c1286116e9aacb75ead5d16aa");
  EXPECT_EQ(asset_fingerprint(tree.path(), {.exclude = {"*.md"}}, "x", "pepper"),
            "cd74cf5d6c6f42b890dbe3677990903a9ea2fcc85fd99c72dcafb53b07e1abd0");
}

TEST(AssetEntries, ListDirectoriesFilesAndLinksInOrder) {
  const AssetTree tree;
  add_project(tree);
  tree.link("latest", "src/a.js");
  std::string listing;
  for (const AssetEntry& entry : asset_entries(tree.path(), {.exclude = {"node_modules", "*.md", "test"}})) {
    constexpr char kinds[] = {'d', 'f', 'l'};
    listing += kinds[static_cast<std::size_t>(entry.kind)];
    listing += ' ' + entry.path + '\n';
    EXPECT_EQ(entry.real_path, tree.path(entry.path));
    if (entry.kind == AssetEntryKind::link) {
      EXPECT_EQ(entry.link_target, "src/a.js");
      EXPECT_EQ(entry.resolved_link_target, tree.path("src/a.js"));
      EXPECT_TRUE(entry.internal);
    }
  }
  EXPECT_EQ(
      listing,
      "f .hidden\nf .is_custom_resource\nf index.js\nf index.ts\nl latest\nd src\nf src/a.js\nd src/deep\n"
      "d src/deep/er\nf src/deep/er/b.js\n");
}

TEST(AssetEntries, LeaveOutADirectoryEnteredForWhatIsInIt) {
  const AssetTree tree;
  add_project(tree);
  std::string listing;
  for (const AssetEntry& entry :
       asset_entries(tree.path(), {.exclude = {"*", "!src/a.js"}, .ignore_mode = IgnoreMode::docker})) {
    listing += entry.path + '\n';
  }
  EXPECT_EQ(listing, "src/a.js\n");
}

TEST(StagedAssetName, KeepsTheExtension) {
  EXPECT_EQ(staged_asset_name("H", "/x/lib.TAR.GZ"), "asset.H.tar.gz");
  EXPECT_EQ(staged_asset_name("H", "x.ZIP"), "asset.H.zip");
  EXPECT_EQ(staged_asset_name("H", "a.b.txt"), "asset.H.txt");
  EXPECT_EQ(staged_asset_name("H", "/a.b/noext"), "asset.H");
  EXPECT_EQ(staged_asset_name("H", ".bashrc"), "asset.H");
  EXPECT_EQ(staged_asset_name("H", "dot."), "asset.H.");
  EXPECT_EQ(staged_asset_name("H", "/x/my.dir/"), "asset.H.dir");
}

TEST(Fingerprint, SaysWhatCannotBeRead) {
  const AssetTree tree;
  try {
    fingerprint(tree.path("missing"));
    FAIL() << "nothing was thrown";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(error.what(), "cannot find " + tree.path("missing") + ": No such file or directory");
  }
  EXPECT_THROW(content_fingerprint(tree.path()), std::runtime_error);
  EXPECT_THROW(asset_entries(tree.path("missing")), std::runtime_error);
}

TEST(Fingerprint, RefusesALinkToWhatIsNeitherFileNorDirectory) {
  const AssetTree tree;
  ASSERT_EQ(::mkfifo(tree.path("pipe").c_str(), 0600), 0);
  tree.file("asset/file", "1");
  const std::string before = fingerprint(tree.path("asset"));
  ASSERT_EQ(::mkfifo(tree.path("asset/own_pipe").c_str(), 0600), 0);
  EXPECT_EQ(fingerprint(tree.path("asset")), before);
  tree.link("asset/link", "../pipe");
  EXPECT_THROW(fingerprint(tree.path("asset")), std::runtime_error);
}

}  // namespace
}  // namespace tenon
