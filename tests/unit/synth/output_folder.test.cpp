#include "../../../src/synth/assembly/output_folder.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "assembly_support.hpp"

namespace {

/// The error numbers with which renames and exchanges fail; 0 lets them be.
std::function<int(std::string_view from, std::string_view to)> rename_fails;
int exchange_fails = 0;

int failed_with(int error_number) {
  errno = error_number;
  return -1;
}

}  // namespace

/// In place of the system's, for all of this program.
extern "C" int rename(const char* from, const char* to) noexcept {
  const int failed = rename_fails ? rename_fails(from, to) : 0;
  return failed == 0 ? ::renameat(AT_FDCWD, from, AT_FDCWD, to) : failed_with(failed);
}

extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to,
                         unsigned flags) noexcept {
  if (exchange_fails != 0) return failed_with(exchange_fails);
  return static_cast<int>(::syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

namespace tenon {
namespace {

class InPlaceOfRename {
 public:
  explicit InPlaceOfRename(auto fails) { rename_fails = std::move(fails); }
  ~InPlaceOfRename() { rename_fails = nullptr; }
  InPlaceOfRename(const InPlaceOfRename&) = delete;
  InPlaceOfRename& operator=(const InPlaceOfRename&) = delete;
};

class InPlaceOfExchange {
 public:
  explicit InPlaceOfExchange(int error_number) { exchange_fails = error_number; }
  ~InPlaceOfExchange() { exchange_fails = 0; }
  InPlaceOfExchange(const InPlaceOfExchange&) = delete;
  InPlaceOfExchange& operator=(const InPlaceOfExchange&) = delete;
};

using testing_support::AssetTree;
using testing_support::error_id_of;
using testing_support::names_in;
using testing_support::snapshot;
using testing_support::text_of;

namespace fs = std::filesystem;

/// An assembly with one stack, whose template has this text.
void synthesize_to(const std::string& folder, const std::string& text) {
  App app;
  app.add("Net", Stack::Props{});
  const synth::Plan plan = testing_support::plan_of(app);
  synth::AssemblyWriter writer(plan, folder);
  writer.write_template(*plan.stacks[0], text, {});
  writer.finish();
}

/// A synthesis that fails when part of it is written: two files have the same name.
void fail_to(const std::string& folder) {
  App app;
  app.add("Net", Stack::Props{.template_file = "manifest.json"});
  testing_support::write_assembly(testing_support::plan_of(app), folder);
}

std::string message_of(const auto& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

class OutputFolderTest : public ::testing::Test {
 protected:
  std::string out() const { return folder_.path("cdk.out"); }
  std::string template_text() const { return text_of(out() + "/Net.template.json"); }
  /// Whether the folder around the output holds nothing else.
  bool is_tidy() const { return names_in(folder_.path()) == std::vector<std::string>{"cdk.out"}; }

  AssetTree folder_;
};

TEST_F(OutputFolderTest, IsMadeWithTheFoldersAboveIt) {
  synthesize_to(folder_.path("a/b/cdk.out/"), "first");
  EXPECT_EQ(text_of(folder_.path("a/b/cdk.out/Net.template.json")), "first");
  EXPECT_EQ(names_in(folder_.path("a/b")), std::vector<std::string>{"cdk.out"});
}

TEST_F(OutputFolderTest, IsReplacedAsAWhole) {
  synthesize_to(out(), "first");
  folder_.file("cdk.out/Gone.template.json", "of a stack that is no more");
  folder_.file("cdk.out/asset.abc/index.js", "of a stack that is no more");
  synthesize_to(out(), "second");
  EXPECT_EQ(names_in(out()), (std::vector<std::string>{"Net.assets.json", "Net.template.json", "cdk.out",
                                                       "manifest.json", "tree.json"}));
  EXPECT_EQ(template_text(), "second");
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, KeepsItsPermissions) {
  synthesize_to(out(), "first");
  fs::permissions(out(), fs::perms{0750});
  synthesize_to(out(), "second");
  EXPECT_EQ(fs::status(out()).permissions(), fs::perms{0750});
}

TEST_F(OutputFolderTest, AFailureLeavesTheLastAssemblyUntouched) {
  synthesize_to(out(), "first");
  const auto before = snapshot(out());
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(snapshot(out()), before);
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, AFailureLeavesNothingWhereNothingWas) {
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

TEST_F(OutputFolderTest, AFailureNamesTheFileAsTheUserKnowsIt) {
  EXPECT_EQ(message_of([&] { fail_to(out()); }), "cannot write '" + out() + "/manifest.json': File exists");
}

TEST_F(OutputFolderTest, ATemplateFileOutsideIsRefused) {
  for (const char* name : {"../Net.json", "/tmp/Net.json", "a/../../Net.json", ""}) {
    App app;
    app.add("Net", Stack::Props{.template_file = name});
    EXPECT_EQ(error_id_of([&] { testing_support::write_assembly(testing_support::plan_of(app), out()); }),
              "output-not-written")
        << name;
  }
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

// --- what may not be replaced
// ----------------------------------------------------------------------------------------

struct ForeignCase {
  std::string_view file;
  std::string_view content;
};

TEST_F(OutputFolderTest, AFolderOfOtherThingsIsRefused) {
  const ForeignCase cases[] = {
      {"thesis.tex", "years of work"},
      {"manifest.json",
       R"({"name": "a web application", "version": "1"})"},  // other things have manifests too
      {"cdk.out/Net.template.json", "the folder of a project that has an assembly below it"},
      {".hidden", ""},
  };
  for (const auto& [file, content] : cases) {
    const AssetTree home;
    home.file(file, content);
    const auto before = snapshot(home.path());
    EXPECT_EQ(error_id_of([&] { synthesize_to(home.path(), "text"); }), "output-not-an-assembly") << file;
    EXPECT_EQ(snapshot(home.path()), before) << file;
  }
}

TEST_F(OutputFolderTest, AFileIsRefused) {
  folder_.file("cdk.out", "text");
  EXPECT_EQ(error_id_of([&] { synthesize_to(out(), "text"); }), "output-not-an-assembly");
  EXPECT_EQ(text_of(out()), "text");
}

TEST_F(OutputFolderTest, AFileAboveItIsAnError) {
  folder_.file("file", "text");
  EXPECT_EQ(error_id_of([&] { synthesize_to(folder_.path("file/cdk.out"), "text"); }), "output-not-written");
}

TEST_F(OutputFolderTest, TheRootIsRefused) {
  EXPECT_EQ(error_id_of([] { synthesize_to("/", "text"); }), "output-not-an-assembly");
}

TEST_F(OutputFolderTest, ALinkThatLeadsNowhereIsRefused) {
  folder_.link("cdk.out", "elsewhere");
  EXPECT_EQ(error_id_of([&] { synthesize_to(out(), "text"); }), "output-not-an-assembly");
  EXPECT_TRUE(fs::is_symlink(out()));
}

TEST_F(OutputFolderTest, AnEmptyFolderIsFine) {
  folder_.directory("cdk.out");
  synthesize_to(out(), "text");
  EXPECT_EQ(template_text(), "text");
}

TEST_F(OutputFolderTest, AnAssemblyOfManifestAloneIsFine) {
  folder_.file("cdk.out/manifest.json", R"({"version":"36.0.0","artifacts":{}})");
  synthesize_to(out(), "text");
  EXPECT_EQ(template_text(), "text");
}

// --- the CDK CLI
// -----------------------------------------------------------------------------------------------------

TEST_F(OutputFolderTest, WhatTheCliKeepsThereSurvives) {
  folder_.file("cdk.out/synth.lock",
               "4711");  // all that there is when the CLI runs an app for the first time
  synthesize_to(out(), "first");
  EXPECT_EQ(text_of(out() + "/synth.lock"), "4711");

  folder_.file("cdk.out/read.4711.1.lock", "4711");
  folder_.file("cdk.out/.cache/abc.zip", "zip");
  folder_.file("cdk.out/error.txt", "");
  folder_.file("cdk.out/performance-counters.json", "{}");
  folder_.file("cdk.out/other.lock", "nobody's");
  synthesize_to(out(), "second");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(names_in(out()),
            (std::vector<std::string>{".cache", "Net.assets.json", "Net.template.json", "cdk.out",
                                      "error.txt", "manifest.json", "performance-counters.json",
                                      "read.4711.1.lock", "synth.lock", "tree.json"}));
  EXPECT_EQ(text_of(out() + "/.cache/abc.zip"), "zip");
  EXPECT_EQ(text_of(out() + "/read.4711.1.lock"), "4711");
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, WhatTheCliKeepsThereSurvivesAFailure) {
  folder_.file("cdk.out/synth.lock", "4711");
  folder_.file("cdk.out/.cache/abc.zip", "zip");
  const auto before = snapshot(out());
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(snapshot(out()), before);
}

// --- other places
// ----------------------------------------------------------------------------------------------------

TEST_F(OutputFolderTest, ALinkStaysALink) {
  folder_.directory("real");
  folder_.link("cdk.out", "real");
  synthesize_to(out(), "first");
  synthesize_to(out(), "second");
  EXPECT_TRUE(fs::is_symlink(out()));
  EXPECT_EQ(text_of(folder_.path("real/Net.template.json")), "second");
  EXPECT_EQ(names_in(folder_.path()), (std::vector<std::string>{"cdk.out", "real"}));
}

/// Works in a folder and comes back.
class WorkingIn {
 public:
  explicit WorkingIn(const std::string& folder) : before_(fs::current_path()) { fs::current_path(folder); }
  ~WorkingIn() { fs::current_path(before_); }
  WorkingIn(const WorkingIn&) = delete;
  WorkingIn& operator=(const WorkingIn&) = delete;

 private:
  fs::path before_;
};

TEST_F(OutputFolderTest, ARelativeFolderIsThatOfTheWorkingDirectory) {
  const WorkingIn here(folder_.path());
  synthesize_to("cdk.out", "text");
  EXPECT_EQ(template_text(), "text");
  EXPECT_EQ(message_of([] { fail_to("cdk.out"); }), "cannot write 'cdk.out/manifest.json': File exists");
}

TEST_F(OutputFolderTest, TheWorkingDirectoryStaysTheSameFolder) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  synthesize_to(".", "first");
  folder_.file("cdk.out/synth.lock", "4711");
  folder_.file("cdk.out/old/file", "gone");
  folder_.file("cdk.out/.tenon-1/tenon.lock", "");  // of a synthesis that was killed
  synthesize_to(".", "second");
  EXPECT_EQ(text_of("Net.template.json"), "second");
  EXPECT_EQ(names_in("."), (std::vector<std::string>{"Net.assets.json", "Net.template.json", "cdk.out",
                                                     "manifest.json", "synth.lock", "tree.json"}));
  const auto before = snapshot(".");
  EXPECT_EQ(error_id_of([] { fail_to("."); }), "output-not-written");
  EXPECT_EQ(snapshot("."), before);
}

// --- other syntheses into the same folder
// ----------------------------------------------------------------------------

/// A folder as a synthesis makes it that is in the middle of its work.
std::string temporary_folder(const AssetTree& folder, const std::string& name) {
  folder.file(name + "/new/file", "half written");
  folder.file(name + "/tenon.lock", "");
  return folder.path(name);
}

synth::FolderLock lock_of(const std::string& folder) { return {folder, synth::FolderLock::File::find}; }

TEST_F(OutputFolderTest, TheTemporaryFolderOfAnotherSynthesisIsLeftAlone) {
  const std::string taken = "cdk.out.tenon-" + std::to_string(::getpid());
  const auto other = lock_of(temporary_folder(folder_, taken));
  ASSERT_TRUE(other.is_held());
  const auto before = snapshot(other.folder());
  synthesize_to(out(), "first");
  synthesize_to(out(), "second");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(names_in(folder_.path()), (std::vector<std::string>{"cdk.out", taken}));
  EXPECT_EQ(snapshot(other.folder()), before);
}

TEST_F(OutputFolderTest, SoIsThatOfAnotherSynthesisFromInside) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  const auto other = lock_of(temporary_folder(folder_, "cdk.out/.tenon-1"));
  ASSERT_TRUE(other.is_held());
  const auto before = snapshot(other.folder());
  synthesize_to(".", "first");
  synthesize_to(".", "second");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(snapshot(other.folder()), before);
}

TEST_F(OutputFolderTest, SynthesesFromInsideTakeTurns) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  synthesize_to(".", "first");
  int moves = 0;
  const InPlaceOfRename watching([&](std::string_view, std::string_view) {
    const int other = ::open(".", O_RDONLY);
    EXPECT_TRUE(::flock(other, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK);
    ::close(other);
    ++moves;
    return 0;
  });
  synthesize_to(".", "second");
  EXPECT_GT(moves, 0);
}

TEST_F(OutputFolderTest, WhatASynthesisLeftThatWasKilledIsCleanedUp) {
  synthesize_to(out(), "first");
  for (const char* name : {"cdk.out.tenon-1", "cdk.out.tenon-1-2", "cdk.out/.tenon-4", "cdk.out/.tenon-5"})
    temporary_folder(folder_, name);
  folder_.directory("cdk.out.tenon-3");  // killed before there was more
  folder_.file("cdk.out/.tenon-4/old/manifest.json", "of before");
  fs::create_directories(out() + "/.tenon-5/replaced");  // killed while it removed its folder
  fs::remove_all(out() + "/.tenon-5/new");
  synthesize_to(out(), "second");
  EXPECT_TRUE(is_tidy());
  EXPECT_EQ(names_in(out()), (std::vector<std::string>{"Net.assets.json", "Net.template.json", "cdk.out",
                                                       "manifest.json", "tree.json"}));
}

TEST_F(OutputFolderTest, WhatOnlyLooksLikeATemporaryFolderIsLeftAlone) {
  const std::vector<std::string> names = {"cdk.out.tenon-", "cdk.out.tenon-1a", "cdk.out.tenon-old",
                                          "my.cdk.out.tenon-1"};
  for (const std::string& name : names) temporary_folder(folder_, name);
  folder_.file("cdk.out.tenon-20261121/new/thesis.tex", "years of work");
  const auto before = snapshot(folder_.path());
  synthesize_to(out(), "text");
  fs::remove_all(out());
  EXPECT_EQ(snapshot(folder_.path()), before);
}

TEST_F(OutputFolderTest, TheAssemblyThatAKilledSynthesisMovedAsideComesBack) {
  synthesize_to(out(), "first");
  fs::rename(out(), temporary_folder(folder_, "cdk.out.tenon-1") + "/old");
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(template_text(), "first");
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, WhatAKilledSynthesisBeganInsideIsTakenBackOrEnded) {
  synthesize_to(out(), "first");
  const auto before = snapshot(out());
  temporary_folder(folder_, "cdk.out/.tenon-1");
  fs::create_directories(out() + "/.tenon-1/old");
  fs::rename(out() + "/manifest.json", out() + "/.tenon-1/old/manifest.json");
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(snapshot(out()), before);

  folder_.file("cdk.out/.tenon-2/tenon.lock", "");
  fs::create_directories(out() + "/.tenon-2/replaced");
  folder_.file("cdk.out/.tenon-2/new/manifest.json", R"({"artifacts": "of the new one"})");
  fs::rename(out() + "/manifest.json", out() + "/.tenon-2/replaced/manifest.json");
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(text_of(out() + "/manifest.json"), R"({"artifacts": "of the new one"})");
  EXPECT_EQ(names_in(out()), (std::vector<std::string>{"Net.assets.json", "Net.template.json", "cdk.out",
                                                       "manifest.json", "tree.json"}));
}

// --- disks that fail
// ------------------------------------------------------------------------------------------------------

TEST_F(OutputFolderTest, WhatDoesNotComeBackInsideIsKeptForTheNextSynthesis) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  synthesize_to(".", "first");
  const auto before = snapshot(".");
  {
    const InPlaceOfRename failing([](std::string_view from, std::string_view to) {
      const bool leaves = from.ends_with("cdk.out/tree.json") && to.ends_with("/old/tree.json");
      const bool comes_back = to.ends_with("cdk.out/Net.template.json");
      return leaves || comes_back ? EIO : 0;
    });
    EXPECT_EQ(message_of([] { synthesize_to(".", "second"); }),
              "cannot put everything back after failing to replace './tree.json': Input/output error");
  }
  EXPECT_FALSE(fs::exists("manifest.json"));
  EXPECT_EQ(error_id_of([] { fail_to("."); }), "output-not-written");
  EXPECT_EQ(snapshot("."), before);
}

TEST_F(OutputFolderTest, WhatCannotLeaveAgainInsideIsCompletedByTheNextSynthesis) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  synthesize_to(".", "first");
  {
    const InPlaceOfRename failing([](std::string_view from, std::string_view to) {
      const bool enters = to.ends_with("cdk.out/manifest.json");
      const bool leaves_again = from.ends_with("cdk.out/Net.template.json") && to.find("/new/") != to.npos;
      return enters || leaves_again ? EIO : 0;
    });
    EXPECT_EQ(error_id_of([] { synthesize_to(".", "second"); }), "output-not-written");
  }
  EXPECT_FALSE(fs::exists("manifest.json"));
  EXPECT_EQ(error_id_of([] { fail_to("."); }), "output-not-written");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(names_in("."), (std::vector<std::string>{"Net.assets.json", "Net.template.json", "cdk.out",
                                                     "manifest.json", "tree.json"}));
}

TEST_F(OutputFolderTest, WhereFoldersCannotBeExchangedTheyAreRenamed) {
  const InPlaceOfExchange failing(ENOSYS);
  synthesize_to(out(), "first");
  folder_.file("cdk.out/.cache/abc.zip", "zip");
  synthesize_to(out(), "second");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(text_of(out() + "/.cache/abc.zip"), "zip");
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, AnOldFolderThatDoesNotComeBackIsKeptForTheNextSynthesis) {
  synthesize_to(out(), "first");
  const auto before = snapshot(out());
  {
    const InPlaceOfExchange unsupported(ENOSYS);
    const InPlaceOfRename failing(
        [&](std::string_view, std::string_view to) { return to == out() ? EIO : 0; });
    EXPECT_EQ(message_of([&] { synthesize_to(out(), "second"); }),
              "cannot put everything back after failing to replace '" + out() + "': Input/output error");
  }
  EXPECT_FALSE(fs::exists(out()));
  EXPECT_EQ(error_id_of([&] { fail_to(out()); }), "output-not-written");
  EXPECT_EQ(snapshot(out()), before);
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, AFolderThatIsNotItsOwnAnyMoreIsNotRemoved) {
  std::string taken;
  EXPECT_EQ(message_of([&] {
              synth::OutputFolder folder(out());
              taken = folder.temporary();
              fs::rename(taken, taken + "-of-the-synthesis");
              folder_.file(fs::path(taken).filename().string() + "/new/file", "somebody else's");
            }),
            "nothing was thrown");
  EXPECT_EQ(text_of(taken + "/new/file"), "somebody else's");
}

/// Lets the process open so few files more while it lives.
class FileCountLimit {
 public:
  explicit FileCountLimit(rlim_t more) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::open("/", O_RDONLY);
    ::close(next);
    const rlimit limit{static_cast<rlim_t>(next) + more, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ~FileCountLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FileCountLimit(const FileCountLimit&) = delete;
  FileCountLimit& operator=(const FileCountLimit&) = delete;

 private:
  rlimit before_{};
};

TEST_F(OutputFolderTest, TooManyOpenFilesAreAnErrorThatLeavesNothing) {
  const std::string path = out();
  std::string message;
  {
    const FileCountLimit limit(0);
    message = message_of([&] { synth::OutputFolder folder(path); });
  }
  EXPECT_EQ(message, "cannot make the folder '" + out() + "': Too many open files");
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

// --- signals
// ------------------------------------------------------------------------------------------------------

/// How a process ends that does this.
int status_of(const auto& function) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      function();
    } catch (const Error&) {
    }
    ::_exit(0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

void interrupt_while_writing(const std::string& folder, int times) {
  App app;
  app.add("Net", Stack::Props{});
  const synth::Plan plan = testing_support::plan_of(app);
  synth::AssemblyWriter writer(plan, folder);
  writer.write_template(*plan.stacks[0], "second", {});
  for (int i = 0; i < times; ++i) std::raise(SIGINT);
  writer.finish();
}

TEST_F(OutputFolderTest, AnInterruptedSynthesisLeavesNothingBehind) {
  synthesize_to(out(), "first");
  for (const int times : {1, 2}) {  // GNU timeout sends it twice
    const int status = status_of([&] { interrupt_while_writing(out(), times); });
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status;
    EXPECT_EQ(template_text(), "first");
    EXPECT_TRUE(is_tidy());
  }
}

TEST(Interruption, DoesNotWaitForWhoeverAsksAgainLater) {
  const int status = status_of([] {
    const synth::Interruption interruption;
    std::raise(SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(1010));
    std::raise(SIGINT);
    ::_exit(0);
  });
  EXPECT_TRUE(WIFSIGNALED(status)) << status;
}

TEST_F(OutputFolderTest, ASignalThatTheAppHandlesIsLeftToIt) {
  static std::atomic<int> handled = 0;
  const auto before = std::signal(SIGTERM, [](int) { ++handled; });
  synthesize_to(out(), "first");
  {
    const synth::Interruption interruption;
    std::raise(SIGTERM);
    EXPECT_NO_THROW(synth::Interruption::check());
  }
  std::signal(SIGTERM, before);
  EXPECT_EQ(handled, 1);
}

bool can_exchange(const std::string& a, const std::string& b) {
  return ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0;
}

TEST_F(OutputFolderTest, ReadersSeeOneAssemblyOrTheOther) {
  folder_.directory("a");
  folder_.directory("b");
  if (!can_exchange(folder_.path("a"), folder_.path("b")))
    GTEST_SKIP() << "this file system exchanges no folders";
  synthesize_to(out(), "even");
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::thread reader([&] {
    while (!done) {
      const int file = ::open((out() + "/manifest.json").c_str(), O_RDONLY);
      if (file < 0) ++torn;
      if (file >= 0) ::close(file);
    }
  });
  for (int i = 0; i < 50; ++i) synthesize_to(out(), i % 2 == 0 ? "odd" : "even");
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

// --- full disks
// ------------------------------------------------------------------------------------------------------

/// Limits the size of files while it lives; writing more fails as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

TEST_F(OutputFolderTest, AFileThatCannotGrowIsAnError) {
  synthesize_to(out(), "first");
  const auto before = snapshot(out());
  std::string message;
  {
    const FileSizeLimit limit(100'000);
    message = message_of([&] { synthesize_to(out(), std::string(3'000'000, 'x')); });
  }
  EXPECT_EQ(message, "cannot write '" + out() + "/Net.template.json': File too large");
  EXPECT_EQ(snapshot(out()), before);
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, AnAssetThatCannotGrowIsAnError) {
  const AssetTree source;
  source.file("code/big", std::string(300'000, 'x'));
  App app;
  app.add("Net", Stack::Props{}).add_file_asset({.path = source.path("code")});
  std::string message;
  {
    const FileSizeLimit limit(100'000);
    message = message_of([&] { testing_support::write_assembly(testing_support::plan_of(app), out()); });
  }
  EXPECT_TRUE(message.starts_with("cannot write '" + out() + "/asset.")) << message;
  EXPECT_TRUE(message.ends_with("/big': File too large")) << message;
  EXPECT_TRUE(names_in(folder_.path()).empty());
}

/// A small file system of its own; only root can mount one.
class SmallDisk {
 public:
  explicit SmallDisk(std::string path) : path_(std::move(path)) {
    fs::create_directories(path_);
    mounted_ = ::mount("tmpfs", path_.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return mounted_; }

 private:
  std::string path_;
  bool mounted_ = false;
};

TEST_F(OutputFolderTest, AFullDiskLeavesTheLastAssemblyUntouched) {
  const SmallDisk disk(folder_.path("disk"));
  if (!disk.is_mounted()) GTEST_SKIP() << "a small file system cannot be mounted here; root can";
  const std::string folder = folder_.path("disk/cdk.out");
  synthesize_to(folder, std::string(200'000, 'a'));
  const auto before = snapshot(folder);
  EXPECT_EQ(message_of([&] { synthesize_to(folder, std::string(2'000'000, 'b')); }),
            "cannot write '" + folder + "/Net.template.json': No space left on device");
  EXPECT_EQ(snapshot(folder), before);
  EXPECT_EQ(names_in(folder_.path("disk")), std::vector<std::string>{"cdk.out"});
}

TEST_F(OutputFolderTest, AMountPointIsFilledFromInside) {
  const SmallDisk disk(out());
  if (!disk.is_mounted()) GTEST_SKIP() << "a file system cannot be mounted here; root can";
  synthesize_to(out(), "first");
  folder_.file("cdk.out/.cache/abc.zip", "zip");
  synthesize_to(out(), "second");
  EXPECT_EQ(template_text(), "second");
  EXPECT_EQ(text_of(out() + "/.cache/abc.zip"), "zip");
  const auto before = snapshot(out());
  EXPECT_EQ(error_id_of([&] { synthesize_to(out(), std::string(2'000'000, 'b')); }), "output-not-written");
  EXPECT_EQ(snapshot(out()), before);
  EXPECT_TRUE(is_tidy());
}

TEST_F(OutputFolderTest, WhatCannotBeMovedAsideBringsEverythingBack) {
  folder_.directory("cdk.out");
  const WorkingIn here(out());
  synthesize_to(".", "first");
  folder_.file("cdk.out/zz/file", "old");
  fs::permissions(out() + "/zz", fs::perms{0555});  // stops everyone but root, whom a mount point stops
  const bool is_root = ::geteuid() == 0;
  if (is_root && ::mount("tmpfs", "zz", "tmpfs", 0, "size=64k") != 0)
    GTEST_SKIP() << "nothing can be mounted here";
  const auto before = snapshot(".");
  EXPECT_EQ(error_id_of([] { synthesize_to(".", "second"); }), "output-not-written");
  EXPECT_EQ(snapshot("."), before);
  if (is_root) ::umount2("zz", MNT_DETACH);
  fs::permissions(out() + "/zz", fs::perms{0755});
}

/// Root may write everywhere: for as long as it lives, the process is somebody else, who owns these.
class NotRoot {
 public:
  explicit NotRoot(std::initializer_list<std::string> owned) {
    if (!was_root_) return;
    for (const std::string& each : owned) EXPECT_EQ(::chown(each.c_str(), nobody, nobody), 0);
    EXPECT_EQ(::seteuid(nobody), 0);
  }
  ~NotRoot() {
    if (was_root_) {
      EXPECT_EQ(::seteuid(0), 0);
    }
  }
  NotRoot(const NotRoot&) = delete;
  NotRoot& operator=(const NotRoot&) = delete;

 private:
  static constexpr uid_t nobody = 65534;
  bool was_root_ = ::geteuid() == 0;
};

TEST_F(OutputFolderTest, AFolderThatMayNotBeWrittenToIsAnError) {
  const NotRoot somebody({folder_.path()});
  fs::permissions(folder_.path(), fs::perms{0555});
  EXPECT_EQ(error_id_of([&] { synthesize_to(out(), "text"); }), "output-not-written");
  fs::permissions(folder_.path(), fs::perms{0755});
}

TEST_F(OutputFolderTest, AFolderBelowOneThatMayNotBeWrittenToIsFilledFromInside) {
  folder_.directory("cdk.out");
  const NotRoot somebody({folder_.path(), out()});
  fs::permissions(folder_.path(), fs::perms{0555});
  synthesize_to(out(), "first");
  synthesize_to(out(), "second");
  fs::permissions(folder_.path(), fs::perms{0755});
  EXPECT_EQ(template_text(), "second");
  EXPECT_TRUE(is_tidy());
}

TEST(FilesOfTheCli, AreKnownByTheirNames) {
  for (const char* name :
       {"synth.lock", "read.12.1.lock", ".cache", "error.txt", "performance-counters.json"}) {
    EXPECT_TRUE(synth::is_file_of_the_cli(name)) << name;
  }
  for (const char* name : {"manifest.json", "cdk.out", "my.lock", "read.me", "asset.abc"}) {
    EXPECT_FALSE(synth::is_file_of_the_cli(name)) << name;
  }
}

}  // namespace
}  // namespace tenon
