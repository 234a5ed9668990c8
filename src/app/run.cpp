#include "tenon/app/run.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include "../construct/state.hpp"
#include "command_line.hpp"
#include "environment.hpp"
#include "findings.hpp"
#include "tenon/graph/graph.hpp"
#include "tenon/value/text.hpp"

namespace tenon::detail {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view default_output_directory = "cdk.out";

bool write(std::FILE* file, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
}

/// `-o`, else CDK_OUTDIR, else the default.
std::string output_directory(const CommandLine& line) {
  if (!line.output_directory.empty()) return line.output_directory;
  std::string directory = environment_variable("CDK_OUTDIR");
  return directory.empty() ? std::string(default_output_directory) : directory;
}

/// The context of the command line over that of the environment.
Context context_of(const CommandLine& line) {
  Context context = context_of_environment();
  for (const TextEntry& entry : line.context) {
    set_context(context, entry.key, Value<Json>(std::string_view(entry.value)));
  }
  return context;
}

/// What a command found, and the folder that it was to write, if any.
struct Outcome {
  Findings findings;
  std::string output_directory;
};

bool is_in_a_stack(const App& app, std::string_view path) {
  const Construct* construct = &app;
  while (construct != nullptr && !path.empty())
    construct = construct->find_child(ascii::take_field(path, '/'));
  return construct != nullptr && construct->find_stack() != nullptr;
}

/// Whether the CDK CLI shows the finding, too: it reads annotations of stacks and what is in them from the
/// assembly.
bool is_shown_by_cdk_cli(const App& app, const Diagnostic& diagnostic) {
  return diagnostic.id == "annotation" && is_in_a_stack(app, diagnostic.path);
}

/// Writes the assembly.
void synth(App& app, const CommandLine& line, Outcome& outcome) {
  const Synthesis synthesis = synthesize(
      app, {.output_directory = outcome.output_directory, .format = line.format, .threads = line.threads});
  const bool cdk_cli_follows = synthesis.succeeded && !environment_variable("CDK_CLI_VERSION").empty();
  for (const Diagnostic& diagnostic : synthesis.diagnostics) {
    if (!cdk_cli_follows || !is_shown_by_cdk_cli(app, diagnostic)) outcome.findings.add(diagnostic);
  }
}

/// Prints the stacks. Where there are errors their order means nothing, and none is printed.
void list(App& app, const CommandLine& /*line*/, Outcome& outcome) {
  std::string text;
  for (const StackSummary& stack : list_stacks(app)) text += stack.display_name + '\n';
  outcome.findings.add(app.diagnostics());
  if (outcome.findings.has_errors() || write(stdout, text)) return;
  outcome.findings.add({.id = "stdout-not-written", .message = "the stacks could not be written to stdout"});
}

bool write_to(const std::string& path, std::string_view text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = write(file, text);
  return std::fclose(file) == 0 && written;
}

/// Writes the file as a whole or not at all: beside it first. Links stay links, and what is no file, such as
/// /dev/null, is written to as it is. Throws `Error`.
void write_file(const std::string& path, std::string_view text) {
  std::error_code unknown;
  const fs::path target = fs::exists(path, unknown) ? fs::canonical(path, unknown) : fs::path(path);
  const bool beside = !fs::exists(target, unknown) || fs::is_regular_file(target, unknown);
  const std::string first = beside ? fmt::format("{}.tenon-{}", target.string(), getpid()) : path;
  if (write_to(first, text) && (!beside || std::rename(first.c_str(), target.c_str()) == 0)) return;
  const int error = errno;
  if (beside) std::remove(first.c_str());
  throw Error("output-not-written", fmt::format("cannot write '{}': {}", path, std::strerror(error)));
}

/// Draws the architecture. Of an App with errors there is no picture.
void graph(App& app, const CommandLine& line, Outcome& outcome) {
  const std::optional<std::string> picture = graph_text(app, line.graph);
  outcome.findings.add(app.diagnostics());
  if (!picture) return;
  if (!line.graph_file.empty()) return write_file(line.graph_file, *picture);
  if (write(stdout, *picture)) return;
  outcome.findings.add({.id = "stdout-not-written", .message = "the picture could not be written to stdout"});
}

using Work = void (*)(App& app, const CommandLine& line, Outcome& outcome);
constexpr Work work_of_command[] = {synth, list, graph};  // as `Command` lists them

/// Builds the tree and runs the command; whatever is thrown becomes a finding.
void build_and_work(App& app, const AppBuilder& builder, const CommandLine& line, Outcome& outcome) {
  std::string& failed_construct = TreeAccess::state(app).failed_construct;
  try {
    builder.build(builder.builder, app);
    failed_construct.clear();  // an exception that the user's code handled is not to be blamed
    work_of_command[static_cast<std::size_t>(line.command)](app, line, outcome);
  } catch (...) {
    outcome.findings.add(app.diagnostics());
    outcome.findings.add_current_exception(failed_construct);
  }
}

/// What became of the folder, for the end of the summary.
std::string fate_of_output(const Outcome& outcome) {
  if (outcome.output_directory.empty()) return {};
  if (outcome.findings.has_errors())
    return fmt::format("; nothing was written to {}", outcome.output_directory);
  return fmt::format("; {} was written", outcome.output_directory);
}

ExitCode print(const Outcome& outcome) {
  std::string text = outcome.findings.lines();
  if (const std::string summary = outcome.findings.summary(); !summary.empty()) {
    text += summary + fate_of_output(outcome) + '\n';
  }
  write(stderr, text);
  return outcome.findings.has_errors() ? exit_findings : exit_ok;
}

/// Apps stay until the process ends, which gives back all their memory at once; node by node takes as long as
/// building.
App& make_app(std::source_location where) {
  static auto& apps = *new std::vector<std::unique_ptr<App>>;
  return *apps.emplace_back(std::make_unique<App>(where));
}

ExitCode execute(const CommandLine& line, const AppBuilder& builder, std::source_location where) {
  Outcome outcome;
  if (line.command == Command::synth) outcome.output_directory = output_directory(line);
  App& app = make_app(where);
  try {
    TreeAccess::state(app).context = context_of(line);
  } catch (const Error&) {
    outcome.findings.add_current_exception({});
    print(outcome);
    return exit_usage;
  }
  build_and_work(app, builder, line, outcome);
  return print(outcome);
}

ExitCode answer(const Answer& answer) {
  const bool written = write(stdout, answer.to_stdout) && write(stderr, answer.to_stderr);
  return written ? answer.exit_code : exit_findings;
}

}  // namespace

int run(int argc, const char* const* argv, AppBuilder builder, std::source_location where) {
  try {
    const auto line = read_command_line(argc, argv);
    if (const auto* finished = std::get_if<Answer>(&line)) return answer(*finished);
    return execute(std::get<CommandLine>(line), builder, where);
  } catch (...) {
    Outcome outcome;
    outcome.findings.add_current_exception({});
    return print(outcome);
  }
}

}  // namespace tenon::detail
