#include "command_line.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <sstream>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tenon/version.hpp"

namespace tenon::detail {

namespace {

constexpr unsigned most_threads = 1024;

constexpr std::string_view environment_help = R"(Environment:
  CDK_OUTDIR                     the folder, where -o does not name one
  CDK_CONTEXT_JSON               context as a JSON object; --context wins
  CONTEXT_OVERFLOW_LOCATION_ENV  a file with the rest of that object
  CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION
                                 the environment of stacks that ask for the caller's
The CDK CLI sets these when it runs the app.

Exit codes: 0 all is well, 1 errors were found, 2 the command line or the environment is not understood.)";

/// The arguments as CLI11 stores them.
struct Arguments {
  std::string output;
  std::string format = "json";
  unsigned threads = 0;
  std::vector<std::string> context;
};

/// Empty when the text is KEY=VALUE, else what is wrong with it: a validator of CLI11.
std::string check_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) return {};
  return fmt::format("'{}' is not KEY=VALUE", text);
}

std::string check_not_empty(const std::string& text) { return text.empty() ? "the folder has no name" : ""; }

TextEntry split_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// Adds `command` and makes it take the options of the whole app after its name, too.
CLI::App* add_command(CLI::App& parser, std::string name, std::string description) {
  CLI::App* command = parser.add_subcommand(std::move(name), std::move(description));
  command->fallthrough();
  return command;
}

/// The parser of CLI11 with everything that an app understands.
class Parser {
 public:
  explicit Parser(std::string name)
      : parser_("Writes the CloudFormation templates of this app.", std::move(name)),
        list_(
            add_command(parser_, "list", "Print the stacks, one a line, in the order of their deployment")) {
    add_command(parser_, "synth", "Write the cloud assembly (the default)");
    list_->alias("ls");
    parser_.require_subcommand(0, 1);
    parser_.set_version_flag("--version", fmt::format("tenon {}", version));
    parser_.footer(std::string(environment_help));
    add_options();
  }

  std::variant<CommandLine, Answer> read(std::span<const char* const> arguments) {
    try {
      // CLI11 takes them from the back.
      parser_.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::ParseError& finish) {
      return answer(finish);
    }
    return command_line();
  }

 private:
  void add_options() {
    CLI::Option* output = parser_.add_option("-o,--output", given_.output, "The folder of the assembly");
    output->type_name("DIR")->check(CLI::Validator(check_not_empty, "", "not-empty"));
    CLI::Option* format =
        parser_.add_option("--format", given_.format, "yaml: YAML templates beside the JSON ones");
    format->type_name("FORMAT")->check(CLI::IsMember({"json", "yaml"}))->capture_default_str();
    parser_.add_option("-c,--context", given_.context, "Context, always as text; may be repeated")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false)
        ->check(CLI::Validator(check_assignment, "", "assignment"));
    parser_.add_option("--threads", given_.threads, "Threads that render; the result does not depend on it")
        ->type_name("N")
        ->check(CLI::Range(1U, most_threads));
    list_->excludes(output)->excludes(format);
  }

  /// Help and the version are CLI11's "errors" with exit code 0.
  Answer answer(const CLI::ParseError& finish) const {
    std::ostringstream out;
    std::ostringstream err;
    const bool asked_for = parser_.exit(finish, out, err) == 0;
    return {asked_for ? exit_ok : exit_usage, out.str(), err.str()};
  }

  CommandLine command_line() const {
    CommandLine line{.command = list_->parsed() ? Command::list : Command::synth,
                     .output_directory = given_.output,
                     .format = given_.format == "yaml" ? TemplateFormat::yaml : TemplateFormat::json,
                     .threads = given_.threads,
                     .context = {}};
    for (const std::string& text : given_.context) line.context.push_back(split_assignment(text));
    return line;
  }

  Arguments given_;
  CLI::App parser_;
  CLI::App* list_;
};

}  // namespace

std::variant<CommandLine, Answer> read_command_line(int argc, const char* const* argv) {
  const std::span<const char* const> words(argv, static_cast<std::size_t>(std::max(argc, 0)));
  if (words.empty()) return CommandLine{};
  return Parser(std::filesystem::path(words.front()).filename().string()).read(words.subspan(1));
}

}  // namespace tenon::detail
