// Context as the CDK command line gives it: CDK_CONTEXT_JSON, and the file of what did not fit into that.
// Input: the variable, and behind a line of dashes the file.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "../../src/app/environment.hpp"
#include "../../src/synth/node_json.hpp"
#include "fuzz.hpp"
#include "tenon/construct/stack.hpp"
#include "tenon/synth/synthesis.hpp"
#include "tenon/value/json.hpp"

namespace {

using fuzz::require;

/// Always of the same name, which is among what is compared: each run has a temporary folder of its own.
const std::filesystem::path& overflow_file() {
  static const std::filesystem::path path = std::filesystem::temp_directory_path() / "tenon-fuzz-context";
  return path;
}

void set_environment(const std::vector<std::string>& parts) {
  // A variable ends at its first zero, which the system sees to.
  ::setenv("CDK_CONTEXT_JSON", fuzz::part(parts, 0).c_str(), 1);
  if (parts.size() < 2) {
    ::unsetenv("CONTEXT_OVERFLOW_LOCATION_ENV");
    return;
  }
  std::ofstream(overflow_file(), std::ios::binary) << parts[1];
  ::setenv("CONTEXT_OVERFLOW_LOCATION_ENV", overflow_file().c_str(), 1);
}

/// Every value can be written into a template, and is a value of JSON there.
void check_usable(const tenon::detail::Context& context) {
  tenon::App app;
  auto& stack = app.add("S", tenon::Stack::Props{});
  std::vector<tenon::Map<tenon::Json>::Entry> entries;
  for (const auto& [key, value] : context) entries.push_back({key, value});
  auto& resource = stack.add("R", tenon::Resource::Props{.Type = "Test::Any::Thing"});
  resource.add_override("Properties.Context", tenon::json::object(entries));
  const std::string text = tenon::template_text(stack);
  require(tenon::json::parse(text).kind() == tenon::NodeKind::object, "a template with the context is JSON",
          text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  set_environment(fuzz::parts_of(fuzz::text_of(data, size)));
  tenon::detail::Context context;
  if (fuzz::refused([&] { context = tenon::detail::context_of_environment(); }, "malformed-context"))
    return 0;
  for (std::size_t i = 0; i < context.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      require(context[i].first != context[k].first, "each key is there once");
  }
  check_usable(context);
  return 0;
}
