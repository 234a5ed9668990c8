#include "tenon/app/run.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "tenon/construct/resource.hpp"
#include "tenon/synth/synthesis.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// What a process would have shown.
struct Outcome {
  int exit_code;
  std::string out;
  std::string err;
};

template <class Build>
Outcome run_app(std::vector<const char*> arguments, Build build) {
  arguments.insert(arguments.begin(), "/opt/bin/orders");
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int exit_code = tenon::run(static_cast<int>(arguments.size()), arguments.data(), build);
  return {exit_code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

void add_queue(tenon::App& app) {
  auto& stack = app.add("Orders", tenon::Stack::Props{});
  stack.add("Queue", tenon::Resource::Props{.Type = "AWS::SQS::Queue"});
}

void build_nothing(tenon::App& /*app*/) {}

std::string read(const fs::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Each test stands in a folder of its own, with none of the variables that the CDK CLI sets.
class RunTest : public ::testing::Test {
 protected:
  RunTest() {
    for (const char* name : variables) unsetenv(name);
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::current_path(folder_);
  }
  ~RunTest() override {
    for (const char* name : variables) unsetenv(name);
    fs::current_path(before_);
    fs::remove_all(folder_);
  }

  static void set(const char* variable, const std::string& value) { setenv(variable, value.c_str(), 1); }

 private:
  static constexpr const char* variables[] = {"CDK_OUTDIR", "CDK_CONTEXT_JSON",
                                              "CONTEXT_OVERFLOW_LOCATION_ENV", "CDK_DEFAULT_ACCOUNT",
                                              "CDK_DEFAULT_REGION"};
  fs::path before_ = fs::current_path();
  fs::path folder_ = fs::path(::testing::TempDir()) / ("tenon-run-" + std::to_string(getpid()));
};

// --- The command line
// ----------------------------------------------------------------------------------------------

TEST_F(RunTest, HelpNamesTheAppItsCommandsAndOptionsOnStdout) {
  const Outcome outcome = run_app({"--help"}, build_nothing);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
  for (const char* word :
       {"orders", "synth", "list", "graph", "--output", "--format", "--context", "--threads", "--version",
        "CDK_OUTDIR", "CDK_CONTEXT_JSON", "CDK_DEFAULT_REGION"}) {
    EXPECT_THAT(outcome.out, HasSubstr(word));
  }
}

TEST_F(RunTest, VersionIsThatOfTenon) {
  const Outcome outcome = run_app({"--version"}, build_nothing);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, StartsWith("tenon "));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST_F(RunTest, AnAppWithoutAnArgumentZeroIsRun) {
  const char* const* no_arguments = nullptr;
  EXPECT_EQ(tenon::run(0, no_arguments, add_queue), 0);
}

struct Misuse {
  const char* name;
  std::vector<const char*> arguments;
  const char* complaint;
};

void PrintTo(const Misuse& misuse, std::ostream* out) { *out << misuse.name; }

class MisuseTest : public RunTest, public ::testing::WithParamInterface<Misuse> {};

TEST_P(MisuseTest, IsAnsweredOnStderrWithExitCodeTwoAndNothingIsBuilt) {
  bool built = false;
  const Outcome outcome = run_app(GetParam().arguments, [&](tenon::App&) { built = true; });
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr(GetParam().complaint));
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_FALSE(built);
  EXPECT_TRUE(fs::is_empty("."));
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, MisuseTest,
    ::testing::Values(Misuse{"unknown_option", {"--frobnicate"}, "--frobnicate"},
                      Misuse{"unknown_command", {"deploy"}, "deploy"},
                      Misuse{"two_commands", {"synth", "list"}, "list"},
                      Misuse{"argument_after_a_command", {"list", "Orders"}, "Orders"},
                      Misuse{"output_without_folder", {"synth", "-o"}, "--output"},
                      Misuse{"output_that_is_empty", {"-o", ""}, "--output"},
                      Misuse{"format_unheard_of", {"--format", "xml"}, "json,yaml"},
                      Misuse{"context_without_value", {"--context", "stage"}, "'stage' is not KEY=VALUE"},
                      Misuse{"context_without_key", {"--context", "=prod"}, "'=prod' is not KEY=VALUE"},
                      Misuse{"no_threads", {"--threads", "0"}, "--threads"},
                      Misuse{"fewer_than_no_threads", {"--threads", "-3"}, "--threads"},
                      Misuse{"threads_in_words", {"--threads", "two"}, "--threads"},
                      Misuse{"list_into_a_folder", {"list", "-o", "out"}, "output"},
                      Misuse{"list_in_a_format", {"--format", "yaml", "list"}, "format"},
                      Misuse{
                          "graph_in_a_format_of_templates", {"graph", "--format", "yaml"}, "mermaid,dot,svg"},
                      Misuse{"graph_behind_a_format", {"--format", "yaml", "graph"}, "format"},
                      Misuse{"graph_behind_a_folder", {"-o", "out", "graph"}, "output"},
                      Misuse{"graph_into_no_file", {"graph", "-o", ""}, "--output"},
                      Misuse{"graph_without_levels", {"graph", "--depth", "0"}, "--depth"},
                      Misuse{"depth_of_templates", {"--depth", "2"}, "--depth"},
                      Misuse{"synth_in_a_format_of_graph", {"synth", "--format", "dot"}, "json,yaml"}),
    [](const auto& row) { return row.param.name; });

struct Placement {
  const char* name;
  std::vector<const char*> arguments;
  const char* cdk_outdir;
  const char* written;
};

void PrintTo(const Placement& placement, std::ostream* out) { *out << placement.name; }

class PlacementTest : public RunTest, public ::testing::WithParamInterface<Placement> {};

TEST_P(PlacementTest, TheAssemblyStandsInTheFolderThatWasNamedAndNowhereElse) {
  if (GetParam().cdk_outdir != nullptr) set("CDK_OUTDIR", GetParam().cdk_outdir);
  const Outcome outcome = run_app(GetParam().arguments, add_queue);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_TRUE(fs::exists(fs::path(GetParam().written) / "manifest.json"));
  EXPECT_EQ(std::distance(fs::directory_iterator("."), fs::directory_iterator()), 1);
}

INSTANTIATE_TEST_SUITE_P(
    OutputFolder, PlacementTest,
    ::testing::Values(Placement{"by_default", {}, nullptr, "cdk.out"},
                      Placement{"synth_by_default", {"synth"}, nullptr, "cdk.out"},
                      Placement{"empty_variable", {}, "", "cdk.out"},
                      Placement{"of_the_cdk_cli", {}, "from-cli", "from-cli"},
                      Placement{"option_over_variable", {"-o", "mine"}, "from-cli", "mine"},
                      Placement{"option_before_command", {"--output", "mine", "synth"}, nullptr, "mine"},
                      Placement{"option_after_command", {"synth", "--output=mine"}, nullptr, "mine"}),
    [](const auto& row) { return row.param.name; });

TEST_F(RunTest, YamlIsWrittenBesideJson) {
  EXPECT_EQ(run_app({"--format", "yaml", "-o", "out"}, add_queue).exit_code, 0);
  EXPECT_TRUE(fs::exists("out/Orders.template.json"));
  EXPECT_TRUE(fs::exists("out/Orders.template.yaml"));
}

TEST_F(RunTest, ListPrintsPathsInTheOrderOfDeploymentAndWritesNothing) {
  const auto build = [](tenon::App& app) {
    auto& shop = app.add("Shop", tenon::Stack::Props{});
    auto& network = app.add("Network", tenon::Stack::Props{});
    shop.add_stack_dependency(network);
    app.add("Prod", tenon::Stage::Props{}).add("Shop", tenon::Stack::Props{});
  };
  for (const char* command : {"list", "ls"}) {
    const Outcome outcome = run_app({command}, build);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.out, "Network\nShop\nProd/Shop\n");
    EXPECT_THAT(outcome.err, IsEmpty());
    EXPECT_TRUE(fs::is_empty("."));
  }
}

// --- The picture
// -----------------------------------------------------------------------------------------------------

TEST_F(RunTest, GraphPrintsThePictureAndWritesNothing) {
  const Outcome outcome = run_app({"graph"}, add_queue);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, AllOf(StartsWith("flowchart TB\n"), HasSubstr("<b>Queue</b><br/>SQS")));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_TRUE(fs::is_empty("."));
}

TEST_F(RunTest, GraphHasAFormatAndADepthOfItsOwn) {
  const Outcome dot = run_app({"graph", "--format", "dot"}, add_queue);
  EXPECT_THAT(dot.out, AllOf(StartsWith("digraph architecture {\n"), HasSubstr("\"Orders/Queue\"")));
  const Outcome stacks = run_app({"graph", "--depth=1", "--context", "a=b", "--threads", "2"}, add_queue);
  EXPECT_EQ(stacks.exit_code, 0);
  EXPECT_THAT(stacks.out, AllOf(HasSubstr("<b>Orders</b>"), Not(HasSubstr("Queue"))));
}

TEST_F(RunTest, GraphWritesAFileAsAWholeOrNotAtAll) {
  std::ofstream("picture.mmd") << "old";
  const Outcome outcome = run_app({"graph", "-o", "picture.mmd"}, add_queue);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(read("picture.mmd"), run_app({"graph"}, add_queue).out);
  EXPECT_EQ(std::distance(fs::directory_iterator("."), fs::directory_iterator()), 1);

  fs::create_directory("folder");
  for (const char* file : {"folder", "absent/picture.mmd"}) {
    const Outcome failed = run_app({"graph", "-o", file}, add_queue);
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_THAT(failed.err,
                StartsWith("error output-not-written: cannot write '" + std::string(file) + "': "));
    EXPECT_THAT(failed.out, IsEmpty());
  }
  EXPECT_EQ(std::distance(fs::directory_iterator("."), fs::directory_iterator()), 2);
}

TEST_F(RunTest, GraphWritesThroughLinksAndIntoWhatIsNoFile) {
  fs::create_directory("docs");
  std::ofstream("docs/picture.mmd") << "old";
  fs::create_symlink("docs/picture.mmd", "link");
  EXPECT_EQ(run_app({"graph", "-o", "link"}, add_queue).exit_code, 0);
  EXPECT_TRUE(fs::is_symlink("link"));
  const std::string picture = run_app({"graph"}, add_queue).out;
  EXPECT_EQ(read("docs/picture.mmd"), picture);

  ASSERT_EQ(mkfifo("pipe", 0600), 0);
  std::fstream pipe("pipe", std::ios::in | std::ios::out);  // both, so that neither side waits
  EXPECT_EQ(run_app({"graph", "-o", "pipe"}, add_queue).exit_code, 0);
  ASSERT_TRUE(fs::is_fifo("pipe"));
  std::string line;
  std::getline(pipe, line);
  EXPECT_EQ(line + '\n', picture.substr(0, picture.find('\n') + 1));
}

TEST_F(RunTest, GraphDrawsNothingWhenThereAreErrors) {
  std::ofstream("picture.mmd") << "old";
  const auto build = [](tenon::App& app) {
    add_queue(app);
    app.find_child("Orders")->add_error("the queue has no consumer");
  };
  for (const auto& arguments : {std::vector<const char*>{"graph"}, {"graph", "-o", "picture.mmd"}}) {
    const Outcome outcome = run_app(arguments, build);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("no consumer"), ::testing::EndsWith("\n1 error\n")));
    EXPECT_EQ(read("picture.mmd"), "old");
  }
}

// --- Context
// -------------------------------------------------------------------------------------------------------

/// Runs `list` and gives the context value that the app sees.
tenon::Value<tenon::Json> context_seen(std::vector<const char*> arguments, const char* key) {
  tenon::Value<tenon::Json> seen;
  arguments.insert(arguments.begin(), "list");
  const Outcome outcome = run_app(arguments, [&](tenon::App& app) {
    app.set_context("stage", "of the code");
    seen = app.context(key);
  });
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  return seen;
}

TEST_F(RunTest, ContextOfTheCommandLineIsAlwaysText) {
  const std::pair<const char*, const char*> rows[] = {{"a=on", "on"},      {"a=7", "7"}, {"a=true", "true"},
                                                      {"a={}", "{}"},      {"a=", ""},   {"a=b=c", "b=c"},
                                                      {"a=\"x\"", "\"x\""}};
  for (const auto& [argument, text] : rows) {
    const auto seen = context_seen({"--context", argument}, "a");
    ASSERT_TRUE(seen.is_text()) << argument;
    EXPECT_EQ(seen.text(), text) << argument;
  }
}

TEST_F(RunTest, ContextMayBeRepeatedAndTheLastOfAKeyCounts) {
  EXPECT_EQ(context_seen({"-c", "a=1", "--context", "b=2", "-c", "a=3"}, "a").text(), "3");
  EXPECT_EQ(context_seen({"-c", "a=1", "--context", "b=2", "-c", "a=3"}, "b").text(), "2");
}

TEST_F(RunTest, ContextOfTheCommandLineWinsOverTheCdkCliWhichWinsOverTheCode) {
  EXPECT_EQ(context_seen({}, "stage").text(), "of the code");
  set("CDK_CONTEXT_JSON", R"({"stage": "of the CLI"})");
  EXPECT_EQ(context_seen({}, "stage").text(), "of the CLI");
  EXPECT_EQ(context_seen({"--context", "stage=of the command line"}, "stage").text(), "of the command line");
}

TEST_F(RunTest, ContextOfTheCdkCliKeepsItsTypes) {
  set("CDK_CONTEXT_JSON", R"({"flag": true, "zones": ["a", "b"], "nothing": null})");
  EXPECT_EQ(context_seen({}, "flag").kind(), tenon::NodeKind::boolean);
  EXPECT_EQ(context_seen({}, "zones").items().size(), 2U);
  EXPECT_EQ(context_seen({}, "nothing").kind(), tenon::NodeKind::null);
  EXPECT_FALSE(context_seen({}, "absent").is_set());
}

TEST_F(RunTest, ContextThatDidNotFitTheVariableIsReadFromItsFile) {
  std::ofstream("rest.json") << R"({"large": "value", "stage": "of the file"})";
  set("CDK_CONTEXT_JSON", R"({"small": 1})");
  set("CONTEXT_OVERFLOW_LOCATION_ENV", "rest.json");
  EXPECT_EQ(context_seen({}, "large").text(), "value");
  EXPECT_EQ(context_seen({}, "stage").text(), "of the file");
  EXPECT_EQ(context_seen({}, "small").integer(), 1);
}

struct BadContext {
  const char* name;
  const char* variable;
  const char* value;
  const char* complaint;
};

void PrintTo(const BadContext& row, std::ostream* out) { *out << row.name; }

class BadContextTest : public RunTest, public ::testing::WithParamInterface<BadContext> {};

TEST_P(BadContextTest, IsNamedAndEndsTheRunWithExitCodeTwo) {
  std::ofstream("broken.json") << R"({"a": )";
  set(GetParam().variable, GetParam().value);
  bool built = false;
  const Outcome outcome = run_app({}, [&](tenon::App&) { built = true; });
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("error malformed-context: "), HasSubstr(GetParam().complaint)));
  EXPECT_FALSE(built);
  EXPECT_FALSE(fs::exists("cdk.out"));
}

INSTANTIATE_TEST_SUITE_P(
    Environment, BadContextTest,
    ::testing::Values(BadContext{"no_json", "CDK_CONTEXT_JSON", "stage=prod",
                                 "CDK_CONTEXT_JSON holds no JSON"},
                      BadContext{"cut_short", "CDK_CONTEXT_JSON", R"({"a": 1)", "line 1, column 8"},
                      BadContext{"no_object", "CDK_CONTEXT_JSON", "[1]", "JSON that is no object"},
                      BadContext{"file_missing", "CONTEXT_OVERFLOW_LOCATION_ENV", "absent.json",
                                 "'absent.json', which cannot be read"},
                      BadContext{"file_is_a_folder", "CONTEXT_OVERFLOW_LOCATION_ENV", ".", "cannot be read"},
                      BadContext{"file_cut_short", "CONTEXT_OVERFLOW_LOCATION_ENV", "broken.json",
                                 "'broken.json' of CONTEXT_OVERFLOW_LOCATION_ENV holds no JSON"}),
    [](const auto& row) { return row.param.name; });

// --- The default environment
// ---------------------------------------------------------------------------------------

TEST_F(RunTest, TheDefaultEnvironmentIsWhatTheCdkCliFound) {
  set("CDK_DEFAULT_ACCOUNT", "123456789012");
  set("CDK_DEFAULT_REGION", "eu-central-1");
  const tenon::Environment environment = tenon::default_environment();
  EXPECT_EQ(environment.account.value().text(), "123456789012");
  EXPECT_EQ(environment.region.value().text(), "eu-central-1");
}

TEST_F(RunTest, TheDefaultEnvironmentLeavesOutWhatIsMissingOrEmpty) {
  set("CDK_DEFAULT_ACCOUNT", "");
  EXPECT_FALSE(tenon::default_environment().account.has_value());
  EXPECT_FALSE(tenon::default_environment().region.has_value());
}

TEST_F(RunTest, AMalformedDefaultEnvironmentIsReportedWithItsVariableAndValue) {
  for (const auto& [variable, value] :
       {std::pair("CDK_DEFAULT_ACCOUNT", "12345"), std::pair("CDK_DEFAULT_REGION", "Ireland")}) {
    set(variable, value);
    const Outcome outcome = run_app({}, [](tenon::App& app) {
      app.add("Orders", tenon::Stack::Props{.env = tenon::default_environment()});
    });
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, AllOf(StartsWith("error malformed-environment-variable: "), HasSubstr(variable),
                                   HasSubstr(value)));
    unsetenv(variable);
  }
}

// --- Findings
// ------------------------------------------------------------------------------------------------------

TEST_F(RunTest, FindingsGoToStderrEachOnceWithASummary) {
  const Outcome outcome = run_app({"-o", "out"}, [](tenon::App& app) {
    auto& stack = app.add("Orders", tenon::Stack::Props{});
    for (int i = 0; i < 2; ++i) stack.add_error("the queue has no consumer");
    stack.add_error("the table has no backup");
    stack.add_warning("the bucket is large");
    stack.add_info("reviewed in May");
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 5) << outcome.err;
  for (const char* sentence : {"no consumer", "no backup", "bucket is large", "reviewed in May"}) {
    EXPECT_THAT(outcome.err, HasSubstr(sentence));
  }
  EXPECT_THAT(outcome.err, ::testing::EndsWith("\n2 errors, 1 warning; nothing was written to out\n"));
  EXPECT_FALSE(fs::exists("out"));
}

TEST_F(RunTest, WarningsAreShownAndDoNotFail) {
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    add_queue(app);
    app.find_child("Orders")->add_warning("the queue is long");
  });
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("warning "), HasSubstr("the queue is long"),
                                 ::testing::EndsWith("\n1 warning; cdk.out was written\n")));
  EXPECT_TRUE(fs::exists("cdk.out/manifest.json"));
}

TEST_F(RunTest, TheCdkCliShowsAnnotationsOfStacksItself) {
  const auto build = [](tenon::App& app) {
    add_queue(app);
    app.find_child("Orders")->find_child("Queue")->add_warning("the queue is long");
    app.add("Prod", tenon::Stage::Props{}).add_warning("the stage is empty");
  };
  set("CDK_CLI_VERSION", "2.1148.1");
  const Outcome outcome = run_app({}, build);
  EXPECT_THAT(outcome.err, AllOf(Not(HasSubstr("the queue is long")), HasSubstr("the stage is empty")));
  EXPECT_THAT(read("cdk.out/manifest.json"), HasSubstr("the queue is long"));
}

TEST_F(RunTest, TheCdkCliSeesNoAnnotationsOfAFailedRun) {
  set("CDK_CLI_VERSION", "2.1148.1");
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    app.add("Orders", tenon::Stack::Props{}).add_warning("the queue is long");
    app.find_child("Orders")->add_error("the queue has no consumer");
  });
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the queue is long"), HasSubstr("no consumer")));
}

TEST_F(RunTest, ListPrintsNoStacksWhenThereAreErrors) {
  const Outcome outcome = run_app({"list"}, [](tenon::App& app) {
    app.add("Orders", tenon::Stack::Props{}).add_error("the queue has no consumer");
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("no consumer"), HasSubstr("\n1 error\n")));
}

/// A construct whose constructor fails.
struct Broken : tenon::Construct {
  struct Props {
    using Of = Broken;
  };
  Broken(const tenon::Scope& scope, const Props& /*props*/) : Construct(scope) {
    throw std::runtime_error("the file orders.json\nis missing");
  }
};

TEST_F(RunTest, AnExceptionIsReportedWithTheConstructItLeftBesideWhatWasFoundBefore) {
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    auto& stack = app.add("Orders", tenon::Stack::Props{});
    stack.add_error("found before");
    stack.add("Import", tenon::Construct::Props{}).add("Reader", Broken::Props{});
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("found before"));
  EXPECT_THAT(
      outcome.err,
      HasSubstr("\nerror uncaught-exception at Orders/Import/Reader: the file orders.json\n  is missing\n"));
  EXPECT_THAT(outcome.err, HasSubstr("\n2 errors; nothing was written to cdk.out\n"));
}

TEST_F(RunTest, AnErrorOfTheLibraryKeepsItsId) {
  const Outcome outcome =
      run_app({}, [](tenon::App&) { throw tenon::Error("asset-not-found", "there is no file x"); });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, StartsWith("error asset-not-found: there is no file x\n"));
}

TEST_F(RunTest, FindingsThatAnExceptionListsAreShownOnce) {
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    auto& stack = app.add("Orders", tenon::Stack::Props{});
    stack.add_error("found before");
    stack.add_warning("the file orders.json\nis old");
    tenon::template_text(stack);
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              ::testing::ContainsRegex(
                  "^error annotation at Orders: found before \\([^\n]*\\)\n"
                  "warning annotation at Orders: the file orders.json\n  is old \\([^\n]*\\)\n"
                  "error synthesis-failed: the app has errors, and the stack 'Orders' no template\n"
                  "2 errors, 1 warning; nothing was written to cdk.out\n$"));
}

TEST_F(RunTest, FindingsOfAnotherAppAreShownWithTheExceptionThatListsThem) {
  const Outcome outcome = run_app({}, [](tenon::App&) {
    tenon::App other;
    auto& stack = other.add("Other", tenon::Stack::Props{});
    stack.add_error("of the other app");
    tenon::template_text(stack);
  });
  EXPECT_THAT(outcome.err, HasSubstr("no template\n  error annotation at Other: of the other app ("));
}

struct Surprise {};

TEST_F(RunTest, WhatIsNoStandardExceptionIsNamedByItsType) {
  EXPECT_THAT(run_app({}, [](tenon::App&) { throw Surprise{}; }).err,
              AllOf(StartsWith("error uncaught-exception: "), HasSubstr("Surprise")));
  EXPECT_THAT(run_app({}, [](tenon::App&) { throw 42; }).err, HasSubstr("int"));
}

TEST_F(RunTest, AnExceptionOfAnAspectIsReported) {
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    add_queue(app);
    app.add_aspect([](tenon::Construct&) { throw std::runtime_error("the aspect gave up"); });
  });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("error uncaught-exception: the aspect gave up"));
}

TEST_F(RunTest, AnExceptionThatTheCodeHandledBlamesNobodyLater) {
  const Outcome outcome = run_app({}, [](tenon::App& app) {
    add_queue(app);
    try {
      app.add("Broken", Broken::Props{});
    } catch (const std::exception&) {
    }
    app.add_aspect([](tenon::Construct&) { throw std::runtime_error("the aspect gave up"); });
  });
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the aspect gave up"), Not(HasSubstr("Broken"))));
}

TEST_F(RunTest, AFailedRunLeavesTheLastGoodAssemblyAsItWas) {
  ASSERT_EQ(run_app({}, add_queue).exit_code, 0);
  const std::string good = read("cdk.out/Orders.template.json");
  ASSERT_THAT(good, HasSubstr("AWS::SQS::Queue"));
  EXPECT_EQ(run_app({}, [](tenon::App& app) { app.add("Orders", tenon::Stack::Props{}).add_error("no"); })
                .exit_code,
            1);
  EXPECT_EQ(run_app({}, [](tenon::App&) { throw 1; }).exit_code, 1);
  EXPECT_EQ(read("cdk.out/Orders.template.json"), good);
}

TEST_F(RunTest, AFolderThatCannotBeWrittenIsAnError) {
  std::ofstream("taken") << "a file";
  const Outcome outcome = run_app({"-o", "taken/out"}, add_queue);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("error output-not-written"), HasSubstr("taken/out"),
                                 HasSubstr("1 error; nothing was written to taken/out")));
}

TEST_F(RunTest, WhatBuildsMayBeAFunctionAPointerOrAnObjectWithState) {
  int calls = 0;
  EXPECT_EQ(run_app({"list"}, &build_nothing).exit_code, 0);
  EXPECT_EQ(run_app({"list"}, [&calls](tenon::App&) mutable { ++calls; }).exit_code, 0);
  EXPECT_EQ(calls, 1);
}

}  // namespace
