#include <cstdio>
#include <string_view>

#include <fmt/format.h>

#include "generate.hpp"
#include "read.hpp"

namespace {

using namespace tenon::specgen;

constexpr std::string_view usage =
    "usage: tenon-specgen --spec <folder> [--out <folder>] [--tests <folder>]\n";

struct Arguments {
  std::filesystem::path spec;
  std::filesystem::path out;
  std::filesystem::path tests;
};

bool parse(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; i += 2) {
    const std::string_view option = argv[i];
    std::filesystem::path* target = option == "--spec"    ? &arguments.spec
                                    : option == "--out"   ? &arguments.out
                                    : option == "--tests" ? &arguments.tests
                                                          : nullptr;
    if (target == nullptr || i + 1 == argc) return false;
    *target = argv[i + 1];
  }
  return !arguments.spec.empty() && !(arguments.out.empty() && arguments.tests.empty());
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  if (!parse(argc, argv, arguments)) {
    fmt::print(stderr, "{}", usage);
    return 2;
  }
  try {
    const Spec spec = read_spec(arguments.spec);
    if (!arguments.out.empty()) generate(spec, arguments.out);
    if (!arguments.tests.empty()) generate_tests(spec, arguments.tests);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "tenon-specgen: {}\n", error.what());
    return 1;
  }
}
