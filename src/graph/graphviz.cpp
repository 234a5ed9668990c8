#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tenon/construct/diagnostic.hpp"
#include "writers.hpp"

extern char** environ;

namespace tenon::graph {

namespace {

constexpr const char* program = "dot";

// Pages may be dark. The nodes keep their pale fills and dark texts; what stands on the page changes its
// color.
constexpr std::string_view dark_colors = R"(<style>
@media (prefers-color-scheme: dark) {
  .graph > polygon { fill: #0d1117; }
  .cluster > path, .cluster > polygon { stroke: #3d444d; }
  .cluster.stack > path, .cluster.stack > polygon { fill: #161b22; }
  .cluster.nested > path, .cluster.nested > polygon { fill: #1c222b; }
  .cluster.group > path, .cluster.group > polygon { fill: #0d1117; }
  .cluster > text { fill: #e6edf3; }
  .edge > text { fill: #aab4bf; }
}
</style>
)";

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

[[noreturn]] void fail(std::string_view what, int error) {
  throw Error("graphviz-failed", fmt::format("{}: {}", what, std::strerror(error)));
}

/// A file without a name: unlike a pipe it takes everything before anybody reads.
File scratch_file() {
  File file(std::tmpfile());
  if (file == nullptr) fail("cannot make a temporary file for Graphviz", errno);
  return file;
}

std::string read(std::FILE* file) {
  std::string text;
  std::array<char, 65536> buffer;
  std::rewind(file);
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), file)) > 0;)
    text.append(buffer.data(), got);
  return text;
}

/// The environment, in the locale of which numbers have dots.
std::vector<char*> environment() {
  static char locale[] = "LC_ALL=C";
  std::vector<char*> variables;
  for (char** each = environ; *each != nullptr; ++each) {
    if (!std::string_view(*each).starts_with("LC_ALL=")) variables.push_back(*each);
  }
  variables.push_back(locale);
  variables.push_back(nullptr);
  return variables;
}

struct Actions {
  Actions() { posix_spawn_file_actions_init(&value); }
  ~Actions() { posix_spawn_file_actions_destroy(&value); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  void connect(std::FILE* file, int descriptor) {
    posix_spawn_file_actions_adddup2(&value, fileno(file), descriptor);
  }

  posix_spawn_file_actions_t value;
};

/// Runs `dot -Tsvg`; gives what waitpid says of its end.
int run_graphviz(std::FILE* in, std::FILE* out, std::FILE* err) {
  Actions actions;
  actions.connect(in, STDIN_FILENO);
  actions.connect(out, STDOUT_FILENO);
  actions.connect(err, STDERR_FILENO);
  char name[] = "dot";
  char format[] = "-Tsvg";
  char* const arguments[] = {name, format, nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, program, &actions.value, nullptr, arguments, environment().data());
  if (error == ENOENT) {
    throw Error("graphviz-not-found",
                "the picture as SVG is drawn by Graphviz, and its program 'dot' is not in the PATH");
  }
  if (error != 0) fail("cannot run Graphviz's program 'dot'", error);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("Graphviz's program 'dot' was lost", errno);
  }
  return status;
}

std::string ending(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

std::string first_line(std::string_view text) { return std::string(text.substr(0, text.find('\n'))); }

/// Puts the colors behind the opening tag.
std::string with_dark_colors(std::string svg) {
  const auto tag = svg.find("<svg");
  const auto end = tag == svg.npos ? svg.npos : svg.find('>', tag);
  if (end == svg.npos) throw Error("graphviz-failed", "Graphviz's program 'dot' has drawn no SVG");
  svg.insert(svg.find('\n', end) + 1, dark_colors);
  return svg;
}

}  // namespace

std::string svg_of(std::string_view dot) {
  const File in = scratch_file();
  const File out = scratch_file();
  const File err = scratch_file();
  if (std::fwrite(dot.data(), 1, dot.size(), in.get()) != dot.size() || std::fflush(in.get()) != 0) {
    fail("cannot write a temporary file for Graphviz", errno);
  }
  std::rewind(in.get());
  const int status = run_graphviz(in.get(), out.get(), err.get());
  if (status != 0) {
    const std::string said = first_line(read(err.get()));
    throw Error("graphviz-failed", fmt::format("Graphviz's program 'dot' {}{}{}", ending(status),
                                               said.empty() ? "" : ": ", said));
  }
  return with_dark_colors(read(out.get()));
}

}  // namespace tenon::graph
