#include "command_line.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>
#include <sstream>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tenon/version.hpp"

namespace tenon::detail {

namespace {

constexpr unsigned most_threads = 1024;
constexpr std::int64_t most_levels = 1000;

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
  std::string graph_file;
  std::string graph_format = "mermaid";
  std::int64_t graph_depth = GraphOptions{}.depth;
};

const std::map<std::string, GraphFormat, std::less<>> graph_formats = {
    {"mermaid", GraphFormat::mermaid}, {"dot", GraphFormat::dot}, {"svg", GraphFormat::svg}};

/// Empty when the text is KEY=VALUE, else what is wrong with it: a validator of CLI11.
std::string check_assignment(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0) return {};
  return fmt::format("'{}' is not KEY=VALUE", text);
}

std::string check_not_empty(const std::string& text) { return text.empty() ? "it has no name" : ""; }

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
        list_(add_command(parser_, "list", "Print the stacks, one a line, in the order of their deployment")),
        graph_(add_command(parser_, "graph", "Draw the architecture: stacks, constructs, who uses whom")) {
    add_command(parser_, "synth", "Write the cloud assembly (the default)");
    list_->alias("ls");
    parser_.require_subcommand(0, 1);
    parser_.set_version_flag("--version", fmt::format("tenon {}", version));
    parser_.footer(std::string(environment_help));
    add_options();
    add_graph_options();
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
    // Options of these names behind `graph` are its own.
    graph_->excludes(output)->excludes(format);
  }

  void add_graph_options() {
    graph_->add_option("--format", given_.graph_format, "svg is drawn by Graphviz, which has to be installed")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"mermaid", "dot", "svg"}))
        ->capture_default_str();
    graph_
        ->add_option("--depth", given_.graph_depth,
                     "1: stacks alone; 2: what is directly in them; 3 and more: what is in that")
        ->type_name("N")
        ->check(CLI::Range(std::int64_t{1}, most_levels))
        ->capture_default_str();
    graph_->add_option("-o,--output", given_.graph_file, "The file of the picture; default: stdout")
        ->type_name("FILE")
        ->check(CLI::Validator(check_not_empty, "", "not-empty"));
  }

  /// Help and the version are CLI11's "errors" with exit code 0.
  Answer answer(const CLI::ParseError& finish) const {
    std::ostringstream out;
    std::ostringstream err;
    const bool asked_for = parser_.exit(finish, out, err) == 0;
    return {asked_for ? exit_ok : exit_usage, out.str(), err.str()};
  }

  Command command() const {
    if (list_->parsed()) return Command::list;
    return graph_->parsed() ? Command::graph : Command::synth;
  }

  CommandLine command_line() const {
    CommandLine line{
        .command = command(),
        .output_directory = given_.output,
        .format = given_.format == "yaml" ? TemplateFormat::yaml : TemplateFormat::json,
        .threads = given_.threads,
        .context = {},
        .graph = {.format = graph_formats.find(given_.graph_format)->second, .depth = given_.graph_depth},
        .graph_file = given_.graph_file};
    for (const std::string& text : given_.context) line.context.push_back(split_assignment(text));
    return line;
  }

  Arguments given_;
  CLI::App parser_;
  CLI::App* list_;
  CLI::App* graph_;
};

}  // namespace

std::variant<CommandLine, Answer> read_command_line(int argc, const char* const* argv) {
  const std::span<const char* const> words(argv, static_cast<std::size_t>(std::max(argc, 0)));
  if (words.empty()) return CommandLine{};
  return Parser(std::filesystem::path(words.front()).filename().string()).read(words.subspan(1));
}

}  // namespace tenon::detail
