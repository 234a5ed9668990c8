#include "tenon/testing/snapshot.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tenon/testing/gmock.hpp"

namespace {

namespace fs = std::filesystem;

using tenon::testing::matches_snapshot;
using tenon::testing::MatchesSnapshot;
using tenon::testing::Result;
using tenon::testing::SnapshotOptions;
using tenon::testing::Template;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// Sets an environment variable, or takes it away, for a time.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* const before = std::getenv(name)) before_ = before;
    set(value);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { set(before_ ? before_->c_str() : nullptr); }

 private:
  void set(const char* value) { value == nullptr ? ::unsetenv(name_) : ::setenv(name_, value, 1); }

  const char* name_;
  std::optional<std::string> before_;
};

class SnapshotTest : public ::testing::Test {
 protected:
  SnapshotTest() { fs::create_directories(folder_); }
  ~SnapshotTest() override {
    std::error_code ignored;
    fs::permissions(folder_, fs::perms::owner_all, ignored);
    fs::remove_all(folder_, ignored);
  }

  SnapshotOptions options() const { return {.root = folder_.string()}; }

  Result check(const Template& actual) const { return matches_snapshot(actual, "shop.json", options()); }

  Result approve(const Template& actual) const {
    const Environment approving("TENON_APPROVE", "1");
    return check(actual);
  }

  std::string content() const {
    std::ifstream stream(folder_ / "shop.json", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  void write(const std::string& text) const {
    std::ofstream(folder_ / "shop.json", std::ios::binary) << text;
  }

  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_))
      names.push_back(entry.path().filename().string());
    return names;
  }

  const fs::path folder_ = fs::path(::testing::TempDir()) / ("tenon-snapshot-" + std::to_string(::getpid()));
  const Environment no_ci_{"CI", nullptr};
  const Environment not_approving_{"TENON_APPROVE", nullptr};
  const Environment no_root_{"TENON_SNAPSHOT_ROOT", nullptr};
  const Template five_ =
      Template::parse(R"({"Resources": {"Q": {"Type": "T", "Properties": {"Delay": 5, "L": [1, 2]}}}})");
  const Template ten_ =
      Template::parse(R"({"Resources": {"Q": {"Type": "T", "Properties": {"Delay": 10, "L": [1]}}}})");
};

TEST_F(SnapshotTest, AMissingOneFailsAndTellsHowToApprove) {
  const Result result = check(five_);
  EXPECT_FALSE(result);
  EXPECT_THAT(result.explanation, HasSubstr("there is no snapshot " + (folder_ / "shop.json").string()));
  EXPECT_THAT(result.explanation, HasSubstr("TENON_APPROVE=1 ctest"));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(SnapshotTest, WhatIsApprovedFitsUntilItChanges) {
  EXPECT_TRUE(approve(five_));
  EXPECT_EQ(content(), five_.text() + "\n");
  EXPECT_TRUE(check(five_));
  const Result changed = check(ten_);
  EXPECT_FALSE(changed);
  EXPECT_THAT(changed.explanation,
              HasSubstr("in 2 places:\n  at Resources.Q.Properties.Delay: approved 5, now 10\n"
                        "  at Resources.Q.Properties.L[1]: approved 2, now nothing\n"));
  EXPECT_THAT(changed.explanation, HasSubstr("TENON_APPROVE=1 ctest"));
  EXPECT_EQ(content(), five_.text() + "\n");
  EXPECT_TRUE(approve(ten_));
  EXPECT_TRUE(check(ten_));
  EXPECT_THAT(files(), ElementsAre("shop.json"));
}

TEST_F(SnapshotTest, TheFirstFiveDifferencesAreShown) {
  write(R"({"A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6, "G": 7})");
  const Result result = check(Template::parse("{}"));
  EXPECT_THAT(result.explanation, HasSubstr("in 7 places:"));
  EXPECT_THAT(result.explanation, HasSubstr("\n  at E: approved 5, now nothing\n  and 2 more"));
  EXPECT_THAT(result.explanation, Not(HasSubstr("at F")));
}

TEST_F(SnapshotTest, WhatIsNewAndOfAnotherTypeIsADifference) {
  write(R"({"A": {"B": 1}, "C": [1]})");
  const Result result = check(Template::parse(R"({"A": [1], "C": [1, {"D": 2}], "E": null})"));
  EXPECT_THAT(result.explanation, HasSubstr(R"(at A: approved {"B":1}, now [1])"));
  EXPECT_THAT(result.explanation, HasSubstr(R"(at C[1]: approved nothing, now {"D":2})"));
  EXPECT_THAT(result.explanation, HasSubstr("at E: approved nothing, now null"));
}

TEST_F(SnapshotTest, TheOrderOfMembersDoesNotCount) {
  write(R"({"B": {"D": 1, "C": [1, 2]}, "A": 1})");
  EXPECT_TRUE(check(Template::parse(R"({"A": 1, "B": {"C": [1, 2], "D": 1}})")));
  EXPECT_FALSE(check(Template::parse(R"({"A": 1, "B": {"C": [2, 1], "D": 1}})")));
}

TEST_F(SnapshotTest, WhatIsNoJsonIsNoSnapshot) {
  write("<<<<<<< HEAD\n{}");
  EXPECT_THAT(check(five_).explanation, HasSubstr("is no JSON"));
  EXPECT_TRUE(approve(five_));
  EXPECT_TRUE(check(five_));
}

TEST_F(SnapshotTest, NothingIsApprovedInContinuousIntegration) {
  EXPECT_TRUE(approve(five_));
  const Environment ci("CI", "true");
  const Result refused = approve(ten_);
  EXPECT_FALSE(refused);
  EXPECT_THAT(refused.explanation, HasSubstr("TENON_APPROVE is set, but so is CI"));
  EXPECT_THAT(refused.explanation, HasSubstr("approved 5, now 10"));
  EXPECT_EQ(content(), five_.text() + "\n");
  EXPECT_TRUE(approve(five_));
  fs::remove(folder_ / "shop.json");
  EXPECT_FALSE(approve(five_));
  EXPECT_THAT(files(), IsEmpty());
}

TEST_F(SnapshotTest, SwitchesCanBeOff) {
  const Environment ci("CI", "false");
  EXPECT_TRUE(approve(five_));
  const Environment approving("TENON_APPROVE", "0");
  EXPECT_FALSE(check(ten_));
}

TEST_F(SnapshotTest, WhatCannotBeWrittenStaysAsItWas) {
  // A folder in the place of the file: the new file is written beside it and cannot take its place.
  fs::create_directories(folder_ / "shop.json" / "in-use");
  const Result result = approve(five_);
  EXPECT_FALSE(result);
  EXPECT_THAT(result.explanation, HasSubstr("nothing was approved: "));
  EXPECT_THAT(check(five_).explanation, HasSubstr("shop.json cannot be read"));
  EXPECT_THAT(files(), ElementsAre("shop.json"));
  EXPECT_TRUE(fs::exists(folder_ / "shop.json" / "in-use"));
}

TEST_F(SnapshotTest, AFileInTheWayOfTheFolderIsToldOf) {
  write("{}");
  const Environment approving("TENON_APPROVE", "1");
  const Result result = matches_snapshot(five_, "shop.json/deeper.json", options());
  EXPECT_FALSE(result);
  EXPECT_THAT(result.explanation, HasSubstr("nothing was approved: the folder"));
  EXPECT_EQ(content(), "{}");
}

TEST_F(SnapshotTest, HashesOfAssetsCanBeMasked) {
  const auto with_hash = [](char digit, std::size_t digits = 64) {
    const std::string hash(digits, digit);
    return Template::parse(R"({"Key": ")" + hash + R"(.zip", "P": {"Asset)" + hash + R"(": {"Fn::Sub": "x:)" +
                           hash + R"("}}})");
  };
  SnapshotOptions masking = options();
  masking.mask_asset_hashes = true;
  {
    const Environment approving("TENON_APPROVE", "1");
    EXPECT_TRUE(matches_snapshot(with_hash('a'), "shop.json", masking));
  }
  EXPECT_THAT(content(), HasSubstr(R"("Key": "(hash).zip")"));
  EXPECT_THAT(content(), HasSubstr("\"Asset(hash)\""));
  EXPECT_TRUE(matches_snapshot(with_hash('b'), "shop.json", masking));
  EXPECT_FALSE(matches_snapshot(with_hash('b', 63), "shop.json", masking));
  EXPECT_FALSE(matches_snapshot(with_hash('b', 65), "shop.json", masking));
  EXPECT_FALSE(matches_snapshot(with_hash('b'), "shop.json", options()));
}

TEST_F(SnapshotTest, KeysThatOnlyHashesTellApartStayTwo) {
  const std::string a(64, 'a');
  const std::string b(64, 'b');
  SnapshotOptions masking = options();
  masking.mask_asset_hashes = true;
  const Environment approving("TENON_APPROVE", "1");
  EXPECT_TRUE(
      matches_snapshot(Template::parse(R"({")" + a + R"(": 1, ")" + b + R"(": 2})"), "shop.json", masking));
  EXPECT_THAT(content(), HasSubstr(": 1"));
  EXPECT_THAT(content(), HasSubstr(": 2"));
}

TEST_F(SnapshotTest, PathsCanBeMasked) {
  SnapshotOptions masking = options();
  masking.masked = {"Resources.*.Properties.Delay", "*.L[1]"};
  const Template six =
      Template::parse(R"({"Resources": {"Q": {"Type": "T", "Properties": {"Delay": 6, "L": [1, 9]}}}})");
  // What was approved with its value fits as well.
  EXPECT_TRUE(approve(five_));
  EXPECT_FALSE(check(six));
  EXPECT_TRUE(matches_snapshot(six, "shop.json", masking));
  EXPECT_FALSE(matches_snapshot(ten_, "shop.json", masking)) << "the list is shorter";
}

TEST_F(SnapshotTest, TheRootIsTheOptionOrTheVariableOrTheFolderOfTheSource) {
  EXPECT_TRUE(approve(five_));
  EXPECT_TRUE(matches_snapshot(five_, (folder_ / "shop.json").string()));
  EXPECT_THAT(matches_snapshot(five_, "none.json").explanation, HasSubstr("unit/testing/none.json"));
  const Environment root("TENON_SNAPSHOT_ROOT", folder_.c_str());
  EXPECT_TRUE(matches_snapshot(five_, "shop.json"));
  EXPECT_FALSE(matches_snapshot(five_, "shop.json", {.root = (folder_ / "elsewhere").string()}));
}

TEST_F(SnapshotTest, FoldersAreMade) {
  const Environment approving("TENON_APPROVE", "1");
  EXPECT_TRUE(matches_snapshot(five_, "a/b/shop.json", options()));
  EXPECT_TRUE(fs::exists(folder_ / "a" / "b" / "shop.json"));
}

TEST_F(SnapshotTest, HasAMatcherOfGmock) {
  EXPECT_TRUE(approve(five_));
  EXPECT_THAT(five_, MatchesSnapshot("shop.json", options()));
  EXPECT_THAT(ten_, Not(MatchesSnapshot("shop.json", options())));
  ::testing::StringMatchResultListener listener;
  const ::testing::Matcher<const Template&> matcher = MatchesSnapshot("none.json");
  EXPECT_FALSE(matcher.MatchAndExplain(five_, &listener));
  EXPECT_THAT(listener.str(), HasSubstr("unit/testing/none.json"));
}

}  // namespace
