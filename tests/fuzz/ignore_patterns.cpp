// Patterns of what an asset leaves out, which are often read from .gitignore and .dockerignore files. Input:
// a path on the first line, a pattern on each of the others.
#include <stdexcept>

#include "fuzz.hpp"
#include "tenon/construct/ignore.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> lines = fuzz::lines_of(fuzz::text_of(data, size));
  if (lines.empty()) return 0;
  const std::string path = lines.front();
  lines.erase(lines.begin());
  for (const auto mode : {tenon::IgnoreMode::glob, tenon::IgnoreMode::git, tenon::IgnoreMode::docker}) {
    try {
      const tenon::IgnoreRules rules(mode, lines);
      const bool ignored = rules.ignores(path);
      fuzz::require(rules.ignores(path) == ignored, "the same path has the same answer twice", path);
      rules.ignores_completely(path);
    } catch (const std::invalid_argument& error) {
      fuzz::require(!std::string_view(error.what()).empty(), "a refusal says why");
    }
  }
  return 0;
}
