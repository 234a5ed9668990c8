// What a user, or the CDK command line, writes behind an app's name. Input: one argument a line.
#include "../../src/app/command_line.hpp"

#include "fuzz.hpp"

namespace {

using fuzz::require;
using tenon::detail::Answer;
using tenon::detail::CommandLine;

void check_answer(const Answer& answer) {
  const bool refused = answer.exit_code == tenon::detail::exit_usage;
  require(refused || answer.exit_code == tenon::detail::exit_ok, "an answer's exit code");
  require(refused == answer.to_stdout.empty(), "what is wrong is not on stdout", answer.to_stdout);
  require(refused != answer.to_stderr.empty(), "what was asked for is not on stderr", answer.to_stderr);
}

void check_work(const CommandLine& line) {
  require(line.graph.depth >= 1, "a depth that can be drawn");
  for (const tenon::TextEntry& entry : line.context) require(!entry.key.empty(), "context has a key");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // An argument ends at its first zero, as the system's do.
  std::vector<std::string> words = fuzz::lines_of(fuzz::text_of(data, size));
  std::vector<const char*> arguments{"app"};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  const auto line = tenon::detail::read_command_line(static_cast<int>(arguments.size()), arguments.data());
  if (const auto* answer = std::get_if<Answer>(&line)) {
    check_answer(*answer);
  } else {
    check_work(std::get<CommandLine>(line));
  }
  return 0;
}
