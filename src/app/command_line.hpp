#pragma once

/// \file
/// What a user can say to an app, and the texts that answer.

#include <string>
#include <variant>
#include <vector>

#include "tenon/construct/stack.hpp"
#include "tenon/graph/graph.hpp"
#include "tenon/synth/synthesis.hpp"

namespace tenon::detail {

/// Every exit code of an app.
enum ExitCode : int { exit_ok = 0, exit_findings = 1, exit_usage = 2 };

enum class Command : std::uint8_t { synth, list, graph };

/// A command line that asks for work.
struct CommandLine {
  Command command = Command::synth;
  std::string output_directory;  // empty: not given
  TemplateFormat format = TemplateFormat::json;
  unsigned threads = 0;  // 0: not given
  std::vector<TextEntry> context;
  GraphOptions graph;
  std::string graph_file;  // empty: stdout
};

/// A command line that is answered at once: help, the version, or what is wrong with it.
struct Answer {
  ExitCode exit_code = exit_ok;
  std::string to_stdout;
  std::string to_stderr;
};

std::variant<CommandLine, Answer> read_command_line(int argc, const char* const* argv);

}  // namespace tenon::detail
